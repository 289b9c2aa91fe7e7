/* page_pictures.c - what happened when: one idea a picture, the same axis of time below
 * all of them. */
#include <math.h>
#include <string.h>

#include "output/number.h"
#include "output/page.h"
#include "output/plot.h"

enum {
    LIMITS_SHOWN = 6, /* with a picture each: those that matter most */
    BUSY_SHOWN = 6,
};
#define USED_FROM 0.15 /* limits that were used less have none */

const struct curve *curves_next(const struct curves *all, size_t *i, enum curve_kind kind,
                                const char *address)
{
    for (; *i < all->count; ++*i) {
        const struct curve *c = &all->curve[*i];
        if (c->kind == kind && (!address || strcmp(c->address, address) == 0))
            return &all->curve[(*i)++];
    }
    return NULL;
}

static const struct curve *curve_of(const struct curves *all, enum curve_kind kind,
                                    const char *address)
{
    size_t i = 0;

    return curves_next(all, &i, kind, address);
}

/* ---- a picture ---- */

/* How a point came to be, and the band. */
static void add_caption(struct text *to, const struct curves *all, const char *what)
{
    text_add(to, "%s · by ", what);
    number_add_time(to, all->seconds);
    if (all->runs < 2)
        return;
    text_add(to, " · mean of %zu runs, band: ", all->runs);
    number_add_percent(to, all->confidence);
    text_add(to, " %% interval");
}

static void figure(struct text *out, const struct curves *all, const char *title,
                   const char *what)
{
    struct text caption = {0};

    add_caption(&caption, all, what);
    page_figure(out, title, text_of(&caption));
    text_free(&caption);
}

static struct plot plot_of(struct text *out, const struct paging *what, double most)
{
    const struct layout *l = what->summary->layout;

    return (struct plot){.out = out,
                         .height = PLOT_HIGH,
                         .end = (double)l->covered / 1e9,
                         .most = most > 0 ? most : 1,
                         .unit = 1,
                         .unit_name = ""};
}

/* Axes and marks; long tails have a logarithmic axis, all else one of round numbers. */
static void picture_begins(struct plot *p, const struct paging *what,
                           const struct text *title, const char *owner)
{
    if (p->log)
        p->most *= 1.1;
    else
        plot_round(p);
    plot_open(p, text_of(title));
    plot_marks(p, what->summary->layout->scenario, owner);
}

static void picture_ends(const struct plot *p, struct text *title)
{
    plot_close(p);
    page_figure_end(p->out);
    text_free(title);
}

/* When the first limit gave way, in the pictures of those who may have felt it. */
static void first_to_give_way(const struct plot *p, const struct summary *s)
{
    const struct limit_use *u = s->first;
    struct text words = {0};

    if (!u || !isfinite(u->first))
        return;
    text_add_shortened(&words, u->address, 44);
    text_add(&words, " gives way");
    plot_instant(p, u->first, text_of(&words));
    text_free(&words);
}

/* ---- clients ---- */

/* Of a client, or, lower, of a limit below what was used of it. */
static void rate_picture(struct text *out, const struct paging *what,
                         const struct curve *c)
{
    static const char *const words[] = {
        [CURVE_REQUESTS] = "Requests of",
        [CURVE_ERRORS] = "Errors of",
        [CURVE_REJECTED] = "Turned away or made to wait at",
    };
    struct plot p = plot_of(out, what, c->most);
    struct text title = {0};

    p.height = c->kind == CURVE_REJECTED ? PLOT_LOW : PLOT_HIGH;
    p.unit_name = "/s";
    text_add(&title, "%s %s", words[c->kind], c->address);
    figure(out, what->curves, text_of(&title), "a second");
    picture_begins(&p, what, &title, c->kind == CURVE_REJECTED ? NULL : c->address);
    if (c->kind == CURVE_ERRORS)
        first_to_give_way(&p, what->summary);
    plot_curve(&p, what->curves, c, c->kind == CURVE_REQUESTS ? "a" : "bad");
    picture_ends(&p, &title);
}

