/* page_ranges.c - estimates below one another, each a dot in its interval, on one axis:
 * multiples of traffic at which something gives way, differences. */
#include <math.h>

#include "output/number.h"
#include "output/page.h"
#include "output/page_study.h"
#include "output/plot.h"

enum { NAME = 320, WIDTH = 420, ROW = 24, HEAD = 30, SAID = 120 };

static double x_of(const struct page_ranges *r, double value)
{
    double part = r->log ? log(fmax(value, r->least) / r->least) / log(r->most / r->least)
                         : (value - r->least) / (r->most - r->least);

    return NAME + WIDTH * fmin(fmax(part, 0), 1);
}

static void vertical(struct text *out, const char *class, double x, double height)
{
    text_add(out, "<line class=\"%s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
             class, x, HEAD - 6, x, height);
}

static void tick(struct text *out, const struct page_ranges *r, double value,
                 double height)
{
    struct text words = {0};

    text_add(&words, "%.6g%s", value / r->unit, r->unit_name);
    vertical(out, "grid", x_of(r, value), height);
    svg_words(out, x_of(r, value), height + 15,
              &(struct svg_words){"tick", "middle", text_of(&words)});
    text_free(&words);
}

static void ticks(struct text *out, const struct page_ranges *r, double height)
{
    double step = plot_nice_step((r->most - r->least) / r->unit, 6) * r->unit;

    if (!r->log) {
        for (double k = ceil(r->least / step); k * step <= r->most * 1.0001; k++)
            tick(out, r, k * step, height);
        return;
    }
    for (double ten = pow(10, floor(log10(r->least))); ten <= r->most; ten *= 10)
        for (int i = 0; i < 3; i++) {
            double value = ten * (i == 0 ? 1 : i == 1 ? 2 : 5);
            if (value >= r->least && value <= r->most * 1.0001)
                tick(out, r, value, height);
        }
}

/* What lies beyond the axis is an arrow at its end. */
static void arrow(struct text *out, double x, double y, const char *class, int towards)
{
    text_add(out, "<path class=\"%s s0\" d=\"M%.1f %.1fl%d -5v10z\"/>\n", class, x, y,
             towards > 0 ? -9 : 9);
}

static void row(struct text *out, const struct page_ranges *r,
                const struct page_range *one, double y)
{
    struct text label = {0};
    const char *class = one->strong ? "dot" : "pale";
    double x = x_of(r, one->point);

    text_add_shortened(&label, one->label, 50);
    svg_words(out, NAME - 12, y + 4, &(struct svg_words){"name", "end", text_of(&label)});
    text_free(&label);
    svg_words(out, NAME + WIDTH + 14, y + 4,
              &(struct svg_words){"name", "start", one->says});
    if (isnan(one->point))
        return;
    if (isfinite(one->low) && isfinite(one->high))
        text_add(out,
                 "<line class=\"s s0 range\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
                 "y2=\"%.1f\"/>\n",
                 x_of(r, one->low), y, x_of(r, one->high), y);
    if (one->point > r->most || one->point < r->least)
        arrow(out, x, y, class, one->point > r->most ? 1 : -1);
    else
        text_add(out, "<circle class=\"%s s0\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"/>\n",
                 class, x, y);
}

void page_ranges(struct text *out, const struct page_ranges *r, const char *what)
{
    double height = HEAD + ROW * (double)r->count;

    svg_open(out, NAME + WIDTH + SAID, height + 24, what);
    ticks(out, r, height);
    vertical(out, "border", x_of(r, r->border), height);
    svg_words(out, x_of(r, r->border), HEAD - 12,
              &(struct svg_words){"tick", "middle", r->border_name});
    for (size_t i = 0; i < r->count; i++)
        row(out, r, &r->range[i], HEAD + ROW * ((double)i + 0.5));
    svg_close(out);
}
