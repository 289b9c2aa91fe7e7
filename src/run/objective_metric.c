/* objective_metric.c - "client.x.latency[book]": whose numbers, and can they be asked
 * that? */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "run/objective_parts.h"

struct names { /* for suggestions */
    const struct reader *r;
    const struct model *model;
    enum metric_of of;
};

static const char *address_next(const void *ctx, size_t i)
{
    const struct names *n = ctx;
    const struct graph *g = &n->r->scenario->graph;

    return i < g->resources ? g->resource[i].address : NULL;
}

static const char *metric_next(const void *ctx, size_t i)
{
    const struct names *n = ctx;

    for (size_t p = 0; p < n->r->place_count; p++)
        if (n->r->places[p].model == n->model &&
            place_row(&n->r->places[p])->of == n->of && i-- == 0)
            return place_row(&n->r->places[p])->name;
    return NULL;
}

/* What others call it, where the model has one. */
static const char *called_otherwise(const struct names *n, const char *name)
{
    static const char *const others_say[][2] = {
        {"latency", "response_time duration time"},
        {"duration", "latency response_time time"},
        {"errors", "error_rate error_count failures failure_rate"},
        {"5xx_error", "errors error_rate failures"},
        {"concurrent_executions", "concurrency concurrent_requests"},
        {"concurrent_requests", "concurrency connections"},
        {"requests", "count throughput rps request_count"},
        {"count", "requests throughput rps request_count"},
        {"invocations", "requests count throughput"},
        {"cold_starts", "cold_start_rate coldstarts cold_start_count"},
        {"throttles", "throttled throttle_rate throttled_requests"},
        {"throttled_requests", "throttles throttled"},
    };
    const char *row;

    for (size_t i = 0; (row = metric_next(n, i)); i++)
        for (size_t k = 0; k < sizeof others_say / sizeof *others_say; k++)
            if (strcmp(row, others_say[k][0]) == 0 &&
                text_is_among(name, others_say[k][1]))
                return row;
    return text_nearest_of(name, metric_next, n);
}

static const char *part_next(const void *ctx, size_t i)
{
    const struct resource *self = ctx;

    return i < self->parts ? self->part[i] : NULL;
}

/* "client.x.latency[book]" and "client.x[book].latency" into its three words. */
struct spelled {
    const char *owner, *metric, *part;
};

static bool spell(struct reader *r, const char *address, struct spelled *s)
{
    const char *open = strchr(address, '['), *close = strrchr(address, ']'), *dot = NULL;
    struct text bare = {0};

    *s = (struct spelled){0};
    if (open && (!close || close < open))
        return WRONG(r, "objective \"%s\": the bracket in %s is not closed", r->o->text,
                     address);
    if (open)
        s->part = objective_piece(r, open + 1, (size_t)(close - open - 1));
    text_add_bytes(&bare, address, open ? (size_t)(open - address) : strlen(address));
    if (open)
        text_add(&bare, "%s", close + 1);
    s->owner = arena_text(r->arena, "%s", text_of(&bare));
    text_free(&bare);
    for (const char *c = s->owner; *c; c++)
        dot = *c == '.' ? c : dot;
    if (!dot || !strchr(s->owner, '.') || strchr(s->owner, '.') == dot)
        return WRONG(r,
                     "objective \"%s\": %s is not an address such as client.shop.latency",
                     r->o->text, address);
    s->metric = dot + 1;
    s->owner = objective_piece(r, s->owner, (size_t)(dot - s->owner));
    return true;
}

static bool find_place(struct reader *r, const struct model *model, enum metric_of of,
                       const struct spelled *s)
{
    struct names names = {r, model, of};
    const char *near;

    for (size_t p = 0; p < r->place_count; p++) {
        const struct metric *row = place_row(&r->places[p]);
        if (r->places[p].model == model && row->of == of &&
            strcmp(row->name, s->metric) == 0) {
            r->o->metric = p;
            return true;
        }
    }
    near = called_otherwise(&names, s->metric);
    return WRONG(
        r, "objective \"%s\": %s has no metric %s%s%s", r->o->text, s->owner, s->metric,
        of == OF_PART ? " of its parts" : "",
        near ? objective_meant(r, near)
             : arena_text(r->arena, "; headroom help %s lists them", model->name));
}

static size_t ordinal(const struct graph *g, const struct resource *self)
{
    size_t n = 0;

    for (size_t i = 0; i < self->index; i++)
        n += g->resource[i].model == self->model;
    return n;
}

