/* objective_parts.h - what the reading of an objective shares; private to objective*.c:
 *
 * objective.c         words and values; what is asked for, and how it is compared
 * objective_metric.c  which metric, and whether the question suits it
 * objective_time.c    which stretch of time, and its windows
 * objective_sample.c  after a run: what its windows say
 */
#ifndef OBJECTIVE_PARTS_H
#define OBJECTIVE_PARTS_H

#include "run/objective.h"

struct reader {
    const char *at; /* what is left of the text */
    const struct scenario *scenario;
    struct arena *arena;
    struct objective *o;
    struct diag *diag;
    struct metric_place *places;
    size_t place_count;
};

#define WRONG(r, ...) (diag_error((r)->diag, (r)->o->at, __VA_ARGS__), false)

/* Words: each goes on behind what it has read. */
void objective_spaces(struct reader *);
bool objective_keyword(struct reader *, const char *word);
const char *objective_word(struct reader *); /* up to the next keyword */
bool objective_comparison(struct reader *, enum comparison *);
const char *objective_piece(struct reader *, const char *from, size_t length);
size_t objective_length(const char *text, const char *ends); /* brackets skipped whole */
const char *objective_meant(struct reader *, const char *near);

bool objective_value(struct reader *, const char *text, enum unit, double *value);
enum unit objective_unit(const struct metric *);

bool objective_metric(struct reader *, const char *address);
bool objective_suits(struct reader *, const struct metric_place *);
bool objective_time(struct reader *);
void objective_span(struct reader *, sim_time from, sim_time to); /* one more window */

#endif
