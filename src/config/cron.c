#include "config/cron.h"

#include <stddef.h>
#include <string.h>

#include "config/clock.h"

enum { FIELDS = 6, LONGEST = 200 };

struct span { /* what a field may hold */
    const char *const *names;
    int from, to, first_name;
    const char *wrong;
};

static const char *const month_names[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL",
                                          "AUG", "SEP", "OCT", "NOV", "DEC", NULL};
static const char *const day_names[] = {"SUN", "MON", "TUE", "WED",
                                        "THU", "FRI", "SAT", NULL};

enum { MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS, YEARS };
static const struct span spans[FIELDS] = {
    [MINUTES] = {NULL, 0, 59, 0, "minutes are 0 to 59"},
    [HOURS] = {NULL, 0, 23, 0, "hours are 0 to 23"},
    [DAYS] = {NULL, 1, 31, 0, "days of the month are 1 to 31, L or 15W"},
    [MONTHS] = {month_names, 1, 12, 1, "months are 1 to 12 or JAN to DEC"},
    [WEEKDAYS] = {day_names, 1, 7, 1,
                  "days of the week are 1 (Sunday) to 7, SUN to SAT, 6L or 2#3"},
    [YEARS] = {NULL, CRON_FIRST_YEAR, CRON_FIRST_YEAR + CRON_YEARS - 1, 0,
               "years are 1970 to 2199"},
};

struct set {
    uint64_t bit[(CRON_YEARS + 63) / 64]; /* bit n: span.from + n */
};

static bool is_in(const uint64_t *bits, int n)
{
    return bits[n / 64] >> (n % 64) & 1;
}

/* ---- reading ---- */

static bool read_number(const char **at, int *n)
{
    int digits = 0;

    for (*n = 0; **at >= '0' && **at <= '9' && digits < 5; ++*at, digits++)
        *n = 10 * *n + (**at - '0');
    return digits > 0;
}

/* A number or a name of the span. */
static bool read_value(const char **at, const struct span *span, int *n)
{
    for (int i = 0; span->names && span->names[i]; i++)
        if (strncmp(*at, span->names[i], 3) == 0) {
            *at += 3;
            *n = span->first_name + i;
            return true;
        }
    return read_number(at, n) && *n >= span->from && *n <= span->to;
}

/* "*", "5", "5-10", each with "/3" behind it; "5/3" goes on to the end of the span. */
static bool read_range(const char **at, const struct span *span, struct set *set)
{
    int from = span->from, to = span->to, step = 1;
    bool single = false;

    if (**at == '*') {
        ++*at;
    } else {
        if (!read_value(at, span, &from))
            return false;
        single = **at != '-';
        to = from;
        if (**at == '-' && (++*at, !read_value(at, span, &to)))
            return false;
    }
    if (**at == '/') {
        ++*at;
        if (!read_number(at, &step) || step < 1)
            return false;
        if (single)
            to = span->to;
    }
    if (from > to)
        return false;
    for (int n = from; n <= to; n += step)
        set->bit[(n - span->from) / 64] |= UINT64_C(1) << ((n - span->from) % 64);
    return true;
}

static bool read_list(const char *text, const struct span *span, struct set *set)
{
    while (read_range(&text, span, set)) {
        if (!*text)
            return true;
        if (*text++ != ',')
            return false;
    }
    return false;
}

/* "L", "15W": false where it is neither. */
static bool read_day(const char *text, struct cron *cron)
{
    int n;

    if (strcmp(text, "L") == 0)
        return cron->last_day = true;
    if (!read_number(&text, &n) || strcmp(text, "W") != 0 || n < 1 || n > 31)
        return false;
    cron->nearest = n;
    return true;
}

/* "L", "6L", "2#3": false where it is none of them. */
static bool read_weekday(const char *text, struct cron *cron)
{
    int n, nth;

    if (strcmp(text, "L") == 0) { /* the last of the week: Saturday */
        cron->weekdays = UINT32_C(1) << 7;
        return true;
    }
    if (!read_value(&text, &spans[WEEKDAYS], &n))
        return false;
    if (strcmp(text, "L") == 0) {
        cron->last_weekday = n;
        return true;
    }
    if (*text++ != '#' || !read_number(&text, &nth) || *text || nth < 1 || nth > 5)
        return false;
    cron->nth_weekday = n;
    cron->nth = nth;
    return true;
}

