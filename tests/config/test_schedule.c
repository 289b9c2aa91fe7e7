/* test_schedule.c - AWS's schedule expressions: which instants they mean. */
#include "check.h"
#include "config/clock.h"
#include "config/schedule.h"

#define NANO INT64_C(1000000000)

static int64_t clock_of(const char *text)
{
    int64_t s = -1;

    CU_ASSERT_TRUE_FATAL(clock_read(text, "", &s));
    return s;
}

/* The instants after `from`, one after the other, as texts; "-" where there is none. */
static void comes(const char *text, const char *from, const char *const *wanted)
{
    struct schedule s;
    const char *wrong = schedule_parse(text, &s);
    int64_t start = clock_of(from), after = -1;

    if (wrong)
        printf("  %s: %s\n", text, wrong);
    CU_ASSERT_PTR_NULL_FATAL(wrong);
    for (size_t i = 0; wanted[i]; i++) {
        int64_t next = schedule_next(&s, start, after);
        int64_t at = next == INT64_MAX ? -1 : start + next / NANO;
        int64_t should = *wanted[i] == '-' ? -1 : clock_of(wanted[i]);

        if (at != should)
            printf("  %s: time %zu is %lld s from %s\n", text, i,
                   (long long)(at - should), wanted[i]);
        CU_ASSERT_EQUAL(at, should);
        after = next;
    }
}

#define COMES(text, from, ...) comes(text, from, (const char *const[]){__VA_ARGS__, NULL})

static void refuses(const char *text)
{
    struct schedule s;

    if (!schedule_parse(text, &s))
        printf("  \"%s\" is read\n", text);
    CU_ASSERT_PTR_NOT_NULL(schedule_parse(text, &s));
}

static void at_comes_once(void)
{
    COMES("at(2021-11-26T17:50:00)", "2021-11-26T17:30:00", "2021-11-26T17:50:00", "-");
    COMES("at(2021-11-26T17:50:00)", "2021-11-26T17:50:01", "-");
    COMES("at(2021-11-26T17:50:00)", "2021-11-26T17:50:00", "2021-11-26T17:50:00", "-");
    COMES("at(+45 min)", "2021-11-26T17:30:00", "2021-11-26T18:15:00", "-");
    refuses("at(2021-02-29T17:50:00)");
    refuses("at(2021-11-26 17:50)");
    refuses("at(2021-11-26T17:50:00Z)");
    refuses("at(+45)");
}

static void rate_comes_from_the_start_on(void)
{
    COMES("rate(1 minute)", "2024-02-28T23:58:30", "2024-02-28T23:59:30",
          "2024-02-29T00:00:30", "2024-02-29T00:01:30");
    COMES("rate(7 hours)", "2021-12-31T20:00:00", "2022-01-01T03:00:00",
          "2022-01-01T10:00:00");
    refuses("rate(1 minutes)");
    refuses("rate(5 minute)");
    refuses("rate(0 minutes)");
    refuses("rate(5 min)");
}

static void cron_has_lists_ranges_and_steps(void)
{
    COMES("cron(40 19 * * ? *)", "2021-11-26T19:40:00", "2021-11-26T19:40:00",
          "2021-11-27T19:40:00", "2021-11-28T19:40:00");
    COMES("cron(0/20 8-9 ? * MON-FRI *)", "2021-11-26T08:50:00", /* a Friday */
          "2021-11-26T09:00:00", "2021-11-26T09:20:00", "2021-11-26T09:40:00",
          "2021-11-29T08:00:00");
    COMES("cron(5,55 23 31 DEC,1 ? 2022-2023)", "2021-11-26T08:50:00",
          "2022-01-31T23:05:00", "2022-01-31T23:55:00", "2022-12-31T23:05:00",
          "2022-12-31T23:55:00", "2023-01-31T23:05:00", "2023-01-31T23:55:00",
          "2023-12-31T23:05:00", "2023-12-31T23:55:00", "-");
    COMES("cron(10-30/10 4 1 */5 ? *)", "2021-02-01T04:20:01", "2021-06-01T04:10:00",
          "2021-06-01T04:20:00", "2021-06-01T04:30:00", "2021-11-01T04:10:00");
    COMES("cron(0 0 29 2 ? *)", "2021-01-01T00:00:00", "2024-02-29T00:00:00",
          "2028-02-29T00:00:00");
    COMES("cron(0 0 30 2 ? *)", "2021-01-01T00:00:00", "-");
    COMES("cron(0 18 ? * 1 *)", "2021-11-26T00:00:00", "2021-11-28T18:00:00");
}

