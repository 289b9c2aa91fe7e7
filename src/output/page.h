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

/* ---- what any page is made of ---- */

/* A paper whose tables go into a page; its lines as they are, or, prose, a paragraph
 * each. */
struct page_sheet {
    struct paper paper;
    struct text *out;
    bool prose;
    size_t lines; /* 0: the next one is the page's title, 1: what is below it */
};
void page_sheet_begin(struct page_sheet *, struct text *out, bool prose);
void page_sheet_end(struct page_sheet *);

void page_head(struct text *, const char *title);
void page_end(struct text *);
/* A section of what is assumed; a row of a list; its end, and the scenario below it. */
void page_assumptions(struct text *, const struct scenario *);
void page_fact(struct text *, const char *name, const char *value);
void page_scenario(struct text *, const struct scenario *);

/* A section's heading; a picture's title and what it shows. */
void page_heading(struct text *, const char *words);
void page_figure(struct text *, const char *title, const char *caption);
void page_figure_end(struct text *);

extern const char *const page_style[]; /* NULL ends it */

#endif
