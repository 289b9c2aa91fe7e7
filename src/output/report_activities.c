/* report_activities.c - auto scaling: what changed capacities when, and why. */
#include <math.h>
#include <string.h>

#include "config/clock.h"
#include "output/number.h"
#include "output/report.h"
#include "output/table.h"

enum { SHOWN = 12 }; /* the rest is in the file, up to its own bound */

/* The wall clock, where the scenario has one and it does not come round again. */
static bool by_wall_clock(const struct summary *s)
{
    const struct run_settings *run = &s->layout->scenario->run;

    return run->start && run->duration <= DAY_SECONDS * SIM_SECOND;
}

static void add_when(struct text *text, const struct summary *s, double at)
{
    char clock[16];

    if (!by_wall_clock(s)) {
        number_add_clock(text, at);
        return;
    }
    clock_write(s->layout->scenario->run.start_s + (int64_t)floor(at), true, clock);
    text_add(text, "%s", clock);
}

static void add_why(struct text *text, const struct changed_capacity *c)
{
    switch (c->cause) {
    case CAUSE_HIGH:
        text_add(text, "high %zu of %zu min", c->points, c->points);
        return;
    case CAUSE_LOW:
        text_add(text, "low %zu of %zu min", c->points, c->points);
        return;
    case CAUSE_SCHEDULE:
        text_add(text, "schedule");
        return;
    case CAUSE_BOUNDS:
        text_add(text, "min or max");
        return;
    case CAUSE_TIMELINE:
    case CAUSES:
        text_add(text, "timeline");
    }
}

static void add_outcome(struct text *text, const struct changed_capacity *c)
{
    switch (c->outcome) {
    case ACTIVITY_OPEN:
        text_add(text, "under way");
        return;
    case ACTIVITY_REFUSED:
        text_add(text, "refused");
        if (c->times > 1)
            text_add(text, " %zu ×", c->times);
        return;
    case ACTIVITY_OVERTAKEN:
        text_add(text, "overtaken");
        return;
    case ACTIVITY_IN_FORCE:
    case ACTIVITY_OUTCOMES:
        number_add(text, c->settled - c->at);
        text_add(text, " s");
    }
}

/* "dynamodb.t.global_secondary_indexes[by_a].write_capacity_units" as "t[by_a] write":
 * whose it is, and which of its capacities. */
static void add_setting(struct text *text, const char *address)
{
    const char *name = strchr(address, '.') + 1, *dot = strchr(name, '.');
    const char *part = strrchr(name, '['), *end = strrchr(name, ']');
    const char *word = strrchr(end ? end : name, '.') + 1;

    text_add(text, "%.*s", (int)(dot - name), name);
    if (part && end)
        text_add(text, "%.*s", (int)(end - part) + 1, part);
    text_add(text, " %.*s", (int)strcspn(word, "_"), word);
}

static void activity_row(struct table *t, const struct summary *s,
                         const struct changed_capacity *c)
{
    static const char *const moved[MOVED] = {"", " min", " max"};
    struct text cell = {0};

    table_row(t);
    add_setting(&cell, c->address);
    text_add(&cell, "%s", moved[c->moved]);
    table_cell(t, &cell);
    add_when(&cell, s, c->at);
    table_cell(t, &cell);
    add_why(&cell, c);
    table_cell(t, &cell);
    number_add(&cell, c->from);
    table_cell(t, &cell);
    number_add(&cell, c->to);
    table_cell(t, &cell);
    add_outcome(&cell, c);
    table_cell(t, &cell);
}

/* Which replication this is, how many there were in the others, what is left out. */
static void add_note(struct paper *p, const struct summary *s)
{
    struct text text = {0};
    double left = s->changes_first;

    for (size_t i = 0; i < s->activities && i < SHOWN; i++)
        left -= (double)s->activity[i].times;
    text_add(&text, "in replication %ld", s->alone >= 0 ? s->alone : 0);
    if (left > 0)
        text_add(&text, ", %.0f more of it", left);
    if (left > 0 && s->stored)
        text_add(&text, " in %s (activity_at ..)", s->stored);
    if (s->replications > 1) {
        text_add(&text, "; a replication has ");
        number_add(&text, s->changes.point);
        text_add(&text, " of these");
    }
    if (s->refusals.point > 0) {
        text_add(&text, ", ");
        number_add(&text, s->refusals.point);
        text_add(&text, " refused");
    }
    paper_wrap(p, text_of(&text), 0, 2);
    text_free(&text);
}

static bool only_by_hand(const struct summary *s)
{
    for (size_t i = 0; i < s->activities; i++)
        if (s->activity[i].cause != CAUSE_TIMELINE)
            return false;
    return true;
}

void report_activities(struct paper *p, const struct summary *s)
{
    struct table t;

    if (s->activities == 0)
        return;
    table_start(&t);
    t.left[2] = true;
    table_words(&t, only_by_hand(s) ? "capacity" : "auto scaling");
    table_words(&t, by_wall_clock(s) ? "UTC" : "at");
    table_words(&t, "because of");
    table_words(&t, "from");
    table_words(&t, "to");
    table_words(&t, "after");
    for (size_t i = 0; i < s->activities && i < SHOWN; i++)
        activity_row(&t, s, &s->activity[i]);
    text_add(&p->text, "\n");
    paper_table(p, &t);
    table_free(&t);
    add_note(p, s);
}
