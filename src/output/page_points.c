/* page_points.c - a number of all points of a study: places side by side for the values
 * of one axis, a line for each combination of the others. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sort.h"
#include "output/number.h"
#include "output/page.h"
#include "output/page_study.h"
#include "output/plot.h"

enum {
    LINES = 6,         /* colours that are told apart */
    PLACES_MOST = 500, /* more are in the table, and in the file */
};

struct picture {
    struct plot plot;
    const struct page_points *what;
    size_t along;          /* axis */
    size_t places, *place; /* values of it that any point has, in order */
    size_t lines, more;    /* drawn, and left out */
    size_t line[LINES];    /* a point of each */
    bool judged, intervals;
};

/* ---- which points ---- */

static size_t longest_axis(const struct sweep *s)
{
    size_t longest = 0;

    for (size_t a = 1; a < s->axes; a++)
        if (s->axis[a].values > s->axis[longest].values)
            longest = a;
    return longest;
}

static bool is_of_line(const struct picture *p, size_t point, size_t like)
{
    const struct sweep *s = p->what->sweep;

    for (size_t a = 0; a < s->axes; a++)
        if (a != p->along && s->point[point].at[a] != s->point[like].at[a])
            return false;
    return true;
}

static bool is_shown(const struct picture *p, size_t point)
{
    const struct sweep *s = p->what->sweep;

    return s->point[point].done &&
           isfinite(p->what->cell(p->what->ctx, point).is.point) &&
           !p->what->cell(p->what->ctx, point).is.refused;
}

static void find_lines(struct picture *p)
{
    const struct sweep *s = p->what->sweep;

    for (size_t i = 0; i < s->points; i++) {
        bool found = false;
        for (size_t k = 0; k < p->lines && !found; k++)
            found = is_of_line(p, i, p->line[k]);
        if (found || !s->point[i].done)
            continue;
        if (p->lines < LINES)
            p->line[p->lines++] = i;
        else
            p->more++;
    }
}