static bool find_part(struct reader *r, const struct resource *self,
                      const struct spelled *s)
{
    for (size_t i = 0; i < self->parts; i++)
        if (strcmp(self->part[i], s->part) == 0) {
            r->o->member = self->first_part + i;
            return find_place(r, self->model, OF_PART, s);
        }
    return WRONG(r, "objective \"%s\": %s has no %s %s%s", r->o->text, s->owner,
                 self->model->part_dimension ? self->model->part_dimension : "part",
                 s->part, objective_meant(r, text_nearest_of(s->part, part_next, self)));
}

static bool find_account(struct reader *r, const struct spelled *s)
{
    const struct graph *g = &r->scenario->graph;

    for (size_t i = 0; i < g->accounts; i++)
        if (strcmp(g->account[i].model->name, s->owner + strlen("account.")) == 0)
            return find_place(r, g->account[i].model, OF_ACCOUNT, s);
    return WRONG(r, "objective \"%s\": nothing here uses %s", r->o->text, s->owner);
}

bool objective_metric(struct reader *r, const char *address)
{
    const struct graph *g = &r->scenario->graph;
    struct names names = {r, NULL, OF_SERVICE};
    const struct resource *self;
    struct spelled s;

    if (!spell(r, address, &s))
        return false;
    if (strncmp(s.owner, "account.", strlen("account.")) == 0)
        return find_account(r, &s);
    self = graph_find(g, s.owner);
    if (!self && s.part) { /* an element of a list that is a resource itself */
        self = graph_find(g, arena_text(r->arena, "%s[%s]", s.owner, s.part));
        s.part = self ? NULL : s.part;
    }
    if (!self)
        return WRONG(r, "objective \"%s\": there is no %s%s", r->o->text, s.owner,
                     objective_meant(r, text_nearest_of(s.owner, address_next, &names)));
    if (s.part)
        return find_part(r, self, &s);
    r->o->member = ordinal(g, self);
    return find_place(r, self->model, OF_SERVICE, &s);
}

/* ---- does the aggregate suit the metric? ---- */

static bool share_suits(struct reader *r, const struct metric_place *place)
{
    const struct metric *row = place_row(place);

    if (r->o->has_inner && row->kind != METRIC_OBSERVED)
        return WRONG(r,
                     "objective \"%s\": share(.. > ..) is of values observed, such as "
                     "latency; %s is %s",
                     r->o->text, row->name,
                     row->kind == METRIC_COUNT ? "a count" : "a level");
    if (!r->o->has_inner && (row->kind != METRIC_COUNT || !row->base))
        return WRONG(r,
                     "objective \"%s\": %s is not a part of anything counted; say "
                     "share(%s > VALUE)",
                     r->o->text, row->name, r->o->address);
    r->o->failures_are_over = r->o->has_inner && place_base(place) != NULL;
    return true;
}

/* What is counted in each period: its sum, every period. */
static bool most_of_a_period(struct reader *r, const struct metric *row)
{
    if (isnan(r->o->value) || r->o->has_inner)
        return WRONG(r, "\"%s\": of the periods' counts %s there is no single number",
                     r->o->text, row->name);
    r->o->aggregate = AGG_SUM;
    r->o->every = r->scenario->run.period;
    return true;
}

bool objective_suits(struct reader *r, const struct metric_place *place)
{
    static const struct {
        const char *name;
        bool count, level, observed;
    } SUITS[] = {
        [AGG_QUANTILE] = {"a percentile", false, false, true},
        [AGG_MEAN] = {"mean", false, true, true},
        [AGG_MIN] = {"min", false, true, true},
        [AGG_MAX] = {"max", true, true, true},
        [AGG_SUM] = {"sum", true, false, true},
        [AGG_LAST] = {"last", false, true, false},
        [AGG_RATE] = {"rate", true, false, true},
        [AGG_SHARE] = {"share", true, true, true},
    };
    enum aggregate a = r->o->aggregate;
    const struct metric *row = place_row(place);
    bool fine = row->kind == METRIC_COUNT   ? SUITS[a].count
                : row->kind == METRIC_LEVEL ? SUITS[a].level
                                            : SUITS[a].observed;

    if (!fine)
        return WRONG(r, "objective \"%s\": %s is %s: %s", r->o->text, row->name,
                     row->kind == METRIC_COUNT ? "a count" : "a level",
                     row->kind == METRIC_COUNT ? "ask for its sum, max, rate or share"
                                               : "ask for its mean, min, max or last");
    if (r->o->has_inner && a != AGG_SHARE)
        return WRONG(r, "objective \"%s\": only share(..) takes a comparison inside",
                     r->o->text);
    if (row->kind == METRIC_COUNT && a == AGG_MAX)
        return most_of_a_period(r, row);
    r->o->open_is_infinite = a == AGG_QUANTILE && place_is_censored(place);
    return a != AGG_SHARE || share_suits(r, place);
}
