/* objective_time.c - "every D", "during NAME", "from T to T": stretches, cut into
 * windows. */
#include <string.h>

#include "base/text.h"
#include "run/objective_parts.h"

void objective_span(struct reader *r, sim_time from, sim_time to)
{
    struct objective *o = r->o;
    size_t n = o->windows;

    if ((n & (n - 1)) == 0) { /* full at 0, 1, 2, 4, 8 .. */
        struct span *more = arena_get(r->arena, (n > 0 ? 2 * n : 1) * sizeof *more);
        for (size_t i = 0; i < n; i++)
            more[i] = o->span[i];
        o->span = more;
    }
    o->span[o->windows++] = (struct span){from, to};
}

static const char *mark_next(const void *ctx, size_t i)
{
    const struct scenario *s = ctx;

    return i < s->marks ? s->mark[i].name : NULL;
}

/* "launch", or "client.readers.launch" where two have one of that name. */
static bool is_named(const struct mark *mark, const char *name)
{
    size_t n = strlen(mark->owner);

    return strcmp(mark->name, name) == 0 ||
           (strncmp(mark->owner, name, n) == 0 && name[n] == '.' &&
            strcmp(mark->name, name + n + 1) == 0);
}

static bool read_during(struct reader *r)
{
    const struct scenario *s = r->scenario;
    const struct mark *first = NULL;

    r->o->during = objective_word(r);
    for (size_t i = 0; i < s->marks; i++) {
        const struct mark *m = &s->mark[i];
        if (!is_named(m, r->o->during) || m->from >= s->run.duration)
            continue;
        if (first && strcmp(first->owner, m->owner) != 0)
            return WRONG(r, "objective \"%s\": both %s and %s have %s: say %s.%s",
                         r->o->text, first->owner, m->owner, r->o->during, first->owner,
                         r->o->during);
        first = first ? first : m;
        objective_span(r, m->from, m->to < s->run.duration ? m->to : s->run.duration);
    }
    if (!first)
        return WRONG(r,
                     "objective \"%s\": no phase, burst or timeline entry %s in this "
                     "run%s",
                     r->o->text, r->o->during,
                     objective_meant(r, text_nearest_of(r->o->during, mark_next, s)));
    return true;
}

static bool read_from_to(struct reader *r)
{
    double from, to = (double)r->scenario->run.duration; /* "from T" alone: to the end */

    if (!objective_value(r, objective_word(r), UNIT_TIME, &from))
        return false;
    if (objective_keyword(r, "to") &&
        !objective_value(r, objective_word(r), UNIT_TIME, &to))
        return false;
    if (!(from < to) || to > (double)r->scenario->run.duration)
        return WRONG(r, "objective \"%s\": this stretch is not within the run's duration",
                     r->o->text);
    objective_span(r, (sim_time)from, (sim_time)to);
    return true;
}

/* Each stretch into full windows. */
static bool cut(struct reader *r)
{
    struct span *whole = r->o->span;
    size_t n = r->o->windows;
    sim_time every = r->o->every, end = r->scenario->run.duration;

    r->o->windows = 0;
    r->o->span = NULL;
    for (size_t i = 0; i < n; i++) {
        sim_time to = whole[i].to < end ? whole[i].to : end;
        for (sim_time t = whole[i].from; to - t >= every; t += every)
            objective_span(r, t, t + every);
    }
    if (r->o->windows == 0)
        return WRONG(r, "objective \"%s\": the run has no full window of that length",
                     r->o->text);
    return true;
}

static bool read_every(struct reader *r)
{
    double every;

    if (r->o->every > 0)
        return WRONG(
            r,
            "objective \"%s\": every is said already (max of a count is of every "
            "period; its sum may be every so long)",
            r->o->text);
    if (!objective_value(r, objective_word(r), UNIT_TIME, &every))
        return false;
    if (every < 1)
        return WRONG(r, "objective \"%s\": every 0 s is no window", r->o->text);
    r->o->every = (sim_time)every;
    return true;
}

/* One of the three; each may be said once, and only one of `during` and `from`. */
static bool read_stretch(struct reader *r)
{
    bool free = r->o->windows == 0;

    if (objective_keyword(r, "every"))
        return read_every(r);
    if (free && objective_keyword(r, "during"))
        return read_during(r);
    if (free && objective_keyword(r, "from"))
        return read_from_to(r);
    return WRONG(r, "objective \"%s\": \"%s\" is not understood", r->o->text, r->at);
}

/* The measured run: levels end with the duration, what was begun by then goes on to the
 * end of the drain (as in the summaries). */
static void add_whole(struct reader *r)
{
    const struct metric *row = place_row(&r->places[r->o->metric]);

    objective_span(r, r->scenario->measured_from,
                   row->kind == METRIC_LEVEL ? r->scenario->run.duration : SIM_FOREVER);
}

bool objective_time(struct reader *r)
{
    for (objective_spaces(r); *r->at; objective_spaces(r))
        if (!read_stretch(r))
            return false;
    if (r->o->windows == 0)
        add_whole(r);
    return r->o->every == 0 || cut(r);
}