static double last_of(const struct curves *all, const struct curve *c)
{
    for (size_t k = all->points; k-- > 0;)
        if (isfinite(c->point[k]))
            return c->point[k];
    return NAN;
}

/* Names at the ends of two lines, which may end at the same height. */
static void two_labels(const struct plot *p, double low, double high)
{
    double apart = plot_y(p, low) - plot_y(p, high), shift = fmax(0, 13 - apart) / 2;

    plot_label(p, low, shift, &(struct svg_words){"a", "start", "p50"});
    plot_label(p, high, -shift, &(struct svg_words){"b", "start", "p99"});
}

/* Long tails want a logarithmic axis: an eightfold range, or more. */
static void latency_picture(struct text *out, const struct paging *what,
                            const struct curve *p50, const struct curve *p99)
{
    struct plot p = plot_of(out, what, p99->most);
    struct scale scale = number_scale(UNIT_TIME, p99->most * 1e9);
    struct text title = {0};

    p.log = p50->least > 0 && p99->most > 8 * p50->least;
    p.least = p.log ? p50->least * 0.85 : 0;
    p.unit = scale.unit / 1e9;
    p.unit_name = scale.name;
    text_add(&title, "Latency of %s", p99->address);
    figure(out, what->curves, text_of(&title),
           p.log ? "of successes, on a logarithmic axis" : "of successes");
    picture_begins(&p, what, &title, p99->address);
    first_to_give_way(&p, what->summary);
    plot_curve(&p, what->curves, p99, "b");
    plot_curve(&p, what->curves, p50, "a");
    two_labels(&p, last_of(what->curves, p50), last_of(what->curves, p99));
    picture_ends(&p, &title);
}

void page_clients(struct text *out, const struct paging *what)
{
    const struct curves *all = what->curves;
    const struct curve *c;
    size_t i = 0;

    if (!curve_of(all, CURVE_REQUESTS, NULL) || all->points < 2)
        return;
    page_heading(out, "What the clients saw");
    while ((c = curves_next(all, &i, CURVE_REQUESTS, NULL))) {
        const struct curve *p50 = curve_of(all, CURVE_P50, c->address),
                           *p99 = curve_of(all, CURVE_P99, c->address),
                           *errors = curve_of(all, CURVE_ERRORS, c->address);
        if (!(c->most > 0))
            continue;
        rate_picture(out, what, c);
        if (p50 && p99 && p50->most > 0)
            latency_picture(out, what, p50, p99);
        if (errors && errors->most > 0)
            rate_picture(out, what, errors);
    }
}

/* ---- limits ---- */

static double highest(const struct curves *all, const struct curve *c)
{
    double most = NAN;

    for (size_t k = 0; k < all->points; k++)
        most = fmax(most, c->point[k]);
    return most;
}

/* An interval that goes beyond the limit is cut there. */
static void used_picture(struct text *out, const struct paging *what,
                         const struct curve *c)
{
    struct plot p = plot_of(out, what, fmax(highest(what->curves, c), 1));
    struct text title = {0};

    p.height = PLOT_LOW;
    text_add(&title, "Use of %s", c->address);
    figure(out, what->curves, text_of(&title), "the most of it");
    p.unit = 0.01;
    p.unit_name = "%";
    picture_begins(&p, what, &title, NULL);
    plot_level(&p, 1, "the limit");
    plot_curve(&p, what->curves, c, "a");
    picture_ends(&p, &title);
}

static bool is_pictured(const struct limit_use *u)
{
    return u->runs_hit > 0 || u->peak.point >= USED_FROM;
}