static bool split(char *text, char *field[FIELDS])
{
    size_t n = 0;

    for (char *at = text; *at;) {
        at += strspn(at, " ");
        if (!*at)
            break;
        if (n == FIELDS)
            return false;
        field[n++] = at;
        at += strcspn(at, " ");
        if (*at)
            *at++ = '\0';
    }
    return n == FIELDS;
}

static const char *read_days(char *const field[FIELDS], struct cron *cron)
{
    struct set days = {{0}}, weekdays = {{0}};
    bool by_week = strcmp(field[DAYS], "?") == 0;

    if (by_week == (strcmp(field[WEEKDAYS], "?") == 0))
        return "one of day-of-month and day-of-week must be ?, the other not";
    if (by_week) {
        if (read_weekday(field[WEEKDAYS], cron))
            return NULL;
        if (!read_list(field[WEEKDAYS], &spans[WEEKDAYS], &weekdays))
            return spans[WEEKDAYS].wrong;
        cron->weekdays = (uint32_t)weekdays.bit[0] << 1;
        return NULL;
    }
    if (read_day(field[DAYS], cron))
        return NULL;
    if (!read_list(field[DAYS], &spans[DAYS], &days))
        return spans[DAYS].wrong;
    cron->days = (uint32_t)(days.bit[0] << 1);
    return NULL;
}

const char *cron_read(const char *fields, struct cron *cron)
{
    char text[LONGEST], *field[FIELDS];
    struct set set[FIELDS] = {{{0}}};

    *cron = (struct cron){0};
    if (strlen(fields) >= sizeof text)
        return "it is too long";
    memcpy(text, fields, strlen(fields) + 1);
    if (!split(text, field))
        return "six fields are wanted: minutes hours day-of-month month day-of-week year";
    for (size_t i = 0; i < FIELDS; i++)
        if (i != DAYS && i != WEEKDAYS && !read_list(field[i], &spans[i], &set[i]))
            return spans[i].wrong;
    cron->minutes = set[MINUTES].bit[0];
    cron->hours = (uint32_t)set[HOURS].bit[0];
    cron->months = (uint32_t)set[MONTHS].bit[0] << 1;
    memcpy(cron->years, set[YEARS].bit, sizeof cron->years);
    return read_days(field, cron);
}

/* ---- finding ---- */

/* The weekday (Monday to Friday) nearest to a day, within its month. */
static int nearest_weekday(int64_t first, int day, int length)
{
    int weekday;

    if (day > length)
        return 0;
    weekday = clock_weekday(first + day - 1);
    if (weekday == 7) /* Saturday: Friday before, or Monday if that is another month */
        return day > 1 ? day - 1 : day + 2;
    if (weekday == 1)
        return day < length ? day + 1 : day - 2;
    return day;
}

static bool day_fits(const struct cron *c, int64_t days, int year, int month, int day)
{
    int length = clock_month_length(year, month), weekday = clock_weekday(days);

    if (c->last_day)
        return day == length;
    if (c->nearest)
        return day == nearest_weekday(days - day + 1, c->nearest, length);
    if (c->last_weekday)
        return weekday == c->last_weekday && day > length - 7;
    if (c->nth)
        return weekday == c->nth_weekday && (day - 1) / 7 + 1 == c->nth;
    return (c->days >> day & 1) || (c->weekdays >> weekday & 1);
}

/* The first minute of the day from `from` on; -1: none. */
static int minute_of_day(const struct cron *c, int from)
{
    for (int minute = from; minute < 24 * 60; minute++)
        if ((c->hours >> (minute / 60) & 1) && is_in(&c->minutes, minute % 60))
            return minute;
    return -1;
}

int64_t cron_next(const struct cron *c, int64_t after)
{
    int64_t minute = after / 60 + 1, end = clock_days(CRON_FIRST_YEAR + CRON_YEARS, 1, 1);

    for (int64_t days = minute / 1440; days < end; days++) {
        int from = days == minute / 1440 ? (int)(minute % 1440) : 0;
        int year, month, day, at;

        clock_date(days, &year, &month, &day);
        if (!is_in(c->years, year - CRON_FIRST_YEAR) || !(c->months >> month & 1) ||
            !day_fits(c, days, year, month, day))
            continue;
        at = minute_of_day(c, from);
        if (at >= 0)
            return days * DAY_SECONDS + at * 60;
    }
    return INT64_MAX;
}
