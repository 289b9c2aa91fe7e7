/* ledger.h - what the flow counts so that a run can be checked (methods.md 9.1, 9.2).
 *
 * Each number is counted where that thing happens and nowhere else, so the equations
 * below can fail; run/ledger.c holds them at the end of every run in every build.
 *
 * For each service that is called (service->traffic):
 *     sent = travelling + arrived
 *     arrived = replied + running, of which replied = accepted and finished + refused (of
 *     a batch that is done in part each item that is not: those are refused beside it)
 *     sent = answered + timed out + awaited
 * In the whole world:
 *     calls = sum over services of (awaited + timed out and not yet given back)
 *     refused, of all services = refusals, of all limits
 *     roots begun = completed + open
 */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdint.h>

struct traffic {
    int64_t sent;      /* calls sent here */
    int64_t arrived;   /* handed to model->accept */
    int64_t replied;   /* call_reply, call_refuse */
    int64_t refused;   /* calls and items of batches: call_refuse, call_turn_away */
    int64_t answered;  /* `done` came with an answer */
    int64_t timed_out; /* `done` came at the deadline */
    int64_t late;      /* timed out before; its work has ended since */
};

struct ledger {
    int64_t calls;            /* made and not given back */
    int64_t begun, completed; /* roots */
};

/* Calls sent to a service that were neither answered nor given up. */
static inline int64_t traffic_awaited(const struct traffic *t)
{
    return t->sent - t->answered - t->timed_out;
}

/* Calls in its hands. */
static inline int64_t traffic_running(const struct traffic *t)
{
    return t->arrived - t->replied;
}

#endif
