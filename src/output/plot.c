#include "output/plot.h"

#include <math.h>
#include <string.h>

#include "output/number.h"

/* ---- where things are ---- */

enum { LEFT = 64, RIGHT = 72, TOP = 36, BOTTOM = 40 };
static const double area_width = PLOT_WIDTH - LEFT - RIGHT;

static double area_height(const struct plot *p)
{
    return p->height - TOP - BOTTOM;
}

double plot_x(const struct plot *p, double seconds)
{
    return LEFT + area_width * fmin(fmax(seconds / p->end, 0), 1);
}

double plot_y(const struct plot *p, double value)
{
    double part = p->log ? log(fmax(value, p->least) / p->least) / log(p->most / p->least)
                         : (value - p->least) / (p->most - p->least);

    return TOP + area_height(p) * (1 - fmin(fmax(part, 0), 1));
}

struct spot {
    double x, y;
};

static void line(const struct plot *p, const char *class, struct spot from,
                 struct spot to)
{
    text_add(p->out,
             "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
             class, from.x, from.y, to.x, to.y);
}

/* ---- axes ---- */

/* 1, 2 or 5 times a power of ten, at most so many from 0 to `most`. */
double plot_nice_step(double most, int count)
{
    static const double nice[] = {1, 2, 5, 10};
    double ten = pow(10, floor(log10(most / count)));
    size_t i = 0;

    while (i < 3 && nice[i] * ten * count < most * (1 - 1e-9))
        i++;
    return nice[i] * ten;
}

static void value_tick(const struct plot *p, double value)
{
    struct text words = {0};
    double y = plot_y(p, value);

    if (value / p->unit < 1000)
        text_add(&words, "%.6g", value / p->unit); /* it is a nice one */
    else
        number_add(&words, value / p->unit);
    line(p, "grid", (struct spot){LEFT, y}, (struct spot){LEFT + area_width, y});
    svg_words(p->out, LEFT - 8, y + 4,
              &(struct svg_words){"tick", "end", text_of(&words)});
    text_free(&words);
}

/* 1, 2 and 5 of each power of ten; only the powers, where there are many. */
static void log_ticks(const struct plot *p)
{
    double decades = log10(p->most / p->least);

    for (double ten = pow(10, floor(log10(p->least / p->unit))) * p->unit; ten <= p->most;
         ten *= 10)
        for (int i = 0; i < (decades > 3 ? 1 : 3); i++) {
            double value = ten * (i == 0 ? 1 : i == 1 ? 2 : 5);
            if (value >= p->least * 0.999 && value <= p->most * 1.001)
                value_tick(p, value);
        }
}

void plot_round(struct plot *p)
{
    double step = plot_nice_step(p->most / p->unit, 5) * p->unit;

    p->most = ceil(p->most / step * (1 - 1e-9)) * step;
}

static void value_axis(const struct plot *p)
{
    double step = plot_nice_step(p->most / p->unit, 5) * p->unit;

    if (p->log)
        log_ticks(p);
    for (int k = 0; !p->log && k * step <= p->most * 1.0001; k++)
        value_tick(p, k * step);
    svg_words(p->out, LEFT - 8, TOP - 12,
              &(struct svg_words){"tick", "end", p->unit_name});
}

static double time_step(double end)
{
    static const double nice[] = {1,     2,     5,     10,    15,     30,    60,
                                  120,   300,   600,   900,   1800,   3600,  7200,
                                  10800, 21600, 43200, 86400, 172800, 604800};
    size_t i = 0, last = sizeof nice / sizeof *nice - 1;

    while (i < last && end / nice[i] > 9)
        i++;
    return fmax(nice[i], end / nice[i] > 9 ? ceil(end / 9 / 604800) * 604800 : 0);
}

static void add_instant(struct text *to, double seconds, double step)
{
    if (step >= 86400)
        text_add(to, "day %.0f", seconds / 86400);
    else
        number_add_clock(to, seconds);
}

static void time_axis(const struct plot *p)
{
    double step = time_step(p->end), bottom = TOP + area_height(p);
    const char *unit = step >= 86400        ? "simulated time"
                       : p->end >= 100 * 60 ? "simulated time, h:min:s"
                                            : "simulated time, min:s";

    line(p, "axis", (struct spot){LEFT, bottom},
         (struct spot){LEFT + area_width, bottom});
    for (int k = 0; k * step <= p->end * 1.0001; k++) {
        struct text words = {0};
        double x = plot_x(p, k * step);
        add_instant(&words, k * step, step);
        line(p, "axis", (struct spot){x, bottom}, (struct spot){x, bottom + 4});
        svg_words(p->out, x, bottom + 17,
                  &(struct svg_words){"tick", "middle", text_of(&words)});
        text_free(&words);
    }
    svg_words(p->out, LEFT + area_width, bottom + 34,
              &(struct svg_words){"tick", "end", unit});
}

void plot_open(const struct plot *p, const char *what)
{
    svg_open(p->out, PLOT_WIDTH, p->height, what);
    value_axis(p);
    time_axis(p);
}

void plot_open_places(const struct plot *p, const char *what)
{
    double bottom = TOP + area_height(p);

    svg_open(p->out, PLOT_WIDTH, p->height, what);
    value_axis(p);
    line(p, "axis", (struct spot){LEFT, bottom},
         (struct spot){LEFT + area_width, bottom});
}

void plot_place(const struct plot *p, double at, const char *words)
{
    double x = plot_x(p, at), bottom = TOP + area_height(p);

    line(p, "axis", (struct spot){x, bottom}, (struct spot){x, bottom + 4});
    svg_words(p->out, x, bottom + 17, &(struct svg_words){"tick", "middle", words});
}

