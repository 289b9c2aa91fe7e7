/* series.h - metrics of CloudWatch: what was counted or measured, along time. */
#ifndef IMPORT_SERIES_H
#define IMPORT_SERIES_H

#include "import/template.h"

struct point {
    int64_t at; /* s since 1970 */
    double value;
};

struct series {
    const char *label, *id;
    const char *stat; /* "Sum"; NULL: not said */
    struct where where;
    struct point *point; /* in the order of time */
    size_t points;
    const char *room; /* what is called, "" if none; NULL: no load */
    struct series *next;
};

struct metrics {
    struct import *i;
    struct series *first, **last;
};

/* What was answered: all of a file, or what placebo recorded in it. */
const struct node *series_root(const struct node *said);
/* All that is in a file, behind those that are there. */
void series_read(struct metrics *, const struct node *said);

#endif
