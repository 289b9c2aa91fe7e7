/* page_study.h - what a study found as one page of HTML: what is on the terminal, and
 * pictures of it. */
#ifndef PAGE_STUDY_H
#define PAGE_STUDY_H

#include "output/compared.h"
#include "output/grown.h"
#include "output/tuned.h"

void page_of_sweep(struct text *, const struct sweep *);
void page_of_tuned(struct text *, const struct tuned *);
void page_of_compared(struct text *, const struct comparison_of_points *);
void page_of_grown(struct text *, const struct grown *);

/* ---- parts of it ---- */

/* One number of each point, along the axis that has most values; a line for each
 * combination of the others. */
struct page_points {
    const struct sweep *sweep;
    struct sweep_shown (*cell)(const void *ctx, size_t point);
    const void *ctx;
    long best; /* stands out; -1: none */
};
void page_points(struct text *, const struct page_points *);

/* Estimates below one another, on one axis. */
struct page_range {
    const char *label, *says; /* says: the number, at the right end */
    double point, low, high;  /* infinite: beyond the axis; low, high NaN: none */
    bool strong;              /* it matters more than others */
};
struct page_ranges {
    double least, most; /* of the axis; what is beyond them is shown at its end */
    bool log;
    double unit; /* value / unit is written below the axis .. */
    const char *unit_name;
    double border; /* a line that estimates are seen against .. */
    const char *border_name;
    size_t count;
    struct page_range *range;
};
void page_ranges(struct text *, const struct page_ranges *, const char *what);

#endif
