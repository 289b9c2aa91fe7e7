/* law.h - laws of durations, sizes, counts and keys, each sampled by inversion
 * with one uniform.
 *
 * All values are doubles in the caller's base unit (ns for times, bytes for
 * sizes).  A larger u never gives a smaller value, so variants that share
 * draws are coupled, and an antithetic stream gives exactly Q(1 - u).
 *
 * Closed forms: constant, uniform, exponential.  Every other continuous law is
 * a table of its quantile function, kept once by shape (struct laws).  Atoms
 * (constants, empirical values) are held apart from it and exact.
 *
 * A struct law may be copied; it lives as long as the arena its laws were
 * made with.  Constructors return NULL, or why the parameters make no law.
 */
#ifndef LAW_H
#define LAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

enum law_kind {
    LAW_NONE, /* all zero: a setting that was not given; drawn as 0 */
    LAW_CONSTANT,
    LAW_UNIFORM,
    LAW_EXPONENTIAL,
    LAW_TABLE,      /* lognormal, gamma, weibull, pareto, normal, quantiles */
    LAW_EMPIRICAL,  /* equally likely values */
    LAW_MIXED,      /* truncations, atoms, mixtures */
    LAW_KEYS,       /* uniform over 0 .. n-1 */
    LAW_ZIPF,       /* key k of 0 .. n-1 has weight (k+1)^-s */
    LAW_SEQUENTIAL, /* the key is the ordinal */
    LAW_KEY_MIX,    /* of key laws */
    LAW_ATTRIBUTE,  /* the request's own value number `index`: never drawn here */
    LAW_HALVING,    /* an idle-expiry policy: `at` is its interval */
};

struct law { /* all zero: not given; members are law*.c's except as noted */
    enum law_kind kind;
    uint32_t index;   /* LAW_ATTRIBUTE: which; read by whoever resolves it */
    double at, scale; /* value = at + scale * standard value */
    /* private to law*.c from here */
    uint64_t count;                /* how many values or keys */
    const double *table;           /* quantiles, values */
    const struct law_form *form;   /* what was tabulated */
    const struct law_mixed *mixed; /* LAW_MIXED, LAW_KEY_MIX: its parts */
    const struct law_zipf *zipf;
};

#define LAW_LONGEST (INT64_C(36525) * 86400 * 1000000000) /* 100 years of ns */

/* ---- drawing: no state, no libm, the same bits everywhere ---- */

/* Rounded to the nearest whole number, 0 .. LAW_LONGEST. */
int64_t law_draw(const struct law *law, uint64_t bits);
double law_value(const struct law *law, uint64_t bits); /* neither rounded nor clamped */

/* Key laws; `ordinal` is what a sequential law answers.  Other laws: law_draw. */
uint64_t law_key(const struct law *law, uint64_t bits, uint64_t ordinal);
bool law_gives_keys(const struct law *law);
/* Why a constant is no key, or NULL: it is one. */
const char *law_no_key(const struct law *constant);

/* ---- what the calculator asks; not for key laws, ATTRIBUTE or HALVING ---- */

double law_mean(const struct law *law);               /* may be infinite */
double law_second_moment(const struct law *law);      /* E[X^2]; may be infinite */
double law_quantile(const struct law *law, double p); /* 0 < p < 1; exact form */
double law_cdf(const struct law *law, double x);      /* P(X <= x) */
double law_least(const struct law *law);   /* of its support; may be -infinite */
double law_largest(const struct law *law); /* may be infinite */
bool law_is_constant(const struct law *law);

/* Key laws: how many keys there are (0: unbounded) and the share of one. */
uint64_t law_keys(const struct law *law);
double law_key_share(const struct law *law, uint64_t key);

/* ---- making laws ---- */

/* Keeps the tables, one a shape.  Lives in the arena, nothing to free. */
struct laws;
struct laws *laws_new(struct arena *arena);

struct law law_constant(double value);
const char *law_uniform(struct law *law, double from, double to);
const char *law_exponential(struct law *law, double mean);

/* The continuous families, by their usual parameters. */
enum law_family {
    LAW_LOGNORMAL, /* a = median, b = sigma of the logarithm */
    LAW_GAMMA,     /* a = mean, b = shape */
    LAW_WEIBULL,   /* a = scale, b = shape */
    LAW_PARETO,    /* a = least value, b = alpha: P(X > x) = (a/x)^alpha */
    LAW_NORMAL,    /* a = mean, b = standard deviation; may go below 0 */
};
const char *law_of(struct laws *laws, struct law *law, enum law_family family, double a,
                   double b);

/* By mean and coefficient of variation (standard deviation / mean). */
const char *law_of_moments(struct laws *laws, struct law *law, enum law_family family,
                           double mean, double cv);

/* Two or more quantiles: P(X <= value) = p. */
struct quantile {
    double p, value;
};
/* The member of the family that passes through two of them. */
const char *law_of_quantiles(struct laws *laws, struct law *law, enum law_family family,
                             const struct quantile at[2]);

/* A law through all of them, 2 .. 32, p rising: between two neighbours the
 * lognormal through both (where a value is not positive: the normal); beyond
 * the first and the last those same curves go on.  p = 0 and p = 1 give the
 * ends, and the law is uniform from an end to its neighbour. */
const char *law_quantiles(struct laws *laws, struct law *law, const struct quantile *at,
                          size_t count);

/* Equally likely values; they are copied. */
const char *law_empirical(struct laws *laws, struct law *law, const double *values,
                          size_t count);
const char *law_bernoulli(struct laws *laws, struct law *law, double p); /* 1, else 0 */

/* X given min <= X <= max; -INFINITY and INFINITY for no bound. */
const char *law_truncate(struct laws *laws, struct law *law, const struct law *of,
                         double min, double max);

/* Weights are positive and sum to 1 within 1e-9.  One inverted law: a larger
 * u never gives a smaller value.  Of key laws (and constants): a component is
 * chosen by u, in the order given, and draws its key with the rest of u. */
struct law_share {
    double weight;
    struct law law;
};
const char *law_mixture(struct laws *laws, struct law *law, const struct law_share *parts,
                        size_t count);

/* The law of offset + factor * X, factor > 0; of ATTRIBUTE too. */
struct law law_shifted(struct law law, double offset);
struct law law_scaled(struct law law, double factor);

const char *law_key_uniform(struct law *law, uint64_t n);
const char *law_zipf(struct laws *laws, struct law *law, double s, uint64_t n);
struct law law_sequential(void);
struct law law_attribute(uint32_t index);
struct law law_halving(double interval);

#endif
