/* compare.h - points of a study against the first of them. */
#ifndef COMPARE_H
#define COMPARE_H

#include "output/compared.h"
#include "study/sweeping.h"

/* Everything that the first point and all others say something of. */
void compare_points(const struct sweeping *, double alpha, struct comparison_of_points *);

#endif
