/* objective.c - reads "AGG(ADDRESS [OP VALUE]) OP VALUE [every D] [during NAME | from T
 * to T]", or "cost.run OP VALUE":
 *
 *   words -> what is asked for -> which metric -> which stretch of time -> windows
 */
#include "run/objective.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct reader {
    const char *at; /* what is left of the text */
    const struct scenario *scenario;
    struct arena *arena;
    struct objective *o;
    struct diag *diag;
    struct metric_place *places;
    size_t place_count;
};

static const char *const AGGREGATES[] = {"pNN",  "mean", "min",   "max", "sum",
                                         "last", "rate", "share", NULL};
static const char *const COSTS[] = {"cost.run", "cost.month", "cost.per_million", NULL};

/* ---- words ---- */

#define WRONG(r, ...) (diag_error((r)->diag, (r)->o->at, __VA_ARGS__), false)

static void skip_spaces(struct reader *r)
{
    r->at += strspn(r->at, " \t\n");
}

static const char *piece(struct reader *r, const char *from, size_t length)
{
    while (length > 0 && strchr(" \t\n", from[length - 1]))
        length--;
    return arena_text(r->arena, "%.*s", (int)length, from);
}

/* Up to one of `ends`, or the end, brackets skipped whole. */
static size_t length_to(const char *text, const char *ends)
{
    size_t i = 0, depth = 0;

    for (; text[i] && (depth > 0 || !strchr(ends, text[i])); i++)
        depth += text[i] == '[' ? 1 : text[i] == ']' && depth > 0 ? (size_t)-1 : 0;
    return i;
}

static bool read_comparison(struct reader *r, enum comparison *op)
{
    skip_spaces(r);
    if (*r->at != '<' && *r->at != '>')
        return false;
    *op = *r->at++ == '<' ? LESS : GREATER;
    if (*r->at == '=') {
        *op = *op == LESS ? LESS_EQUAL : GREATER_EQUAL;
        r->at++;
    }
    skip_spaces(r);
    return true;
}

static bool read_keyword(struct reader *r, const char *word)
{
    size_t n = strlen(word);

    skip_spaces(r);
    if (strncmp(r->at, word, n) != 0 || !strchr(" \t\n", r->at[n]) || !r->at[n])
        return false;
    r->at += n;
    skip_spaces(r);
    return true;
}

/* Up to the next of the words that may follow a value. */
static const char *read_up_to_keyword(struct reader *r)
{
    static const char *const words[] = {" every ", " during ", " from ", " to "};
    size_t length = strlen(r->at);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *word = strstr(r->at, words[i]);
        if (word && (size_t)(word - r->at) < length)
            length = (size_t)(word - r->at);
    }
    r->at += length;
    return piece(r, r->at - length, length);
}

static const char *meant(struct reader *r, const char *near)
{
    return near ? arena_text(r->arena, "; did you mean %s?", near) : "";
}

/* ---- values ---- */

/* Plain numbers are written as counts ("200k"), shares ("70 %") or factors. */
static bool read_number(const char *text, double *value)
{
    return unit_read(UNIT_FACTOR, text, value) || unit_read(UNIT_COUNT, text, value) ||
           unit_read(UNIT_SHARE, text, value);
}

static bool read_value(struct reader *r, const char *text, enum unit unit, double *value)
{
    bool fine =
        unit == UNIT_FACTOR ? read_number(text, value) : unit_read(unit, text, value);

    if (!fine)
        return WRONG(r, "objective \"%s\": \"%s\" is not %s", r->o->text, text,
                     unit_wanted(unit));
    return true;
}

static enum unit unit_of_metric(const struct metric *row)
{
    if (strcmp(row->units, "s") == 0)
        return UNIT_TIME;
    return strcmp(row->units, "By") == 0 ? UNIT_BYTES : UNIT_FACTOR;
}

