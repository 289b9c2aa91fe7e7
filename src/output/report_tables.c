/* report_tables.c - limits, the models' own tables, and where the time went. */
#include <math.h>
#include <string.h>

#include "flow/call.h"
#include "output/number.h"
#include "output/report.h"
#include "output/table.h"

#define SHOWN_FROM 0.15 /* limits that were used less are only counted */

/* ---- limits ---- */

static bool is_shown(const struct limit_use *u, const struct reporting *what)
{
    return what->all_limits || u->runs_hit > 0 || u->peak.point >= SHOWN_FROM;
}

static void limit_row(struct table *t, const struct limit_use *u, bool delays)
{
    struct text cell = {0};

    table_row(t);
    table_words(t, u->address);
    number_add_percent(&cell, nearbyint(u->peak.point * 100) / 100);
    text_add(&cell, " %%");
    table_cell(t, &cell);
    number_add_clock(&cell, u->runs_hit ? u->first : u->peak_at);
    table_cell(t, &cell);
    number_add(&cell, nearbyint(u->rejected.point));
    table_cell(t, &cell);
    if (!delays)
        return;
    if (u->delayed.point > 0)
        number_add(&cell, nearbyint(u->delayed.point));
    else
        text_add(&cell, "–");
    table_cell(t, &cell);
}

void report_limits(struct paper *p, const struct reporting *what)
{
    const struct summary *s = what->summary;
    bool delays = false;
    size_t shown = 0;
    struct table t;

    for (size_t i = 0; i < s->limits; i++) {
        shown += is_shown(&s->limit[i], what);
        delays |= s->limit[i].delayed.point > 0;
    }
    if (s->limits == 0)
        return;
    table_start(&t);
    table_words(&t, "limit");
    table_words(&t, "peak");
    table_words(&t, "at");
    table_words(&t, "rejected");
    if (delays)
        table_words(&t, "delayed");
    for (size_t i = 0; i < s->limits; i++)
        if (is_shown(&s->limit[i], what))
            limit_row(&t, &s->limit[i], delays);
    text_add(&p->text, "\n");
    if (shown > 0)
        table_add(&t, &p->text, p->columns);
    table_free(&t);
    if (shown < s->limits)
        text_add(&p->text, "%zu %sbelow 15 %%: headroom run %s --limits\n",
                 s->limits - shown, shown ? "more " : "limits, all ", s->file);
}

/* ---- the models' tables ---- */

static const struct measured *find(const struct summary *s, const char *metric,
                                   const char *address, const struct mark *phase)
{
    for (size_t i = 0; i < s->measures; i++) {
        const struct measured *m = &s->measured[i];
        if (m->phase == phase && strcmp(place_row(m->place)->name, metric) == 0 &&
            strcmp(m->address, address) == 0)
            return m;
    }
    return NULL;
}

static enum measure quantile_measure(double q)
{
    static const double quantile[] = {0.5, 0.9, 0.95, 0.99, 0.999};

    for (size_t i = 0; i < sizeof quantile / sizeof *quantile; i++)
        if (fabs(q - quantile[i]) < 1e-9)
            return MEASURE_P50 + (enum measure)i;
    return MEASURES;
}

static enum measure measure_of(const struct report_column *c)
{
    switch (c->shows) {
    case SHOW_COUNT:
        return MEASURE_COUNT;
    case SHOW_RATE:
        return MEASURE_RATE;
    case SHOW_SHARE:
        return MEASURE_SHARE;
    case SHOW_MEAN:
        return MEASURE_MEAN;
    case SHOW_MAXIMUM:
        return MEASURE_MAXIMUM;
    case SHOW_QUANTILE:
        return quantile_measure(c->q);
    case SHOW_SETTING:
        break;
    }
    return MEASURES;
}

/* The number of a setting, NaN: not given, or no number. */
static double number_of(const struct field *row, const void *place)
{
    int64_t whole;

    switch (row->kind) {
    case KIND_TIME:
    case KIND_BYTES:
    case KIND_COUNT:
        whole = *(const int64_t *)place;
        return whole == ABSENT ? NAN : (double)whole;
    case KIND_RATE:
    case KIND_SHARE:
    case KIND_FACTOR:
        return *(const double *)place;
    default:
        return NAN;
    }
}

/* A setting as a scenario would write it. */
static void add_setting(struct text *text, const struct resource *r, const char *name)
{
    const struct field *row = field_find(r->model->fields, name);
    const void *place = row ? (const char *)r->config + row->at : NULL;
    char written[80] = "–";

    if (row && row->kind == KIND_CHOICE) {
        text_add(text, "%s", row->choices[*(const int *)place]);
    } else if (row && row->kind == KIND_TEXT) {
        const char *words = *(const char *const *)place;
        text_add(text, "%s", words ? words : "–");
    } else {
        double value = row ? number_of(row, place) : NAN;
        if (!isnan(value))
            unit_write(field_unit(row), value, written, sizeof written);
        text_add(text, "%s", written);
    }
}

