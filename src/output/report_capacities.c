/* report_capacities.c - what was served of what there was, what was turned away and why:
 * a table, and along time. */
#include <math.h>

#include "output/number.h"
#include "output/report.h"
#include "output/table.h"

enum { SERIES_SHOWN = 2 }; /* the rest is in the file */

static double turned_away(const struct capacity_use *u, size_t reason)
{
    const struct measured *m = u->turned_away[reason];

    return m ? m->is[MEASURE_COUNT].point : 0;
}

/* Which reasons any row of this model has. */
static void reasons_of(const struct summary *s, const struct model *model,
                       const char **title)
{
    for (size_t i = 0; i < s->capacities; i++)
        for (size_t k = 0; k < REPORT_REASONS; k++)
            if (s->capacity[i].resource->model == model &&
                turned_away(&s->capacity[i], k) > 0)
                title[k] = s->capacity[i].row->turned_away[k].title;
}

/* "orders write"; in the table a part stands below its own: "  by_day write". */
static void add_name(struct text *text, const struct capacity_use *u, bool below)
{
    if (!u->part)
        text_add(text, "%s", u->resource->name);
    else if (below)
        text_add(text, "  %s", u->part);
    else
        text_add(text, "%s[%s]", u->resource->name, u->part);
    text_add(text, " %s", u->row->title);
}

static bool is_changed(const struct measured *given)
{
    return given->is[MEASURE_MINIMUM].point < given->is[MEASURE_MAXIMUM].point;
}

/* "1 400–7 715": the least and the most of all runs. */
static void add_given(struct text *text, const struct measured *given)
{
    if (is_changed(given)) {
        number_add(text, given->is[MEASURE_MINIMUM].point);
        text_add(text, "–");
    }
    number_add(text, given->is[MEASURE_MAXIMUM].point);
}

static void capacity_row(struct table *t, const struct capacity_use *u,
                         const char *const *title)
{
    double served = u->served ? u->served->is[MEASURE_RATE].point : NAN;
    struct text cell = {0};

    table_row(t);
    add_name(&cell, u, true);
    table_cell(t, &cell);
    number_add(&cell, served);
    table_cell(t, &cell);
    if (u->given)
        add_given(&cell, u->given);
    else
        text_add(&cell, "–");
    table_cell(t, &cell);
    if (u->given && u->given->is[MEASURE_MEAN].point > 0)
        number_add_percent(&cell, served / u->given->is[MEASURE_MEAN].point);
    else
        text_add(&cell, "–");
    table_cell(t, &cell);
    for (size_t k = 0; k < REPORT_REASONS; k++) {
        if (!title[k])
            continue;
        number_add(&cell, nearbyint(turned_away(u, k)));
        table_cell(t, &cell);
    }
}

void report_capacities(struct paper *p, const struct summary *s,
                       const struct model *model)
{
    const char *title[REPORT_REASONS] = {NULL};
    struct text head = {0};
    bool first = true;
    struct table t;

    table_start(&t);
    table_words(&t, "capacity");
    table_words(&t, "served/s");
    table_words(&t, "provisioned");
    table_words(&t, "used %");
    reasons_of(s, model, title);
    for (size_t k = 0; k < REPORT_REASONS; k++) {
        if (!title[k])
            continue;
        text_add(&head, "%s%s", first ? "throttled: " : "", title[k]);
        table_cell(&t, &head);
        first = false;
    }
    for (size_t i = 0; i < s->capacities; i++)
        if (s->capacity[i].resource->model == model)
            capacity_row(&t, &s->capacity[i], title);
    if (t.rows > 1) {
        text_add(&p->text, "\n");
        paper_table(p, &t);
    }
    table_free(&t);
}

/* ---- along time ---- */

static double largest(const double *value, size_t count)
{
    double most = 0;

    for (size_t k = 0; k < count; k++)
        most = fmax(most, value[k]);
    return most;
}

/* Two lines in one scale: what was served, below it what there was. */
static void add_lines(struct paper *p, const struct capacity_use *u, size_t count)
{
    double served = largest(u->served_per_s, count),
           given = largest(u->given_per_s, count);
    struct text name = {0};

    add_name(&name, u, false);
    text_add(&p->text, "\nserved/s    ");
    paper_spark(p, u->served_per_s, count, given);
    text_add(&p->text, "  ");
    text_add_shortened(&p->text, text_of(&name), p->columns > 92 ? 32 : 24);
    text_add(&p->text, "\nprovisioned ");
    paper_spark(p, u->given_per_s, count, served);
    text_add(&p->text, "  max ");
    number_add(&p->text, served);
    text_add(&p->text, " and ");
    number_add(&p->text, given);
    text_add(&p->text, "/s\n");
    text_free(&name);
}

/* Where there was not always as much. */
void report_capacity_series(struct paper *p, const struct summary *s)
{
    size_t count = s->layout->periods, shown = 0;

    for (size_t i = 0; count > 1 && i < s->capacities && shown < SERIES_SHOWN; i++) {
        const struct capacity_use *u = &s->capacity[i];
        if (!u->given_per_s || !u->served_per_s || !is_changed(u->given))
            continue;
        add_lines(p, u, count);
        shown++;
    }
}
