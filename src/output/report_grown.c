/* report_grown.c - the ladder of limits on the terminal. */
#include <math.h>
#include <string.h>

#include "output/grown.h"

static void add_factor(struct text *text, double multiple)
{
    text_add(text, multiple < 10 ? "%.2f" : "%.1f", multiple);
}

/* "0.73 ×", "> 20 ×", "< 0.05 ×", "?". */
static void add_multiple(struct text *text, const struct grown *g, double multiple)
{
    if (isnan(multiple)) {
        text_add(text, "?");
        return;
    }
    text_add(text, "%s", isinf(multiple) ? "> " : multiple < g->least ? "< " : "");
    add_factor(text, isinf(multiple) ? g->most : fmax(multiple, g->least));
    text_add(text, " ×");
}

static void add_interval(struct text *text, const struct grown *g,
                         const struct estimate *e)
{
    if (!isfinite(e->point) || e->point < g->least || (isnan(e->low) && isnan(e->high))) {
        text_add(text, " ");
        return;
    }
    text_add(text, "[");
    if (isnan(e->low))
        text_add(text, "..");
    else
        add_factor(text, e->low);
    text_add(text, ", ");
    if (isnan(e->high) || isinf(e->high))
        text_add(text, "..");
    else
        add_factor(text, e->high);
    text_add(text, "]");
}

static void add_identity(struct paper *p, const struct grown *g)
{
    const struct scenario *c = g->sweep->point[0].scenario;
    struct text line = {0};

    if (c->title)
        paper_ink(p, INK_BOLD, c->title);
    text_add(&p->text, "%s", c->title ? "\n" : "");
    text_add(&line, "%s %s · %lld replication%s a step, paired · ", c->profile.name,
             c->region, (long long)c->run.replications,
             c->run.replications == 1 ? "" : "s");
    number_add_time(&line, (double)c->run.duration / 1e9);
    text_add(&line, " · seed %lld", (long long)c->run.seed);
    text_add(&line, " · traffic × 1 is as written");
    for (size_t i = 0; !g->all_clients && i < g->clients; i++)
        text_add(&line, "%s %s", i ? "," : "; it grows for", g->client[i]);
    paper_wrap(p, text_of(&line), 0, 0);
    text_add(&p->text, "\n");
    text_free(&line);
}

/* The first of all to give way: a limit (NULL), or that objective; a limit, where both
 * do. */
static const struct grown_objective *first_to_fail(const struct grown *g)
{
    const struct grown_objective *first = NULL;
    double least =
        g->rungs ? g->rung[0].binds.point / (1 + g->precision) : (double)INFINITY;

    for (size_t i = 0; i < g->objectives; i++)
        if (g->objective[i].written.point < least) {
            first = &g->objective[i];
            least = first->written.point;
        }
    return first;
}

static void add_verdict(struct paper *p, const struct grown *g)
{
    const struct grown_objective *objective = first_to_fail(g);
    struct text line = {0};

    if (g->holds <= 0) {
        text_add(&line, "DOES NOT HOLD at ");
        add_factor(&line, g->least);
        text_add(&line, " × today's traffic, the least that was tried.");
    } else {
        text_add(&line, "HOLDS UP TO ");
        add_factor(&line, g->holds);
        text_add(&line, " × today's traffic%s.",
                 g->holds >= g->most ? ", as far as was tried" : "");
    }
    if (objective)
        text_add(&line, " Then this is missed: %s.", objective->text);
    else if (g->rungs && g->rung[0].binds.point < g->most) {
        text_add(&line, " Raise %s first", g->rung[0].limit);
        if (isfinite(g->rung[0].first)) {
            text_add(&line, ", which gives way at ");
            number_add_clock(&line, g->rung[0].first);
        }
        text_add(&line,
                 g->rungs > 1 ? "; the next limit binds at " : "; no other binds up to ");
        add_factor(&line, g->rungs > 1 ? g->rung[1].binds.point : g->most);
        text_add(&line, " ×.");
    }
    paper_wrap(p, text_of(&line), 0, 0);
    text_add(&p->text, "\n");
    text_free(&line);
}