void plot_close(const struct plot *p)
{
    svg_close(p->out);
}

/* ---- what is in it ---- */

struct told { /* of points that all say something */
    size_t from, to;
};

static bool next_stretch(const struct curves *all, const double *value, struct told *s)
{
    s->from = s->to;
    while (s->from < all->points && !isfinite(value[s->from]))
        s->from++;
    s->to = s->from;
    while (s->to < all->points && isfinite(value[s->to]))
        s->to++;
    return s->from < s->to;
}

static double x_of(const struct plot *p, const struct curves *all, size_t point)
{
    return plot_x(p, (double)point * all->seconds);
}

static void band(const struct plot *p, const struct curves *all, const struct curve *c,
                 const char *class)
{
    struct told s = {0};

    while (next_stretch(all, c->high, &s)) {
        text_add(p->out, "<path class=\"band %s\" d=\"M%.1f %.1f", class,
                 x_of(p, all, s.from), plot_y(p, c->high[s.from]));
        for (size_t k = s.from; k < s.to; k++)
            text_add(p->out, "V%.1fH%.1f", plot_y(p, c->high[k]), x_of(p, all, k + 1));
        for (size_t k = s.to; k-- > s.from;)
            text_add(p->out, "V%.1fH%.1f", plot_y(p, c->low[k]), x_of(p, all, k));
        text_add(p->out, "Z\"/>\n");
    }
}

void plot_curve(const struct plot *p, const struct curves *all, const struct curve *c,
                const char *class)
{
    struct told s = {0};

    if (c->high)
        band(p, all, c, class);
    while (next_stretch(all, c->point, &s)) {
        text_add(p->out, "<path class=\"curve %s\" d=\"M%.1f %.1f", class,
                 x_of(p, all, s.from), plot_y(p, c->point[s.from]));
        for (size_t k = s.from; k < s.to; k++)
            text_add(p->out, "V%.1fH%.1f", plot_y(p, c->point[k]), x_of(p, all, k + 1));
        text_add(p->out, "\"/>\n");
    }
}

void plot_label(const struct plot *p, double value, double shift,
                const struct svg_words *w)
{
    svg_words(p->out, LEFT + area_width + 6, plot_y(p, value) + 4 + shift, w);
}

/* ---- what happened meanwhile ---- */

/* A name where it has room: some 6.2 units a letter. */
static bool fits(const char *name, double width)
{
    return (double)text_columns(name) * 6.2 <= width;
}

static void phase(const struct plot *p, const struct mark *m, double to)
{
    double x0 = plot_x(p, (double)m->from / 1e9), x1 = plot_x(p, to);

    line(p, "phase", (struct spot){x0, TOP - 4}, (struct spot){x0, TOP + area_height(p)});
    if (fits(m->name, x1 - x0))
        svg_words(p->out, (x0 + x1) / 2, TOP - 6,
                  &(struct svg_words){"mark", "middle", m->name});
}

/* `free`: up to where the row of their names is taken. */
static void moment(const struct plot *p, const struct mark *m, double to, double *free)
{
    double x0 = plot_x(p, (double)m->from / 1e9), x1 = fmax(plot_x(p, to), x0 + 1.5);

    text_add(p->out,
             "<rect class=\"moment\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" "
             "height=\"%.1f\"/>\n",
             x0, TOP, x1 - x0, area_height(p));
    if (x0 < *free || !fits(m->name, PLOT_WIDTH - x0))
        return;
    svg_words(p->out, x0, TOP - 20, &(struct svg_words){"moment", "start", m->name});
    *free = x0 + (double)text_columns(m->name) * 6.2 + 10;
}

/* Behind `duration` nothing new arrives. */
static void drain(const struct plot *p, double from)
{
    double x = plot_x(p, from);

    if (from >= p->end)
        return;
    line(p, "phase", (struct spot){x, TOP - 4}, (struct spot){x, TOP + area_height(p)});
    if (fits("drain", plot_x(p, p->end) - x))
        svg_words(p->out, (x + plot_x(p, p->end)) / 2, TOP - 6,
                  &(struct svg_words){"drain", "middle", "drain"});
}

void plot_marks(const struct plot *p, const struct scenario *s, const char *owner)
{
    double free = LEFT;

    drain(p, (double)s->run.duration / 1e9);

    for (size_t i = 0; i < s->marks; i++) {
        const struct mark *m = &s->mark[i];
        double to = fmin((double)m->to / 1e9, p->end);
        bool own = !owner || strcmp(m->owner, owner) == 0;
        if ((double)m->from / 1e9 >= p->end)
            continue;
        if (m->kind == MARK_PHASE && owner && own)
            phase(p, m, to);
        else if (m->kind == MARK_TIMELINE || (m->kind == MARK_BURST && own))
            moment(p, m, to, &free);
    }
}

void plot_instant(const struct plot *p, double seconds, const char *words)
{
    double x = plot_x(p, seconds);
    bool right = x < LEFT + area_width * 0.6;

    line(p, "instant", (struct spot){x, TOP}, (struct spot){x, TOP + area_height(p)});
    svg_words(p->out, right ? x + 5 : x - 5, TOP + 12,
              &(struct svg_words){"instant", right ? "start" : "end", words});
}

void plot_level(const struct plot *p, double value, const char *words)
{
    double y = plot_y(p, value);

    line(p, "level", (struct spot){LEFT, y}, (struct spot){LEFT + area_width, y});
    svg_words(p->out, LEFT + area_width + 6, y + 4,
              &(struct svg_words){"level", "start", words});
}