void page_limit_pictures(struct text *out, const struct paging *what)
{
    const struct summary *s = what->summary;
    size_t shown = 0;

    for (size_t i = 0; what->curves->points > 1 && i < s->limits; i++) {
        const struct limit_use *u = &s->limit[i];
        const struct curve *used = curve_of(what->curves, CURVE_USED, u->address),
                           *rejected = curve_of(what->curves, CURVE_REJECTED, u->address);
        if (!used || !is_pictured(u) || shown == LIMITS_SHOWN)
            continue;
        if (shown++ == 0)
            page_heading(out, "Limits along time");
        used_picture(out, what, used);
        if (rejected && rejected->most > 0)
            rate_picture(out, what, rejected);
    }
}

/* ---- resources ---- */

static void level_picture(struct text *out, const struct paging *what,
                          const struct curve *c)
{
    const char *name = place_row(c->place)->name;
    struct plot p = plot_of(out, what, c->most);
    struct text title = {0};

    p.height = PLOT_LOW;
    text_add(&title, "%c", name[0] - 'a' + 'A');
    for (const char *letter = name + 1; *letter; letter++)
        text_add(&title, "%c", *letter == '_' ? ' ' : *letter);
    text_add(&title, " of %s", c->address);
    figure(out, what->curves, text_of(&title),
           c->kind == CURVE_BUSY ? "the most at once" : "how many wait, on average");
    picture_begins(&p, what, &title, NULL);
    plot_curve(&p, what->curves, c, "a");
    picture_ends(&p, &title);
}

/* Of what was there and what was served of it; along all periods, without intervals. */
static void capacity_picture(struct text *out, const struct paging *what,
                             const struct capacity_use *u)
{
    const struct layout *l = what->summary->layout;
    struct curves all = {.points = l->periods, .seconds = (double)l->period / 1e9};
    struct curve served = {.point = u->served_per_s}, given = {.point = u->given_per_s};
    struct text title = {0};
    double most = 0;

    for (size_t k = 0; k < l->periods; k++)
        most = fmax(most, fmax(u->served_per_s[k], u->given_per_s[k]));
    struct plot p = plot_of(out, what, most);
    p.height = PLOT_LOW;
    p.unit_name = "/s";
    text_add(&title, "Capacity of %s%s%s%s: %s", u->resource->address, u->part ? "[" : "",
             u->part ? u->part : "", u->part ? "]" : "", u->row->title);
    page_figure(out, text_of(&title), "units a second that were served, and provisioned");
    picture_begins(&p, what, &title, NULL);
    plot_curve(&p, &all, &given, "b");
    plot_curve(&p, &all, &served, "a");
    plot_label(&p, u->given_per_s[l->periods - 1], -6,
               &(struct svg_words){"b", "start", "provisioned"});
    plot_label(&p, u->served_per_s[l->periods - 1], 6,
               &(struct svg_words){"a", "start", "served"});
    picture_ends(&p, &title);
}

/* How many of this kind are larger. */
static size_t larger(const struct curves *all, const struct curve *c)
{
    size_t n = 0, i = 0;

    for (const struct curve *o; (o = curves_next(all, &i, c->kind, NULL));)
        n += o->most > c->most || (o->most == c->most && o < c);
    return n;
}

/* What waits comes first, then what is at work: the busiest, from two at once on. */
void page_resources(struct text *out, const struct paging *what)
{
    const struct curves *all = what->curves;
    const struct curve *c;
    size_t i = 0;

    if (all->points < 2)
        return;
    for (size_t k = 0; k < what->summary->capacities; k++) {
        const struct capacity_use *u = &what->summary->capacity[k];
        if (u->served_per_s && u->given_per_s)
            capacity_picture(out, what, u);
    }
    while ((c = curves_next(all, &i, CURVE_WAITING, NULL)))
        if (c->most > 0)
            level_picture(out, what, c);
    i = 0;
    while ((c = curves_next(all, &i, CURVE_BUSY, NULL)))
        if (c->most >= 2 && larger(all, c) < BUSY_SHOWN)
            level_picture(out, what, c);
}
