/* compared.h - differences of points to the first one, as study/compare.c finds them. */
#ifndef COMPARED_H
#define COMPARED_H

#include "output/difference.h"
#include "output/sweep.h"

struct compared_row { /* one thing, of all points */
    const char *name;
    enum unit unit;
    double base;                /* the first point's */
    struct difference *differs; /* of each further point */
    double *value;              /* of each further point */
};

struct comparison_of_points {
    const struct sweep *sweep; /* NULL: of result files */
    size_t points;
    const char **label; /* of each point */
    const char **about; /* of each file, a line */
    const char **apart; /* of each further file: why it is not paired; NULL: it is */
    size_t left_out;    /* things that not every file tells */
    size_t rows;
    struct compared_row *row;
    double confidence;
    size_t replications;
};

void compared_report(struct paper *, const struct comparison_of_points *);
void compared_json(FILE *, enum form, const struct comparison_of_points *);

#endif
