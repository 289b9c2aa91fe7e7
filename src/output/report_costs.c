/* report_costs.c - money by service, for a month or for this run. */
#include <math.h>
#include <string.h>

#include "output/number.h"
#include "output/report.h"
#include "output/table.h"

/* Cents matter below a dollar: three significant digits; above, two decimals. */
static void add_money(struct text *text, double usd)
{
    if (usd >= 1 && usd < 1000)
        text_add(text, "%.2f", usd);
    else
        number_add(text, usd);
}

static double of_line(const struct summary *s, const struct cost_line *c)
{
    return isnan(s->cost_month.point) ? c->run.point : c->month.point;
}

/* Lines of one model stand together: the item's words up to the dot. */
static size_t same_model(const struct summary *s, size_t from)
{
    const char *item = s->line[from].item;
    size_t length = strcspn(item, "."), i = from;

    while (i < s->lines && strncmp(s->line[i].item, item, length + 1) == 0)
        i++;
    return i;
}

static void cost_row(struct table *t, const char *name, double usd, double total)
{
    struct text cell = {0};

    table_row(t);
    table_words(t, name);
    add_money(&cell, usd);
    table_cell(t, &cell);
    number_add_percent(&cell, nearbyint(usd / total * 100) / 100);
    text_add(&cell, " %%");
    table_cell(t, &cell);
}

struct group { /* of lines */
    size_t from, to;
    double usd;
};

/* "GB-second", or the item's own words where two of a service share a unit. */
static void add_units(struct text *text, const struct summary *s, size_t at, size_t from,
                      size_t to)
{
    const char *words = s->line[at].units;
    bool shared = false;

    for (size_t i = from; i < to; i++)
        shared |=
            i != at && s->line[i].use.point > 0 && strcmp(s->line[i].units, words) == 0;
    if (shared)
        words = strchr(s->line[at].item, '.') + 1;
    for (const char *c = words; *c; c++)
        text_add_bytes(text, *c == '_' ? " " : c, 1);
    if (!strchr(words, '-') && *words && words[strlen(words) - 1] != 's')
        text_add(text, "s");
}

/* As much of what was used as the line has room for. */
static void add_use(struct table *t, const struct summary *s, const struct group *g,
                    size_t columns)
{
    struct text cell = {0};

    for (size_t i = g->from; i < g->to; i++) {
        struct text one = {0};
        if (!(s->line[i].use.point > 0) || strcmp(s->line[i].units, "USD") == 0)
            continue;
        number_add(&one, s->line[i].use.point);
        text_add(&one, " ");
        add_units(&one, s, i, g->from, g->to);
        if (text_columns(text_of(&cell)) + text_columns(text_of(&one)) + 2 <= columns)
            text_add(&cell, "%s%s", cell.length ? ", " : "", text_of(&one));
        text_free(&one);
    }
    table_cell(t, &cell);
}

static size_t group_lines(const struct summary *s, struct group *group, size_t room)
{
    size_t n = 0;

    for (size_t from = 0; from < s->lines && n < room; n++) {
        size_t at = n;
        struct group one = {from, same_model(s, from), 0};
        for (size_t i = one.from; i < one.to; i++)
            one.usd += of_line(s, &s->line[i]);
        from = one.to;
        for (; at > 0 && group[at - 1].usd < one.usd; at--)
            group[at] = group[at - 1];
        group[at] = one;
    }
    return n;
}

static void add_head(struct text *head, const struct summary *s)
{
    const struct scenario *c = s->layout->scenario;

    if (isnan(s->cost_month.point)) {
        text_add(head, "cost of this run");
    } else if (isfinite(c->run.runs_per_month)) {
        text_add(head, "cost, ");
        number_add(head, c->run.runs_per_month);
        text_add(head, " runs a month");
    } else {
        text_add(head, "cost, 730 h like this one");
    }
}

static void total_row(struct table *t, const struct summary *s, const struct estimate *e)
{
    struct text cell = {0};

    table_row(t);
    table_words(t, "  total");
    add_money(&cell, e->point);
    table_cell(t, &cell);
    if (!e->exact && isfinite(e->low) && e->n > 1) {
        table_words(t, " ");
        text_add(&cell, "[");
        add_money(&cell, e->low);
        text_add(&cell, ", ");
        add_money(&cell, e->high);
        text_add(&cell, "]");
        table_cell(t, &cell);
    } else if (isnan(s->cost_month.point)) {
        table_words(t, " ");
    }
}

void report_costs(struct paper *p, const struct summary *s)
{
    const struct estimate *total =
        isnan(s->cost_month.point) ? &s->cost_run : &s->cost_month;
    const struct scenario *c = s->layout->scenario;
    struct group group[32];
    size_t groups = group_lines(s, group, sizeof group / sizeof *group);
    struct text cell = {0};
    struct table t;

    if (!(total->point > 0))
        return;
    table_start(&t);
    t.left[3] = true;
    add_head(&cell, s);
    table_cell(&t, &cell);
    table_words(&t, "USD");
    table_words(&t, "share");
    table_words(&t, "a run");
    for (size_t i = 0; i < groups; i++) {
        if (!(group[i].usd > 0))
            continue;
        const char *item = s->line[group[i].from].item;
        text_add(&cell, "  %.*s", (int)strcspn(item, "."), item);
        cost_row(&t, text_of(&cell), group[i].usd, total->point);
        text_free(&cell);
        add_use(&t, s, &group[i], p->columns - 43);
    }
    total_row(&t, s, total);
    text_add(&p->text, "\n");
    table_add(&t, &p->text, p->columns);
    table_free(&t);
    if (isnan(s->cost_month.point))
        text_add(&p->text, "for a month: --set run.runs_per_month=N\n");
    if (c->prices_of)
        text_add(&p->text, "at the prices of %s: none of %s are known\n", c->prices_of,
                 c->region);
}
