/* workflow.h - a state machine on the bench: a definition out of a text, in which '
 * stands for ", and a scenario around it.
 */
#ifndef WORKFLOW_H
#define WORKFLOW_H

#include "room.h"
#include "trial.h"

/* "stepfunctions.m" with these settings beside its definition, and with its latencies
 * at 0 unless `settings` says them; `rest`: other groups. */
struct machine_text {
    const char *definition, *settings, *rest;
    const char *child, *child_settings; /* of "stepfunctions.c", if it is there */
};

/* On a bench without clients; ends the program where it is refused. */
void machine_up(struct room *, const struct machine_text *);
/* Whether it is refused, in words that hold these. */
bool machine_refuses(const struct machine_text *, const char *words);
/* Run once as a whole, seed 1: `rest` has a client. */
void machine_trial(struct trial *, const struct machine_text *);

#endif
