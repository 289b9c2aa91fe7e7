#include "config/schedule.h"

#include <string.h>

#include "config/clock.h"

#define NANO INT64_C(1000000000)

/* The inside of "NAME(..)", copied; false: it is something else, or too long. */
static bool inside(const char *text, const char *name, char out[200])
{
    size_t n = strlen(name), length = strlen(text);

    if (length < n + 2 || length - n - 2 >= 200 || strncmp(text, name, n) != 0 ||
        text[n] != '(' || text[length - 1] != ')')
        return false;
    memcpy(out, text + n + 1, length - n - 2);
    out[length - n - 2] = '\0';
    return true;
}

static const char *read_at(const char *text, struct schedule *s)
{
    double ns;

    if (*text == '+' && unit_read(UNIT_TIME, text, &ns)) {
        s->kind = SCHEDULE_AFTER;
        s->every = (int64_t)ns;
        return NULL;
    }
    s->kind = SCHEDULE_AT;
    return clock_read(text, "", &s->at)
               ? NULL
               : "at(2021-11-26T17:50:00) or at(+45 min) is wanted";
}

static const char *read_rate(const char *text, struct schedule *s)
{
    static const struct {
        const char *one, *many;
        int64_t seconds;
    } units[] = {
        {"minute", "minutes", 60}, {"hour", "hours", 3600}, {"day", "days", DAY_SECONDS}};
    int64_t n = 0;

    for (; *text >= '0' && *text <= '9' && n < 1000000; text++)
        n = 10 * n + (*text - '0');
    text += strspn(text, " ");
    for (size_t i = 0; n > 0 && i < sizeof units / sizeof *units; i++)
        if (strcmp(text, n == 1 ? units[i].one : units[i].many) == 0) {
            s->kind = SCHEDULE_RATE;
            s->every = n * units[i].seconds * NANO;
            return NULL;
        }
    return "rate(1 minute), rate(5 minutes), hours or days is wanted";
}

const char *schedule_parse(const char *text, struct schedule *s)
{
    char body[200];

    *s = (struct schedule){.text = text};
    if (inside(text, "at", body))
        return read_at(body, s);
    if (inside(text, "rate", body))
        return read_rate(body, s);
    if (!inside(text, "cron", body))
        return "at(..), rate(..) or cron(..) is wanted";
    s->kind = SCHEDULE_CRON;
    return cron_read(body, &s->cron);
}

bool schedule_read(struct reading *reading, const struct field *row,
                   const struct node *node, void *place)
{
    const char *wrong = "at(..), rate(..) or cron(..) is wanted";

    (void)row;
    if (node->kind == NODE_TEXT)
        wrong = schedule_parse(node->text, place);
    if (wrong)
        diag_error(reading->diag, node->at, "%s: \"%s\": %s", reading->address,
                   node->text ? node->text : "", wrong);
    return !wrong;
}

static int64_t once(int64_t at, int64_t after)
{
    return at > after ? at : INT64_MAX;
}

int64_t schedule_next(const struct schedule *s, int64_t start, int64_t after)
{
    int64_t next;

    switch (s->kind) {
    case SCHEDULE_NONE:
        break;
    case SCHEDULE_AT:
        return once((s->at - start) * NANO, after);
    case SCHEDULE_AFTER:
        return once(s->every, after);
    case SCHEDULE_RATE:
        return after < 0 ? s->every : (after / s->every + 1) * s->every;
    case SCHEDULE_CRON:
        /* -1 ns is the second before the start's: what lies at the start counts */
        next = cron_next(&s->cron, start + (after < 0 ? -1 : after / NANO));
        return next == INT64_MAX ? next : (next - start) * NANO;
    }
    return INT64_MAX;
}
