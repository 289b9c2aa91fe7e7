/* schedule.h - when something happens again and again, in AWS's words and in UTC.
 *
 *     at(2021-11-26T17:50:00)   once
 *     at(+45 min)               once, so long after run.start
 *     rate(5 minutes)           from run.start on, first after one interval
 *     cron(40 19 * * ? *)       minutes hours day-of-month month day-of-week year
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include "config/cron.h"
#include "config/field.h"

struct schedule {
    enum schedule_kind {
        SCHEDULE_NONE,
        SCHEDULE_AT,
        SCHEDULE_AFTER,
        SCHEDULE_RATE,
        SCHEDULE_CRON
    } kind;
    int64_t at;    /* AT: s since 1970 */
    int64_t every; /* AFTER, RATE: ns */
    struct cron cron;
    const char *text; /* as written */
};

/* NULL, or what is wrong as a clause. */
const char *schedule_parse(const char *text, struct schedule *);
/* KIND_CUSTOM reader of a struct schedule. */
bool schedule_read(struct reading *, const struct field *, const struct node *,
                   void *place);
/* The first time after `after`, in ns after run.start (`start`: s since 1970);
 * INT64_MAX: never again. */
int64_t schedule_next(const struct schedule *, int64_t start, int64_t after);

#endif
