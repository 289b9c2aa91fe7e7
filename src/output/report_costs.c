/* report_costs.c - money by service, for a month or for this run. */
#include <assert.h>
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

/* What a service is paid for, the dearest first: a line of them fits beside the money. */
enum { ITEMS_TOLD = 3 };

static size_t dearest(const struct summary *s, const struct group *g, const bool *told)
{
    size_t most = g->to;

    for (size_t i = g->from; i < g->to; i++)
        if (!told[i - g->from] && s->line[i].words && s->line[i].use.point > 0 &&
            (most == g->to || of_line(s, &s->line[i]) > of_line(s, &s->line[most])))
            most = i;
    return most;
}

/* The first `length` bytes of what is to be said: as many words as have room, a number
 * and its unit together. */
static size_t line_of(const char *words, size_t columns)
{
    size_t best = 0;

    for (size_t i = 1; words[i - 1]; i++) {
        struct text line = {0};
        bool breaks =
            !words[i] || (words[i] == ' ' && (words[i - 1] < '0' || words[i - 1] > '9'));
        if (!breaks)
            continue;
        text_add_bytes(&line, words, i);
        if (best == 0 || text_columns(text_of(&line)) <= columns)
            best = i;
        text_free(&line);
    }
    return best;
}

/* In a cell of `columns`; what goes beyond has rows of its own below. */
static void add_wrapped(struct table *t, const char *words, size_t columns)
{
    struct text cell = {0};

    while (*words) {
        size_t length = line_of(words, columns);
        text_add_bytes(&cell, words, length);
        table_cell(t, &cell);
        words += length + (words[length] == ' ');
        if (!*words)
            break;
        table_row(t);
        for (int i = 0; i < 3; i++)
            table_words(t, "");
    }
}

/* What is less than a hundredth of the service's money is left out. */
static void add_use(struct table *t, const struct summary *s, const struct group *g,
                    size_t columns)
{
    bool told[32] = {false};
    struct text all = {0};

    assert(g->to - g->from <= sizeof told / sizeof *told);
    for (size_t k = 0; k < ITEMS_TOLD; k++) {
        size_t i = dearest(s, g, told);
        if (i == g->to || !(of_line(s, &s->line[i]) >= 0.01 * g->usd))
            break;
        told[i - g->from] = true;
        text_add(&all, "%s", all.length ? ", " : "");
        number_add(&all, s->line[i].use.point);
        text_add(&all, " %s", s->line[i].words);
    }
    add_wrapped(t, text_of(&all), columns);
    text_free(&all);
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

/* The columns beside name, money and share. */
static size_t room_beside(const struct paper *p, size_t head)
{
    enum { MONEY = 10, SHARE = 5, GAPS = 6, LEAST = 24 };
    size_t taken = head + MONEY + SHARE + GAPS;

    return p->columns > taken + LEAST ? p->columns - taken : LEAST;
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
    size_t room;

    if (!(total->point > 0))
        return;
    table_start(&t);
    t.left[3] = true;
    add_head(&cell, s);
    room = room_beside(p, text_columns(text_of(&cell)));
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
        add_use(&t, s, &group[i], room);
    }
    total_row(&t, s, total);
    text_add(&p->text, "\n");
    paper_table(p, &t);
    table_free(&t);
    if (isnan(s->cost_month.point))
        text_add(&p->text, "for a month: --set run.runs_per_month=N\n");
    if (c->prices_of)
        text_add(&p->text, "at the prices of %s: none of %s are known\n", c->prices_of,
                 c->region);
}