static void cron_knows_last_days_and_weekdays(void)
{
    COMES("cron(0 8 L * ? *)", "2024-01-31T09:00:00", "2024-02-29T08:00:00",
          "2024-03-31T08:00:00", "2024-04-30T08:00:00");
    COMES("cron(0 8 ? * 6L *)", "2021-11-01T00:00:00", "2021-11-26T08:00:00",
          "2021-12-31T08:00:00");
    COMES("cron(0 8 ? * MON#2 *)", "2021-11-01T00:00:00", "2021-11-08T08:00:00",
          "2021-12-13T08:00:00");
    COMES("cron(0 8 ? * 3#5 *)", "2021-11-01T00:00:00", "2021-11-30T08:00:00",
          "2022-03-29T08:00:00");
    /* 15 May 2021 was a Saturday, 15 August a Sunday, 1 May a Saturday */
    COMES("cron(0 8 15W 5,8 ? 2021)", "2021-01-01T00:00:00", "2021-05-14T08:00:00",
          "2021-08-16T08:00:00", "-");
    COMES("cron(0 8 1W 5 ? 2021)", "2021-01-01T00:00:00", "2021-05-03T08:00:00", "-");
    /* 31 October 2021 was a Sunday; September has no 31st */
    COMES("cron(0 8 31W 9,10 ? 2021)", "2021-01-01T00:00:00", "2021-10-29T08:00:00", "-");
    COMES("cron(0 8 ? * L *)", "2021-11-26T00:00:00", "2021-11-27T08:00:00");
}

static void cron_says_what_it_cannot_read(void)
{
    refuses("cron(40 19 * * *)");     /* five fields */
    refuses("cron(40 19 * * ? * 1)"); /* seven */
    refuses("cron(40 19 * * * *)");   /* no ? */
    refuses("cron(40 19 ? * ? *)");   /* two */
    refuses("cron(60 19 * * ? *)");   /* a minute */
    refuses("cron(0 24 * * ? *)");    /* an hour */
    refuses("cron(0 0 0 * ? *)");     /* a day */
    refuses("cron(0 0 32W * ? *)");   /* a day */
    refuses("cron(0 0 ? * 8 *)");     /* a weekday */
    refuses("cron(0 0 ? * MON#6 *)"); /* a week */
    refuses("cron(0 0 1 13 ? *)");    /* a month */
    refuses("cron(0 0 1 1 ? 1969)");  /* a year */
    refuses("cron(30-10 0 1 1 ? *)"); /* backwards */
    refuses("cron(0/0 0 1 1 ? *)");   /* no step */
    refuses("cron(0, 0 1 1 ? *)");    /* an open list */
    refuses("cron(0 0 1 foo ? *)");
    refuses("every day");
}

/* Against the calendar, day by day: 400 years are 146 097 days. */
static void dates_and_days_are_one_to_one(void)
{
    int year, month, day, wrong = 0;

    for (int64_t days = 0; days < 84006; days++) { /* to 2199-12-31 */
        clock_date(days, &year, &month, &day);
        wrong += clock_days(year, month, day) != days || day < 1 ||
                 day > clock_month_length(year, month);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(clock_days(2000, 3, 1) - clock_days(2000, 2, 1), 29);
    CU_ASSERT_EQUAL(clock_days(2100, 3, 1) - clock_days(2100, 2, 1), 28);
    CU_ASSERT_EQUAL(clock_of("2021-11-26T17:30:00"), 1637947800);
    CU_ASSERT_EQUAL(clock_weekday(clock_days(2021, 11, 26)), 6); /* a Friday */
}

FACTS(FACT(at_comes_once), FACT(rate_comes_from_the_start_on),
      FACT(cron_has_lists_ranges_and_steps), FACT(cron_knows_last_days_and_weekdays),
      FACT(cron_says_what_it_cannot_read), FACT(dates_and_days_are_one_to_one))
