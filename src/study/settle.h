/* settle.h - has what is watched found a steady state?  (methods.md 2)
 *
 * There is no steady state where, however much of its first half is left out, a run still
 * rises or falls: beyond chance, and by more than a tenth of its mean.  With ten runs or
 * more chance is what runs differ by, which needs no assumption about the memory of one;
 * with fewer it is what the strides differ by, made larger by how long they hang
 * together.  Where the start is best cut off MSER says (White 1997), if the start differs
 * from the rest beyond chance.
 */
#ifndef SETTLE_H
#define SETTLE_H

#include <stdbool.h>
#include <stddef.h>

struct paths { /* of each run one stride after the other: run * count + stride */
    size_t runs, count;
    const double *sum, *base; /* what is watched is sum / base */
    double little;            /* a rise by no more is nothing, whatever its mean */
};

struct settled {
    bool steady;
    size_t cut;   /* strides in which the start shows; 0: it does not */
    double drift; /* not steady: by how much of its mean the second half rises or falls */
};

struct settled settle(const struct paths *);

/* Where MSER would cut.  The last five values are always kept: of few the statistic is
 * small by chance. */
size_t settle_mser(const double *x, size_t count);

#endif