static void add_measure(struct text *text, const struct measured *m,
                        const struct report_column *c)
{
    enum measure which = measure_of(c);
    const struct estimate *e = m && which < MEASURES ? &m->is[which] : NULL;

    if (!e || isnan(e->point) || e->refused)
        text_add(text, "–");
    else if (c->shows == SHOW_SHARE)
        number_add_percent(text, e->point);
    else if (c->shows == SHOW_COUNT)
        number_add(text, nearbyint(e->point));
    else
        number_add(text, e->point / (c->unit > 0 ? c->unit : 1));
}

struct line { /* of a model's table */
    const struct resource *resource;
    const char *label, *address;
    const struct mark *phase;
};

static void model_row(struct table *t, const struct summary *s, const struct line *line)
{
    struct text cell = {0};

    table_row(t);
    table_words(t, line->label);
    for (const struct report_column *c = line->resource->model->columns; c->title; c++) {
        if (c->shows != SHOW_SETTING)
            add_measure(&cell, find(s, c->of, line->address, line->phase), c);
        else if (line->address == line->resource->address && !line->phase)
            add_setting(&cell, line->resource, c->of);
        else
            text_add(&cell, " ");
        table_cell(t, &cell);
    }
}

static size_t phases_of(const struct summary *s, const struct resource *r)
{
    const struct scenario *c = s->layout->scenario;
    size_t n = 0;

    for (size_t i = 0; i < c->marks; i++)
        n += c->mark[i].kind == MARK_PHASE && strcmp(c->mark[i].owner, r->address) == 0;
    return n;
}

static void phase_rows(struct table *t, const struct summary *s, const struct resource *r)
{
    const struct scenario *c = s->layout->scenario;

    for (size_t i = 0; phases_of(s, r) > 1 && i < c->marks; i++) {
        const struct mark *mark = &c->mark[i];
        struct text label = {0};
        if (mark->kind != MARK_PHASE || strcmp(mark->owner, r->address) != 0)
            continue;
        text_add(&label, "  in %s", mark->name);
        model_row(t, s, &(struct line){r, text_of(&label), r->address, mark});
        text_free(&label);
    }
}

static void part_rows(struct table *t, const struct summary *s, const struct resource *r)
{
    for (size_t i = 0; r->parts > 1 && i < r->parts; i++) {
        struct text label = {0}, address = {0};
        text_add(&label, "  %s", r->part[i]);
        text_add(&address, "%s[%s]", r->address, r->part[i]);
        model_row(t, s, &(struct line){r, text_of(&label), text_of(&address), NULL});
        text_free(&label);
        text_free(&address);
    }
}

/* ---- why ---- */

/* Fewer than one in so many of their base are not asked about. */
#define ASKED_ABOUT 0.0005

/* The part of the count that has this cause; NaN: the metric is none. */
static double cause_share(const struct summary *s, const struct resource *r,
                          const struct metric *m)
{
    const char *count = r->model->caused;
    size_t length = strlen(count);
    const struct measured *all = find(s, count, r->address, NULL), *one;

    if (strncmp(m->name, count, length) != 0 || m->name[length] != '_')
        return NAN;
    one = find(s, m->name, r->address, NULL);
    return one && all ? one->is[MEASURE_COUNT].point / all->is[MEASURE_COUNT].point : NAN;
}

/* The largest first. */
static void add_causes(struct text *text, const struct summary *s,
                       const struct resource *r)
{
    double below = INFINITY;

    for (;;) {
        const struct metric *next = NULL;
        double most = 0;
        for (const struct metric *m = r->model->metrics; m->name; m++) {
            double share = cause_share(s, r, m);
            if (share > most && share < below) {
                most = share;
                next = m;
            }
        }
        if (most < 0.005)
            return;
        text_add(text, "%s%s %.0f %%", isinf(below) ? "" : " · ",
                 next->name + strlen(r->model->caused) + 1, 100 * most);
        below = most;
    }
}

static void report_causes(struct paper *p, const struct summary *s,
                          const struct resource *r)
{
    const struct measured *all = find(s, r->model->caused, r->address, NULL);
    struct text head = {0}, causes = {0};

    if (!all || !(all->is[MEASURE_SHARE].point >= ASKED_ABOUT))
        return;
    for (const char *c = r->model->caused; *c; c++)
        text_add(&head, "%c", *c == '_' ? ' ' : *c);
    text_add(&head, " of %s", r->name);
    add_causes(&causes, s, r);
    text_add_left(&p->text, text_of(&head), 17);
    text_add(&p->text, "  %s\n", text_of(&causes));
    text_free(&head);
    text_free(&causes);
}

