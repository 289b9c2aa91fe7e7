/* clock.h - dates and times of day, in UTC. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_SECONDS INT64_C(86400)

int64_t clock_days(int year, int month, int day); /* since 1970-01-01 */
int clock_month_length(int year, int month);
void clock_date(int64_t days, int *year, int *month, int *day);
/* 1: Sunday .. 7: Saturday, as AWS counts. */
int clock_weekday(int64_t days);

/* Seconds since 1970 of "2021-11-26T18:00:00" with `zone` ("Z" or "") behind it; false:
 * there is no such time. */
bool clock_read(const char *text, const char *zone, int64_t *seconds);
/* "18:03" or, with its seconds, "18:03:05". */
void clock_write(int64_t seconds, bool with_seconds, char out[16]);

#endif