static int by_size(const void *a, const void *b)
{
    const size_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static void find_places(struct picture *p)
{
    const struct sweep *s = p->what->sweep;

    p->place = xcalloc(s->points + 1, sizeof *p->place);
    for (size_t i = 0; i < s->points; i++)
        if (s->point[i].done)
            p->place[p->places++] = s->point[i].at[p->along];
    sort_stable(p->place, p->places, sizeof *p->place, by_size);
    size_t all = p->places;
    p->places = 0;
    for (size_t i = 0; i < all; i++)
        if (p->places == 0 || p->place[p->places - 1] != p->place[i])
            p->place[p->places++] = p->place[i];
}

/* ---- axes ---- */

static bool has_interval(const struct estimate *e)
{
    return isfinite(e->low) && isfinite(e->high) && e->n > 1;
}

static void reach(struct picture *p)
{
    struct plot *plot = &p->plot;
    double most = 0, least = INFINITY, border = NAN;

    for (size_t i = 0; i < p->what->sweep->points; i++) {
        struct sweep_shown shown = p->what->cell(p->what->ctx, i);
        if (!is_shown(p, i))
            continue;
        most = fmax(most, isfinite(shown.is.high) ? shown.is.high : shown.is.point);
        least = fmin(least, shown.is.point);
        p->judged |= shown.judged != NULL;
        p->intervals |= has_interval(&shown.is);
        border = shown.judged ? shown.judged->objective->value : border;
    }
    if (border <= 2 * most)
        most = fmax(most, border);
    plot->most = most > 0 ? most : 1;
    plot->log = least > 0 && most > 20 * least;
    plot->least = plot->log ? least * 0.8 : 0;
    struct scale scale = number_scale(p->what->cell(p->what->ctx, 0).unit, plot->most);
    plot->unit = scale.unit;
    plot->unit_name = scale.name;
    if (plot->log)
        plot->most *= 1.1;
    else
        plot_round(plot);
}

static void add_places(const struct picture *p)
{
    const struct sweep_axis *axis = &p->what->sweep->axis[p->along];
    double room = (plot_x(&p->plot, 1) - plot_x(&p->plot, 0)) / 6.2;
    size_t each = room < 4 ? (size_t)ceil(4 / room) : 1;

    for (size_t i = 0; i < p->places; i += each) {
        struct text words = {0};
        text_add_shortened(&words, axis->value[p->place[i]].label,
                           (size_t)(room * (double)each));
        plot_place(&p->plot, (double)i + 0.5, text_of(&words));
        text_free(&words);
    }
}

/* ---- what is in it ---- */

struct spot {
    double x, y;
};

/* Lines stand a little beside one another, so that intervals do not cover each other. */
static struct spot spot_of(const struct picture *p, size_t line, size_t place,
                           double value)
{
    double width = plot_x(&p->plot, 1) - plot_x(&p->plot, 0);
    double apart = fmin(9, width * 0.7 / (double)p->lines);
    double aside = ((double)line - (double)(p->lines - 1) / 2) * apart;

    return (struct spot){plot_x(&p->plot, (double)place + 0.5) + aside,
                         plot_y(&p->plot, value)};
}

static void whisker(const struct picture *p, size_t line, struct spot at,
                    const struct estimate *e)
{
    if (!has_interval(e))
        return;
    text_add(p->plot.out,
             "<line class=\"s s%zu\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
             line, at.x, plot_y(&p->plot, e->low), at.x, plot_y(&p->plot, e->high));
}

/* Its shape tells the verdict, its colour the line. */
static void dot(const struct picture *p, size_t line, struct spot at,
                const struct judged *j)
{
    enum verdict verdict = j ? j->verdict : VERDICT_MET;

    if (verdict == VERDICT_MISSED)
        text_add(p->plot.out,
                 "<path class=\"curve s s%zu\" d=\"M%.1f %.1fl8 8m-8 0l8 -8\"/>\n", line,
                 at.x - 4, at.y - 4);
    else
        text_add(p->plot.out,
                 "<circle class=\"%s s%zu\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>\n",
                 verdict == VERDICT_MET ? "dot" : "ring", line, at.x, at.y);
}

static long point_at(const struct picture *p, size_t line, size_t place)
{
    const struct sweep *s = p->what->sweep;

    for (size_t i = 0; i < s->points; i++)
        if (s->point[i].at[p->along] == p->place[place] &&
            is_of_line(p, i, p->line[line]) && is_shown(p, i))
            return (long)i;
    return -1;
}

static void draw_line(const struct picture *p, size_t line)
{
    struct text path = {0};

    for (size_t k = 0; k < p->places; k++) {
        long point = point_at(p, line, k);
        if (point < 0)
            continue;
        struct sweep_shown shown = p->what->cell(p->what->ctx, (size_t)point);
        struct spot at = spot_of(p, line, k, shown.is.point);
        text_add(&path, "%s%.1f %.1f", path.length ? "L" : "M", at.x, at.y);
        whisker(p, line, at, &shown.is);
        dot(p, line, at, shown.judged);
        if (point == p->what->best)
            text_add(p->plot.out,
                     "<circle class=\"best\" cx=\"%.1f\" cy=\"%.1f\" r=\"10\"/>\n", at.x,
                     at.y);
    }
    if (path.length && p->what->sweep->axis[p->along].units) /* names are in no order */
        text_add(p->plot.out, "<path class=\"curve thin s s%zu\" d=\"%s\"/>\n", line,
                 text_of(&path));
    text_free(&path);
}

/* The settings that this line has beside the axis. */
static void name_line(struct text *to, const struct picture *p, size_t line)
{
    const struct sweep *s = p->what->sweep;

    for (size_t a = 0; a < s->axes; a++)
        if (a != p->along)
            text_add(to, "%s%s", to->length ? ", " : "",
                     sweep_value_of(s, p->line[line], a)->label);
}

static void legend(const struct picture *p)
{
    double x = plot_x(&p->plot, 0);

    for (size_t i = 0; p->lines > 1 && i < p->lines; i++) {
        struct text name = {0}, words = {0};
        name_line(&name, p, i);
        text_add_shortened(&words, text_of(&name), 36);
        text_add(p->plot.out,
                 "<rect class=\"dot s%zu\" x=\"%.1f\" y=\"6\" width=\"10\" "
                 "height=\"10\"/>\n",
                 i, x);
        svg_words(p->plot.out, x + 14, 15,
                  &(struct svg_words){"tick", "start", text_of(&words)});
        x += 30 + 6.2 * (double)text_columns(text_of(&words));
        text_free(&name);
        text_free(&words);
    }
}

static void caption(struct text *to, const struct picture *p)
{
    const struct sweep *s = p->what->sweep;

    text_add(to, "by %s", s->axis[p->along].name);
    for (size_t a = 0; a < s->axes && s->axes > 1; a++)
        if (a != p->along)
            text_add(to, "%s %s", p->lines > 1 ? ", a line for each" : ",",
                     s->axis[a].name);
    if (p->more)
        text_add(to, " (%d of more)", LINES);
    if (p->intervals)
        text_add(to, " · intervals of each point alone");
    if (p->judged)
        text_add(to, " · ● met, × missed, ○ undecided");
}

void page_points(struct text *out, const struct page_points *what)
{
    struct picture p = {.plot = {.out = out, .height = PLOT_HIGH + 40},
                        .what = what,
                        .along = longest_axis(what->sweep)};
    struct sweep_shown first = what->cell(what->ctx, 0);
    struct text words = {0};

    find_places(&p);
    find_lines(&p);
    reach(&p);
    p.plot.end = (double)p.places;
    if (p.places > 1 && p.places <= PLACES_MOST) {
        caption(&words, &p);
        page_figure(out, first.title, text_of(&words));
        plot_open_places(&p.plot, first.title);
        add_places(&p);
        legend(&p);
        if (first.judged && first.judged->objective->value <= p.plot.most)
            plot_level(&p.plot, first.judged->objective->value, "objective");
        for (size_t i = 0; i < p.lines; i++)
            draw_line(&p, i);
        plot_close(&p.plot);
        page_figure_end(out);
    }
    text_free(&words);
    free(p.place);
}
