/* law_form.h - what the files law*.c know of each other's insides; nobody else's.
 *
 * law.c draws, law_make.c makes single laws, law_form.c holds the standard
 * forms, their tables and the store of them, law_mix.c truncates and mixes,
 * law_ask.c answers moments and probabilities, law_key.c does keys.
 */
#ifndef LAW_FORM_H
#define LAW_FORM_H

#include "sim/law.h"

/* A quantile table: for each side (below and above the median) the quantiles
 * at probabilities 2^-53 .. 1/2 from that end, 64 even steps an octave: fine
 * where tails are steep.  In between, straight lines: monotone. */
enum {
    TABLE_SUB = 6,
    TABLE_OCTAVES = 52,
    TABLE_SIDE =
        (TABLE_OCTAVES << TABLE_SUB) + 2, /* the last one twice: 1/2 has a next */
};

/* A probability and what is missing to 1: each exact near its own end. */
struct chance {
    double p, q;
};

/* A continuous law in standard position. */
enum form_kind {
    FORM_LOGNORMAL, /* e^(shape z) */
    FORM_GAMMA,     /* scale 1 */
    FORM_WEIBULL,   /* scale 1 */
    FORM_PARETO,    /* least value 1, shape = alpha */
    FORM_NORMAL,
    FORM_CURVE, /* through given quantiles */
    FORM_BLEND, /* a mixture of continuous parts */
};

struct law_form {
    enum form_kind kind;
    double shape;
    size_t count;                /* of knots or parts */
    const struct quantile *knot; /* FORM_CURVE */
    const double *score;         /* its normal quantiles, where 0 < p < 1 */
    const struct law_part *part; /* FORM_BLEND: weights sum to 1 */
    const double *table;         /* [2][TABLE_SIDE] */
    const struct law_form *next; /* in the store */
};

/* Between which chances of the standard law values lie. */
struct window {
    struct chance lo, hi;
    double inside;
};

/* A constant, or a uniform, exponential or tabulated law within a window. */
struct law_part {
    double weight;
    struct law law;
    struct window window;
};

/* u from `from` on (1 - u down to `rest`), `length` long, belongs to this law,
 * between the chances low and high of its standard form. */
struct law_piece {
    double from, rest, length, steepness; /* steepness: chance per u */
    struct chance low, high;
    struct law law;
};

struct law_mixed {
    size_t parts, pieces;
    const struct law_part *part; /* what was mixed: atoms, then the continuous */
    const double *upto;          /* u below upto[i] belongs to piece[i] */
    const struct law_piece *piece;
};

extern const struct window WHOLE;

double form_quantile(const struct law_form *form, struct chance at);
struct chance form_cdf(const struct law_form *form, double x);
double form_moment(const struct law_form *form, int power); /* 1 or 2 */

struct arena *laws_arena(struct laws *laws);

/* The form with its table: found in the store, or tabulated and kept. */
const struct law_form *laws_form(struct laws *laws, enum form_kind kind, double shape);
const struct law_form *laws_keep(struct laws *laws, const struct law_form *form);
struct law law_of_form(const struct law_form *form);

double table_look(const double *table, struct chance at);

/* Constants, uniform, exponential, table; unscaled by at and scale. */
double standard_quantile(const struct law *law, struct chance at, bool exactly);
struct chance standard_cdf(const struct law *law, double x);

/* The chance, in the part's standard law, of what lies at or below x. */
struct chance part_chance(const struct law_part *part, double x);
struct chance part_cdf(const struct law_part *part, double x);
double part_moment(const struct law_part *part, int power);
double part_end(const struct law_part *part, bool upper); /* of its support */
double part_quantile(const struct law_part *part, struct chance at);
double blend_quantile(const struct law_form *form, struct chance at);
void blend_tabulate(const struct law_form *form, double *table);

/* The probability of each node of a table's side, 0 .. TABLE_SIDE - 2. */
double table_node(unsigned i);

/* E[S^power] of the standard law within a window, by Simpson's rule over u. */
double moment_within(const struct law *law, const struct window *window, int power);

struct window window_between(struct chance lo, struct chance hi);
struct chance window_chance(const struct window *window, struct chance at);

double mixed_value(const struct law *law, double u, double w, bool exactly);
uint64_t key_at(const struct law *law, double t, uint64_t ordinal);

#endif
