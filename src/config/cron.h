/* cron.h - the days and minutes that a cron(..) of AWS means (EventBridge and Application
 * Auto Scaling user guides, schedule expressions). */
#ifndef CRON_H
#define CRON_H

#include <stdbool.h>
#include <stdint.h>

enum { CRON_YEARS = 230, CRON_FIRST_YEAR = 1970 };

struct cron {
    uint64_t minutes;  /* bit n: at minute n */
    uint32_t hours;    /* bit n: at hour n */
    uint32_t months;   /* bit n: month n, 1 .. 12 */
    uint32_t days;     /* bit n: day n of the month; 0: by the day of the week */
    uint32_t weekdays; /* bit n: weekday n, 1 Sunday .. 7; 0: by the day of the month */
    uint64_t years[(CRON_YEARS + 63) / 64]; /* bit n: 1970 + n */
    bool last_day;                          /* L: of the month */
    int nearest; /* 15W: the weekday (Mon-Fri) that is nearest to that day; 0: none */
    int last_weekday;     /* 6L: the last Friday of the month; 0: none */
    int nth_weekday, nth; /* 2#3: the third Monday; 0: none */
};

/* "minutes hours day-of-month month day-of-week year".  NULL, or what is wrong as a
 * clause. */
const char *cron_read(const char *fields, struct cron *);
/* The first second after `after` (since 1970, UTC); INT64_MAX: never again. */
int64_t cron_next(const struct cron *, int64_t after);

#endif
