/* test_golden.c - small runs whose every call is written down: NAME.cfg and NAME.trace.
 *
 * A line is `ns address what ordinal`: an arrival by its action, a reply by its status.
 * `make golden` writes them anew (UPDATE=1); a difference wants an explanation.
 */
#include "check.h"
#include "trial.h"

#include <stdlib.h>

#include "base/text.h"

static void slurp(const char *path, struct text *text)
{
    char part[4096];
    FILE *in = fopen(path, "r");
    size_t n;

    while (in && (n = fread(part, 1, sizeof part, in)) > 0)
        text_add_bytes(text, part, n);
    if (in)
        fclose(in);
}

static void write_down(const char *path, const char *trace)
{
    FILE *out = fopen(path, "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    fputs(trace, out);
    CU_ASSERT_EQUAL(fclose(out), 0);
}

/* Says the first line in which they differ. */
static void say_where(const char *wanted, const char *got)
{
    size_t line = 1, at = 0, start = 0;

    for (; wanted[at] && wanted[at] == got[at]; at++) {
        if (wanted[at] == '\n') {
            line++;
            start = at + 1;
        }
    }
    printf("  line %zu: %.*s\n  wanted: %.*s\n", line, (int)strcspn(got + start, "\n"),
           got + start, (int)strcspn(wanted + start, "\n"), wanted + start);
}

static void is_as_written(const char *name)
{
    const char *source = getenv("SRCDIR");
    struct text cfg = {0}, path = {0}, wanted = {0};
    struct trial t;

    text_add(&cfg, "%s/tests/golden/%s.cfg", source ? source : ".", name);
    text_add(&path, "%s/tests/golden/%s.trace", source ? source : ".", name);
    trial_load_file(&t, text_of(&cfg), NULL);
    t.wants_trace = true;
    trial_run(&t, 1, 0);
    if (!t.ran_well)
        fputs(t.said, stdout);
    CU_ASSERT_TRUE_FATAL(t.ran_well);
    if (getenv("UPDATE"))
        write_down(text_of(&path), t.trace);
    slurp(text_of(&path), &wanted);
    if (strcmp(text_of(&wanted), t.trace) != 0)
        say_where(text_of(&wanted), t.trace);
    CU_ASSERT_TRUE(strcmp(text_of(&wanted), t.trace) == 0 && *t.trace);
    text_free(&cfg);
    text_free(&path);
    text_free(&wanted);
    trial_free(&t);
}

static void a_queue_with_retries(void)
{
    is_as_written("queue");
}

static void a_journey_with_branches(void)
{
    is_as_written("journey");
}

static void users_and_a_burst(void)
{
    is_as_written("users");
}

static void a_time_out_with_work_behind_it(void)
{
    is_as_written("late");
}

FACTS(FACT(a_queue_with_retries), FACT(a_journey_with_branches), FACT(users_and_a_burst),
      FACT(a_time_out_with_work_behind_it))