static enum unit unit_of_answer(const struct objective *o, const struct metric *row)
{
    if (o->aggregate == AGG_COST)
        return UNIT_MONEY;
    if (o->aggregate == AGG_SHARE)
        return UNIT_SHARE;
    return o->aggregate == AGG_RATE ? UNIT_RATE : unit_of_metric(row);
}

/* ---- what is asked for ---- */

static bool read_quantile(struct objective *o, const char *word)
{
    char *end;
    double percent = word[0] == 'p' ? strtod(word + 1, &end) : 0;

    if (word[0] != 'p' || end == word + 1 || *end || !(percent > 0 && percent < 100))
        return false;
    o->aggregate = AGG_QUANTILE;
    o->q = percent / 100;
    return true;
}

static bool read_aggregate(struct reader *r, const char *word)
{
    static const enum aggregate PLAIN[] = {AGG_QUANTILE, AGG_MEAN, AGG_MIN,  AGG_MAX,
                                           AGG_SUM,      AGG_LAST, AGG_RATE, AGG_SHARE};

    if (read_quantile(r->o, word))
        return true;
    for (size_t i = 1; AGGREGATES[i]; i++)
        if (strcmp(word, AGGREGATES[i]) == 0) {
            r->o->aggregate = PLAIN[i];
            return true;
        }
    return WRONG(r,
                 "objective \"%s\": \"%s\" is none of p50 .. p99.9 mean min max sum last "
                 "rate share cost.run cost.month cost.per_million%s",
                 r->o->text, word, meant(r, text_nearest(word, AGGREGATES)));
}

/* ---- which metric ---- */

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
        s->part = piece(r, open + 1, (size_t)(close - open - 1));
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
    s->owner = piece(r, s->owner, (size_t)(dot - s->owner));
    return true;
}

static bool find_place(struct reader *r, const struct model *model, enum metric_of of,
                       const struct spelled *s)
{
    struct names names = {r, model, of};

    for (size_t p = 0; p < r->place_count; p++) {
        const struct metric *row = place_row(&r->places[p]);
        if (r->places[p].model == model && row->of == of &&
            strcmp(row->name, s->metric) == 0) {
            r->o->metric = p;
            return true;
        }
    }
    return WRONG(r, "objective \"%s\": %s has no metric %s%s%s", r->o->text, s->owner,
                 s->metric, of == OF_PART ? " of its parts" : "",
                 meant(r, text_nearest_of(s->metric, metric_next, &names)));
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
                 s->part, meant(r, text_nearest_of(s->part, part_next, self)));
}

static bool find_account(struct reader *r, const struct spelled *s)
{
    const struct graph *g = &r->scenario->graph;

    for (size_t i = 0; i < g->accounts; i++)
        if (strcmp(g->account[i].model->name, s->owner + strlen("account.")) == 0)
            return find_place(r, g->account[i].model, OF_ACCOUNT, s);
    return WRONG(r, "objective \"%s\": nothing here uses %s", r->o->text, s->owner);
}

static bool find_metric(struct reader *r, const char *address)
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
    if (!self)
        return WRONG(r, "objective \"%s\": there is no %s%s", r->o->text, s.owner,
                     meant(r, text_nearest_of(s.owner, address_next, &names)));
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

static bool aggregate_suits(struct reader *r, const struct metric_place *place)
{
    static const struct {
        const char *name;
        bool count, level, observed;
    } SUITS[] = {
        [AGG_QUANTILE] = {"a percentile", false, false, true},
        [AGG_MEAN] = {"mean", false, true, true},
        [AGG_MIN] = {"min", false, true, true},
        [AGG_MAX] = {"max", false, true, true},
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
                     row->kind == METRIC_COUNT ? "ask for its sum, rate or share"
                                               : "ask for its mean, min, max or last");
    if (r->o->has_inner && a != AGG_SHARE)
        return WRONG(r, "objective \"%s\": only share(..) takes a comparison inside",
                     r->o->text);
    return a != AGG_SHARE || share_suits(r, place);
}

