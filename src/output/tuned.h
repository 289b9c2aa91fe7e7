/* tuned.h - what tune found. */
#ifndef TUNED_H
#define TUNED_H

#include "output/difference.h"
#include "output/sweep.h"

enum strategy { STRATEGY_NONE, STRATEGY_COST, STRATEGY_SPEED, STRATEGY_BALANCED };

struct tuned_point {
    double score;          /* NaN: unknown */
    double duration, cost; /* of the function: ns, USD for a million */
    bool feasible;         /* all objectives are met */
    bool dropped;          /* by a selection */
};

struct selected { /* the best with a stated error (study/selection.h) */
    bool asked;
    double indifference, zone; /* the latter in the score's unit */
    double confidence;
    size_t rivals, looks, left;
    size_t replications; /* of those that were left */
};

struct tuned_step { /* of a bisection */
    size_t point;
    enum verdict verdict;
};

struct tuned {
    const struct sweep *sweep;
    enum strategy strategy;
    double weight;
    const char *score_name; /* "cost.month"; by strategy: "score" */
    enum unit score_unit;
    struct tuned_point *point;
    long best;                 /* point; -1: none */
    long cheapest, fastest;    /* feasible points, by strategy; -1 */
    long runner_up;            /* the next best feasible point; -1 */
    struct difference to_next; /* of the score, runner-up less best; by strategy: NaN */
    bool undecided;            /* there was a point that nobody could judge */
    bool improvable;           /* .. and it would be better than the best */
    struct selected selected;
    /* the winner again, on fresh replications */
    struct summary again;
    struct tuned_point again_point;
    bool confirmed; /* it met all objectives again */
    /* LO..HI */
    bool bisected, monotone;
    size_t steps;
    struct tuned_step *step;
    long beyond; /* the neighbour that is not proven; -1: the end of the range */
};

void tuned_report(struct paper *, const struct tuned *);
void tuned_json(FILE *, enum form, const struct tuned *);
/* The result of AWS Lambda Power Tuning: alexcasalboni/aws-lambda-power-tuning,
 * README-EXECUTE.md and lambda/utils.js. */
void tuned_power_tuning(FILE *, const struct tuned *);

#endif
