/* page.h - a summary as one page of HTML with pictures: what is on the terminal, in that
 * order, and the time series.  No script, no other file, nothing from a network; readable
 * in the dark and on paper. */
#ifndef PAGE_H
#define PAGE_H

#include "output/curve.h"
#include "output/report.h"

struct paging {
    const struct summary *summary;
    const struct curves *curves;
    const char *digest;  /* of the result */
    const char *version; /* that wrote it */
};

void page_html(struct text *, const struct paging *);

/* Parts of it. */
void page_objectives(struct text *, const struct summary *);
void page_limits(struct text *, const struct summary *);
void page_limit_pictures(struct text *, const struct paging *);
void page_clients(struct text *, const struct paging *);
void page_resources(struct text *, const struct paging *);
void page_times(struct text *, const struct summary *);

/* A section's heading; a picture's title and what it shows. */
void page_heading(struct text *, const char *words);
void page_figure(struct text *, const char *title, const char *caption);
void page_figure_end(struct text *);

extern const char *const page_style[]; /* NULL ends it */

#endif
