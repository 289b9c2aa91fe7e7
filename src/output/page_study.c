/* page_study.c - pages of studies.  Sentences and tables are those of the terminal
 * (report_sweep.c and its neighbours); pictures follow. */
#include "output/page_study.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "output/number.h"
#include "output/page.h"

/* ---- what all have ---- */

static void page_begins(struct text *out, const struct sweep *s, struct page_sheet *sheet)
{
    const char *title = s->point[0].scenario->title;

    page_head(out, title ? title : s->file);
    page_sheet_begin(sheet, out, true);
    sheet->lines = title ? 0 : 1;
}

static void page_ends(struct text *out, const struct sweep *s)
{
    const struct scenario *c = s->point[0].scenario;
    struct text words = {0};

    page_assumptions(out, c);
    page_heading(out, "What this is");
    text_add(out, "<dl>\n");
    page_fact(out, "command", s->command);
    page_fact(out, "scenario", s->file);
    for (size_t i = 0; i < s->sets; i++)
        page_fact(out, "setting", s->set[i]);
    page_fact(out, "inputs", c->inputs);
    text_add(&words, "%s, Region %s", c->profile.name, c->region);
    page_fact(out, "profile", text_of(&words));
    text_free(&words);
    text_add(&words, "%lld", (long long)c->run.seed);
    page_fact(out, "seed", text_of(&words));
    text_free(&words);
    page_fact(out, "headroom", PACKAGE_VERSION);
    page_scenario(out, c);
    page_end(out);
}

/* ---- points ---- */

struct column {
    const struct sweep *sweep;
    size_t column;
};

static struct sweep_shown cell_of(const void *ctx, size_t point)
{
    const struct column *c = ctx;

    return sweep_cell(c->sweep, point, c->column);
}

static void picture_columns(struct text *out, const struct sweep *s, long best)
{
    page_heading(out, "Point by point");
    for (size_t c = 0; c < sweep_columns(s); c++) {
        struct column column = {s, c};
        page_points(out, &(struct page_points){s, cell_of, &column, best});
    }
}

void page_of_sweep(struct text *out, const struct sweep *s)
{
    struct page_sheet sheet;

    page_begins(out, s, &sheet);
    sweep_report(&sheet.paper, s);
    page_sheet_end(&sheet);
    picture_columns(out, s, -1);
    page_ends(out, s);
}

/* ---- what is tuned ---- */

enum weighed { WEIGHED_SCORE, WEIGHED_DURATION, WEIGHED_COST };

struct scored {
    const struct tuned *tuned;
    enum weighed what;
};

static struct sweep_shown score_of(const void *ctx, size_t point)
{
    const struct scored *s = ctx;
    const struct tuned_point *at = &s->tuned->point[point];
    struct sweep_shown shown = {.is = {.low = NAN, .high = NAN}};

    switch (s->what) {
    case WEIGHED_SCORE:
        shown.title = "Score: the least is the best";
        shown.unit = UNIT_COUNT;
        shown.is.point = at->score;
        break;
    case WEIGHED_DURATION:
        shown.title = "Mean duration of the function";
        shown.unit = UNIT_TIME;
        shown.is.point = at->duration;
        break;
    case WEIGHED_COST:
        shown.title = "Cost of a million invocations";
        shown.unit = UNIT_MONEY;
        shown.is.point = at->cost;
        break;
    }
    return shown;
}

static void picture_scores(struct text *out, const struct tuned *t)
{
    static const enum weighed all[] = {WEIGHED_DURATION, WEIGHED_COST, WEIGHED_SCORE};

    if (t->strategy == STRATEGY_NONE) /* what is minimised is a column */
        return;
    page_heading(out, "What was weighed");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct scored scored = {t, all[i]};
        page_points(out, &(struct page_points){t->sweep, score_of, &scored, t->best});
    }
}

void page_of_tuned(struct text *out, const struct tuned *t)
{
    struct page_sheet sheet;

    page_begins(out, t->sweep, &sheet);
    tuned_report(&sheet.paper, t);
    page_sheet_end(&sheet);
    picture_scores(out, t);
    picture_columns(out, t->sweep, t->best);
    page_ends(out, t->sweep);
}

/* ---- differences ---- */

#define SHARE_MOST 2.0 /* differences beyond it are arrows: they would hide all else */

static struct page_range range_of(const struct compared_row *row, size_t k,
                                  struct arena *arena)
{
    const struct difference *d = &row->differs[k];
    double base = fabs(row->base);
    struct page_range range = {.label = row->name,
                               .point = d->point / base,
                               .low = d->exact ? NAN : d->low / base,
                               .high = d->exact ? NAN : d->high / base,
                               .strong = d->differs};
    struct text says = {0};