static void model_table(struct paper *p, const struct summary *s,
                        const struct model *model)
{
    const struct graph *g = &s->layout->scenario->graph;
    struct table t;

    table_start(&t);
    table_words(&t, model->dimension);
    for (const struct report_column *c = model->columns; c->title; c++)
        table_words(&t, c->title);
    for (size_t i = 0; i < g->resources; i++) {
        const struct resource *r = &g->resource[i];
        if (r->model != model)
            continue;
        model_row(&t, s, &(struct line){r, r->name, r->address, NULL});
        part_rows(&t, s, r);
        phase_rows(&t, s, r);
    }
    text_add(&p->text, "\n");
    table_add(&t, &p->text, p->columns);
    table_free(&t);
    report_capacities(p, s, model);
    for (size_t i = 0; model->caused && i < g->resources; i++)
        if (g->resource[i].model == model)
            report_causes(p, s, &g->resource[i]);
    for (size_t i = 0; layout_breaks_down(model) && i < g->resources; i++)
        if (g->resource[i].model == model)
            report_times(p, s, &g->resource[i]);
}

/* Who waited comes first, then who was waited for. */
void report_models(struct paper *p, const struct summary *s)
{
    const struct graph *g = &s->layout->scenario->graph;

    for (int clients = 1; clients >= 0; clients--)
        for (size_t a = 0; a < g->accounts; a++) {
            const struct model *model = g->account[a].model;
            if (model->columns && layout_breaks_down(model) == clients)
                model_table(p, s, model);
        }
}

/* ---- where the time went ---- */

static const char *const part_name[TIME_PARTS] = {
    [TIME_NETWORK] = "network",
    [TIME_GATEWAY] = "gateway",
    [TIME_THROTTLE_WAIT] = "throttle wait",
    [TIME_COLD_START] = "cold start",
    [TIME_WORK] = "work",
    [TIME_WAIT] = "wait",
    [TIME_CALL] = "calls",
    [TIME_QUEUE] = "queue",
    [TIME_RETRY_DELAY] = "retry delay",
};

/* The largest that has not been said. */
static size_t largest(const struct estimate *part, const bool *said)
{
    size_t most = 0;

    while (said[most])
        most++;
    for (size_t i = most; i < TIME_PARTS; i++)
        if (!said[i] && part[i].point > part[most].point)
            most = i;
    return most;
}

/* The four largest, then what is left. */
static void add_shares(struct text *text, const struct estimate *part)
{
    double total = 0, left;
    bool said[TIME_PARTS] = {false};

    for (size_t i = 0; i < TIME_PARTS; i++)
        total += isnan(part[i].point) ? 0 : part[i].point;
    left = total;
    for (size_t k = 0; k < 4 && total > 0; k++) {
        size_t most = largest(part, said);
        if (!(part[most].point >= 0.005 * total))
            break;
        said[most] = true;
        left -= part[most].point;
        text_add(text, "%s%s %.0f %%", k ? " · " : "", part_name[most],
                 100 * part[most].point / total);
    }
    if (left >= 0.005 * total && total > 0)
        text_add(text, " · other %.0f %%", 100 * left / total);
}

void report_times(struct paper *p, const struct summary *s, const struct resource *client)
{
    struct text head = {0}, line = {0};

    for (size_t i = 0; i < s->breakdowns; i++) {
        const struct breakdown *b = &s->breakdown[i];
        size_t length = strlen(client->address);
        bool part = strncmp(b->address, client->address, length) == 0 &&
                    b->address[length] == '[';
        if (!(strcmp(b->address, client->address) == 0 && client->parts < 2) && !part)
            continue;
        if (isnan(b->part[PART_MEAN][0].point))
            continue;
        text_add(&head, "where %.*s waits",
                 part ? (int)strlen(b->address) - (int)length - 2 : 60,
                 part ? b->address + length + 1 : client->name);
        text_add_left(&p->text, text_of(&head), 17);
        add_shares(&line, b->part[PART_MEAN]);
        text_add(&p->text, "  %s\n", text_of(&line));
        text_free(&head);
        text_free(&line);
        add_shares(&line, b->part[PART_MEAN_OF_SLOWEST]);
        text_add_left(&p->text, "  slowest 1 %", 17);
        text_add(&p->text, "  %s\n", text_of(&line));
        text_free(&line);
    }
}