/* "ADDRESS [OP VALUE])" */
static bool read_inside(struct reader *r)
{
    size_t length = length_to(r->at, "<>)");
    const struct metric_place *place;

    r->o->address = piece(r, r->at, length);
    r->at += length;
    if (!find_metric(r, r->o->address))
        return false;
    place = &r->places[r->o->metric];
    r->o->has_inner = read_comparison(r, &r->o->inner_op);
    if (r->o->has_inner) {
        const char *value = piece(r, r->at, length_to(r->at, ")"));
        r->at += length_to(r->at, ")");
        if (!read_value(r, value, unit_of_metric(place_row(place)), &r->o->inner))
            return false;
    }
    if (*r->at++ != ')')
        return WRONG(r, "objective \"%s\": a closing parenthesis is missing", r->o->text);
    return aggregate_suits(r, place);
}

/* ---- cost ---- */

static bool read_client(struct reader *r)
{
    size_t length;
    const char *client;

    if (*r->at != '(')
        return WRONG(r,
                     "objective \"%s\": cost.per_million needs a client: "
                     "cost.per_million(client.NAME)",
                     r->o->text);
    length = length_to(++r->at, ")");
    client = piece(r, r->at, length);
    r->at += length;
    if (*r->at++ != ')')
        return WRONG(r, "objective \"%s\": a closing parenthesis is missing", r->o->text);
    return find_metric(r, arena_text(r->arena, "%s.requests", client));
}

static bool read_cost(struct reader *r, const char *word)
{
    const struct scenario *s = r->scenario;

    r->o->aggregate = AGG_COST;
    r->o->address = word;
    for (r->o->cost = COST_RUN; COSTS[r->o->cost]; r->o->cost++)
        if (strcmp(word, COSTS[r->o->cost]) == 0)
            break;
    if (!COSTS[r->o->cost])
        return WRONG(r, "objective \"%s\": no %s%s", r->o->text, word,
                     meant(r, text_nearest(word, COSTS)));
    if (r->o->cost == COST_MONTH && !s->steady && !isfinite(s->run.runs_per_month))
        return WRONG(r,
                     "objective \"%s\": a terminating run (%s) is no month: set "
                     "run.runs_per_month, or ask for cost.run",
                     r->o->text, s->why_terminating ? s->why_terminating : "bursts");
    return r->o->cost != COST_PER_MILLION || read_client(r);
}

/* ---- which stretch of time ---- */

static void add_span(struct reader *r, sim_time from, sim_time to)
{
    struct objective *o = r->o;
    struct span *more = arena_get(r->arena, (o->windows + 1) * sizeof *more);

    for (size_t i = 0; i < o->windows; i++)
        more[i] = o->span[i];
    more[o->windows++] = (struct span){from, to};
    o->span = more;
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

    r->o->during = read_up_to_keyword(r);
    for (size_t i = 0; i < s->marks; i++) {
        const struct mark *m = &s->mark[i];
        if (!is_named(m, r->o->during) || m->from >= s->run.duration)
            continue;
        if (first && strcmp(first->owner, m->owner) != 0)
            return WRONG(r, "objective \"%s\": both %s and %s have %s: say %s.%s",
                         r->o->text, first->owner, m->owner, r->o->during, first->owner,
                         r->o->during);
        first = first ? first : m;
        add_span(r, m->from, m->to < s->run.duration ? m->to : s->run.duration);
    }
    if (!first)
        return WRONG(r,
                     "objective \"%s\": no phase, burst or timeline entry %s in this "
                     "run%s",
                     r->o->text, r->o->during,
                     meant(r, text_nearest_of(r->o->during, mark_next, s)));
    return true;
}

