/* help.h - what the tables say in words: for the terminal and for manual pages. */
#ifndef HELP_H
#define HELP_H

#include <stdio.h>

#include "config/field.h"

struct topic {
    const char *name, *help; /* NULL name ends the table */
    const char *text;
    void (*more)(FILE *out); /* behind the text; NULL: nothing */
};
extern const struct topic topics[];

/* headroom(1), headroom-scenario(5) as roff; bash's completion. */
void manual_command(FILE *out);
void manual_scenario(FILE *out);
void completion_bash(FILE *out);

/* Words in lines of at most 78 columns, each after `indent` blanks. */
void help_wrap(FILE *out, const char *text, int indent);

#endif
