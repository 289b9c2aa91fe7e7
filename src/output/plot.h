/* plot.h - a picture of values along time, with axes, intervals and what happened
 * meanwhile. */
#ifndef PLOT_H
#define PLOT_H

#include "output/curve.h"
#include "output/svg.h"

enum { PLOT_WIDTH = 860, PLOT_HIGH = 240, PLOT_LOW = 180 };

struct plot {
    struct text *out;
    double height;      /* PLOT_HIGH, PLOT_LOW */
    double end;         /* of time, s after t = 0 */
    double least, most; /* of values; log: above 0 */
    bool log;
    double unit; /* value / unit is written beside the axis .. */
    const char *unit_name;
};

/* Of an axis from 0 to `most` with at most so many ticks: 1, 2 or 5 times a power of ten.
 */
double plot_nice_step(double most, int count);
/* Up to a tick. */
void plot_round(struct plot *);
/* What it shows, and its axes. */
void plot_open(const struct plot *, const char *what);
/* The same with places 0.5, 1.5 .. end - 0.5 in the stead of time, each with its words.
 */
void plot_open_places(const struct plot *, const char *what);
void plot_place(const struct plot *, double at, const char *words);
void plot_close(const struct plot *);
double plot_x(const struct plot *, double seconds);
double plot_y(const struct plot *, double value);
/* Steps, a point each; its interval behind it. */
void plot_curve(const struct plot *, const struct curves *, const struct curve *,
                const char *class);
/* Words at the right end of a line, `shift` lower than it ends. */
void plot_label(const struct plot *, double value, double shift,
                const struct svg_words *);
/* The owner's phases and bursts, and the timeline's entries. */
void plot_marks(const struct plot *, const struct scenario *, const char *owner);
/* An instant that matters to it. */
void plot_instant(const struct plot *, double seconds, const char *words);
void plot_level(const struct plot *, double value, const char *words);

#endif