static bool read_from_to(struct reader *r)
{
    double from, to = (double)r->scenario->run.duration; /* "from T" alone: to the end */

    if (!read_value(r, read_up_to_keyword(r), UNIT_TIME, &from))
        return false;
    if (read_keyword(r, "to") && !read_value(r, read_up_to_keyword(r), UNIT_TIME, &to))
        return false;
    if (!(from < to) || to > (double)r->scenario->run.duration)
        return WRONG(r, "objective \"%s\": this stretch is not within the run's duration",
                     r->o->text);
    add_span(r, (sim_time)from, (sim_time)to);
    return true;
}

/* Each stretch into full windows. */
static bool cut(struct reader *r)
{
    struct span *whole = r->o->span;
    size_t n = r->o->windows;
    sim_time every = r->o->every, end = r->scenario->run.duration;

    r->o->windows = 0;
    for (size_t i = 0; i < n; i++) {
        sim_time to = whole[i].to < end ? whole[i].to : end;
        for (sim_time t = whole[i].from; to - t >= every; t += every)
            add_span(r, t, t + every);
    }
    if (r->o->windows == 0)
        return WRONG(r, "objective \"%s\": the run has no full window of that length",
                     r->o->text);
    return true;
}

static bool read_time(struct reader *r)
{
    double every = 0;
    bool fine = true;

    for (skip_spaces(r); fine && *r->at; skip_spaces(r))
        if (r->o->every == 0 && read_keyword(r, "every")) {
            fine = read_value(r, read_up_to_keyword(r), UNIT_TIME, &every);
            if (fine && every < 1)
                return WRONG(r, "objective \"%s\": every 0 s is no window", r->o->text);
            r->o->every = (sim_time)every;
        } else if (r->o->windows == 0 && read_keyword(r, "during")) {
            fine = read_during(r);
        } else if (r->o->windows == 0 && read_keyword(r, "from")) {
            fine = read_from_to(r);
        } else {
            return WRONG(r, "objective \"%s\": \"%s\" is not understood", r->o->text,
                         r->at);
        }
    if (fine && r->o->windows == 0)
        add_span(r, r->scenario->measured_from, SIM_FOREVER);
    return fine && (r->o->every == 0 || cut(r));
}

/* ---- all of it ---- */

static bool read_left(struct reader *r)
{
    size_t length;
    const char *word;

    skip_spaces(r);
    length = strcspn(r->at, "(<> \t\n");
    word = piece(r, r->at, length);
    r->at += length;
    if (strncmp(word, "cost", 4) == 0)
        return read_cost(r, word);
    if (!read_aggregate(r, word))
        return false;
    if (*r->at++ != '(')
        return WRONG(r, "objective \"%s\": %s needs a metric: %s(client.NAME.latency)",
                     r->o->text, word, word);
    skip_spaces(r);
    return read_inside(r);
}

static bool read_right(struct reader *r)
{
    struct objective *o = r->o;

    if (!read_comparison(r, &o->op))
        return WRONG(r, "objective \"%s\": a comparison such as < 800 ms is missing",
                     o->text);
    o->unit = unit_of_answer(
        o, o->aggregate == AGG_COST ? NULL : place_row(&r->places[o->metric]));
    if (!read_value(r, read_up_to_keyword(r), o->unit, &o->value))
        return false;
    skip_spaces(r);
    if (o->aggregate != AGG_COST)
        return read_time(r);
    if (*r->at)
        return WRONG(r, "objective \"%s\": a cost is of the whole run", o->text);
    add_span(r, 0, SIM_FOREVER);
    return true;
}

bool objective_read(const char *text, struct where at, const struct scenario *scenario,
                    struct arena *arena, struct objective *o, struct diag *diag)
{
    struct reader r = {
        .at = text, .scenario = scenario, .arena = arena, .o = o, .diag = diag};

    *o = (struct objective){.text = text, .at = at};
    r.place_count = metric_places(&scenario->graph, arena, &r.places);
    return read_left(&r) && read_right(&r);
}