static void add_hiders(struct text *cell, const struct grown_rung *r)
{
    if (!r->hidden)
        text_add(cell, "–");
    else if (r->hiders == 0)
        text_add(cell, "several");
    for (size_t i = 0; r->hidden && i < r->hiders; i++)
        text_add(cell, "%s%zu", i ? " " : "", r->hider[i] + 1);
}

static void add_ladder(struct paper *p, const struct grown *g)
{
    struct text cell = {0};
    struct table t;
    bool unlifted = false;

    if (g->rungs == 0)
        return;
    table_start(&t);
    table_words(&t, " ");
    table_words(&t, "binds at");
    table_words(&t, "interval");
    table_words(&t, "limit");
    t.left[3] = true;
    table_words(&t, "hidden by");
    for (size_t i = 0; i < g->rungs; i++) {
        const struct grown_rung *r = &g->rung[i];
        table_row(&t);
        text_add(&cell, "%zu", i + 1);
        table_cell(&t, &cell);
        add_multiple(&cell, g, r->binds.point);
        table_cell(&t, &cell);
        add_interval(&cell, g, &r->binds);
        table_cell(&t, &cell);
        text_add(&cell, "%s%s", r->limit, r->unlifted ? " *" : "");
        table_cell(&t, &cell);
        add_hiders(&cell, r);
        table_cell(&t, &cell);
        unlifted |= r->unlifted;
    }
    paper_table(p, &t);
    table_free(&t);
    text_add(&cell,
             "Each limit is lifted once found, else nothing behind it could be seen");
    text_add(&cell,
             unlifted ? ", but for those with *: what they hide stays hidden." : ".");
    text_add(&cell, " %zu more do not bind up to ", g->limits - g->rungs);
    add_factor(&cell, g->most);
    text_add(&cell, " ×.");
    paper_wrap(p, text_of(&cell), 0, 0);
    text_add(&p->text, "\n");
    text_free(&cell);
}

static void add_failing(struct table *t, const struct grown *g, const struct estimate *e)
{
    struct text cell = {0};

    add_multiple(&cell, g, e->point);
    table_cell(t, &cell);
    add_interval(&cell, g, e);
    table_cell(t, &cell);
}

static void add_objectives(struct paper *p, const struct grown *g)
{
    bool unknown = false;
    struct table t;

    if (g->objectives == 0)
        return;
    table_start(&t);
    table_words(&t, "objective");
    table_words(&t, "fails at");
    table_words(&t, "as written");
    table_words(&t, "and at");
    table_words(&t, "limits lifted");
    for (size_t i = 0; i < g->objectives; i++) {
        table_row(&t);
        table_words(&t, g->objective[i].text);
        add_failing(&t, g, &g->objective[i].written);
        add_failing(&t, g, &g->objective[i].lifted);
        unknown |= isnan(g->objective[i].written.point + g->objective[i].lifted.point);
    }
    paper_table(p, &t);
    table_free(&t);
    if (unknown)
        paper_wrap(p,
                   "?: too little is seen to judge it, however little traffic; longer "
                   "runs may tell.",
                   0, 0);
    text_add(&p->text, "\n");
}

void grown_report(struct paper *p, const struct grown *g)
{
    struct text line = {0};

    add_identity(p, g);
    add_verdict(p, g);
    add_ladder(p, g);
    add_objectives(p, g);
    text_add(&line, "%zu points, %zu runs; multiples are told apart by ",
             g->sweep->points, g->runs);
    number_add_percent(&line, g->precision);
    text_add(&line, " %%; a limit binds where more than ");
    number_add_percent(&line, g->tolerance);
    text_add(&line, " %% of its requests in a period are turned away or wait.");
    paper_wrap(p, text_of(&line), 0, 0);
    text_free(&line);
}