    text_add(&says, range.point > 0 ? "+" : range.point < 0 ? "-" : "");
    number_add_percent(&says, fabs(range.point));
    text_add(&says, " %%");
    range.says = arena_text(arena, "%s", text_of(&says));
    text_free(&says);
    return range;
}

static bool is_relative(const struct compared_row *row, size_t k)
{
    const struct difference *d = &row->differs[k];

    return isfinite(row->base) && row->base != 0 && isfinite(d->point) && !d->refused;
}

static double far(double share)
{
    return isfinite(share) ? fmin(fabs(share), SHARE_MOST) : 0;
}

static void picture_differences(struct text *out, const struct comparison_of_points *c,
                                size_t k)
{
    struct arena arena = {0};
    struct page_ranges all = {.unit = 0.01, .unit_name = " %", .border_name = "A"};
    struct text title = {0};
    double most = 0.01;

    all.range = arena_get(&arena, (c->rows + 1) * sizeof *all.range);
    for (size_t i = 0; i < c->rows; i++)
        if (is_relative(&c->row[i], k)) {
            struct page_range range = range_of(&c->row[i], k, &arena);
            all.range[all.count++] = range;
            most =
                fmax(most, fmax(far(range.point), fmax(far(range.low), far(range.high))));
        }
    all.most = 1.05 * most;
    all.least = -all.most;
    text_add(&title, "%s, against %s", c->label[k + 1], c->label[0]);
    page_figure(
        out, text_of(&title),
        "differences as a share of A, with their intervals · pale: none is shown");
    page_ranges(out, &all, text_of(&title));
    page_figure_end(out);
    text_free(&title);
    arena_release(&arena);
}

void page_of_compared(struct text *out, const struct comparison_of_points *c)
{
    struct page_sheet sheet;

    page_begins(out, c->sweep, &sheet);
    compared_report(&sheet.paper, c);
    page_sheet_end(&sheet);
    page_heading(out, "Differences");
    for (size_t k = 0; k + 1 < c->points; k++)
        picture_differences(out, c, k);
    page_ends(out, c->sweep);
}

/* ---- what grows ---- */

static struct page_range multiple_of(const struct grown *g, const char *label,
                                     const struct estimate *e, struct arena *arena)
{
    struct text says = {0};

    if (isnan(e->point)) {
        text_add(&says, "?");
    } else {
        text_add(&says, isinf(e->point) ? "> " : e->point <= 0 ? "< " : "");
        number_add(&says, isinf(e->point) ? g->most : fmax(e->point, g->least));
        text_add(&says, " ×");
    }
    struct page_range range = {.label = label,
                               .says = arena_text(arena, "%s", text_of(&says)),
                               .point = e->point,
                               .low = e->low,
                               .high = e->high,
                               .strong = true};
    text_free(&says);
    return range;
}

static void picture_multiples(struct text *out, const struct grown *g)
{
    struct arena arena = {0};
    struct page_ranges all = {.least = g->least,
                              .most = g->most,
                              .log = true,
                              .unit = 1,
                              .unit_name = " ×",
                              .border = 1,
                              .border_name = "today"};

    all.range = arena_get(&arena, (g->rungs + 2 * g->objectives + 1) * sizeof *all.range);
    for (size_t i = 0; i < g->rungs; i++) {
        all.range[all.count] =
            multiple_of(g, g->rung[i].limit, &g->rung[i].binds, &arena);
        all.range[all.count++].strong = !g->rung[i].hidden;
    }
    for (size_t i = 0; i < g->objectives; i++) {
        const struct grown_objective *o = &g->objective[i];
        all.range[all.count++] = multiple_of(g, o->text, &o->written, &arena);
        all.range[all.count] =
            multiple_of(g, arena_text(&arena, "%s, lifted", o->text), &o->lifted, &arena);
        all.range[all.count++].strong = false;
    }
    page_figure(
        out, "Multiples of today's traffic",
        "at which each limit binds and each objective fails, with their intervals, "
        "on a logarithmic axis · pale: hidden today, or with limits lifted");
    page_ranges(out, &all, "multiples of today's traffic");
    page_figure_end(out);
    arena_release(&arena);
}

void page_of_grown(struct text *out, const struct grown *g)
{
    struct page_sheet sheet;

    page_begins(out, g->sweep, &sheet);
    grown_report(&sheet.paper, g);
    page_sheet_end(&sheet);
    page_heading(out, "How far it is");
    picture_multiples(out, g);
    page_ends(out, g->sweep);
}
