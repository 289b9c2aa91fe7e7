/* selection.h - which of several has the least mean, with a stated error, when they are
 * run together until all but one are out: the fully sequential procedure KN of Kim and
 * Nelson, ACM TOMACS 11(3), 2001, 251-273, with c = 1.
 *
 * It holds for normal observations of any variance and correlation, so also under common
 * random numbers: whoever is best by at least `zone` is found with probability
 * 1 - alpha.  Fewer looks err less.
 */
#ifndef SELECTION_H
#define SELECTION_H

#include <stdbool.h>
#include <stddef.h>

struct selection {
    size_t points, first;   /* first: observations of each at the first look */
    double alpha, zone;     /* zone: differences that do not matter, above 0 */
    const double *variance; /* points x points: of their differences, at the first look */
    bool *in;               /* still; at the beginning whoever takes part */
    size_t rivals;          /* that took part; selection_begin counts them */
};

void selection_begin(struct selection *);
/* At means of so many observations each: drops who is worse than any other by more than
 * chance allows; how many are left. */
size_t selection_look(struct selection *, const double *mean, size_t observations);

#endif
