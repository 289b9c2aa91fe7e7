/* help.h - what the tables say in words: for the terminal and for manual pages. */
#ifndef HELP_H
#define HELP_H

#include <stdio.h>

#include "base/text.h"
#include "config/address.h"
#include "flow/service.h"

struct topic {
    const char *name, *help; /* NULL name ends the table */
    const char *text;
    void (*more)(FILE *out); /* behind the text; NULL: nothing */
};
extern const struct topic topics[];

/* Whose names: run's (no model), a model's resources' or its account's. */
struct names {
    const struct model *model;
    bool account;
};

/* What has a name there: one of these three. */
struct thing {
    const char *name, *help;
    const struct field *row;
    const struct metric *metric;
    const struct own_limit *limit;
};

/* All scopes; all things of one; the next from *i on that is called so. */
bool names_at(size_t i, struct names *);
bool thing_at(const struct names *, size_t i, struct thing *);
bool thing_named(const struct names *, const char *name, size_t *i, struct thing *);
/* The same; where nothing has that name, by what others call it. */
bool thing_called(const struct names *, const char *name, size_t *i, struct thing *);
const char *thing_next(const void *names, size_t i); /* for text_nearest_of */
/* "lambda.NAME.throttles" */
void thing_add_home(struct text *, const struct names *, const struct thing *);

/* A setting, with what is inside it. */
void help_row(FILE *out, const struct field *, const char *address);
/* What a group says that is no room's (account, timeline ..); false: it is none, or has
 * nothing there of that name. */
bool help_group(const struct address *, const char *address, FILE *out);
/* What an address, or a name without one, means; the exit code. */
int help_address(const char *text, struct arena *, FILE *out, struct diag *);

/* headroom(1), headroom-scenario(5) as roff; bash's completion. */
void manual_command(FILE *out);
void manual_scenario(FILE *out);
void completion_bash(FILE *out);

/* Words in lines of at most 78 columns, each after `indent` blanks. */
void help_wrap(FILE *out, const char *text, int indent);

#endif
