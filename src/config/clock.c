#include "config/clock.h"

#include <stdio.h>
#include <string.h>

/* By the civil calendar, counted in eras of 400 years that begin on 1 March. */
int64_t clock_days(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400, of_era = y % 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int clock_month_length(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

void clock_date(int64_t days, int *year, int *month, int *day)
{
    int64_t left;

    *year = (int)(1970 + days / 366); /* not after the year wanted */
    while (clock_days(*year + 1, 1, 1) <= days)
        ++*year;
    left = days - clock_days(*year, 1, 1);
    *month = 1;
    while (left >= clock_month_length(*year, *month))
        left -= clock_month_length(*year, (*month)++);
    *day = (int)left + 1;
}

int clock_weekday(int64_t days)
{
    return (int)((days + 4) % 7) + 1; /* 1970-01-01 was a Thursday */
}

/* The digits of "2021-11-26T18:00:00"; false: it is not such a text. */
static bool read_digits(const char *text, const char *zone, int part[6])
{
    static const char form[] = "0000-11-22T33:44:55";

    if (strlen(text) < sizeof form - 1 || strcmp(text + sizeof form - 1, zone) != 0)
        return false;
    for (size_t i = 0; i < sizeof form - 1; i++) {
        bool digit = form[i] >= '0' && form[i] <= '9';

        if (digit ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
        if (digit)
            part[form[i] - '0'] = 10 * part[form[i] - '0'] + text[i] - '0';
    }
    return true;
}

bool clock_read(const char *text, const char *zone, int64_t *seconds)
{
    int part[6] = {0};
    const int *year = &part[0], *month = &part[1], *day = &part[2];

    if (!read_digits(text, zone, part) || *year < 1970 || *month < 1 || *month > 12 ||
        *day < 1 || *day > clock_month_length(*year, *month) || part[3] > 23 ||
        part[4] > 59 || part[5] > 59)
        return false;
    *seconds = clock_days(*year, *month, *day) * DAY_SECONDS + part[3] * 3600 +
               part[4] * 60 + part[5];
    return true;
}

void clock_write(int64_t seconds, bool with_seconds, char out[16])
{
    unsigned of_day = (unsigned)(seconds % DAY_SECONDS);

    if (with_seconds)
        snprintf(out, 16, "%02u:%02u:%02u", of_day / 3600, of_day / 60 % 60, of_day % 60);
    else
        snprintf(out, 16, "%02u:%02u", of_day / 3600, of_day / 60 % 60);
}
