/* sort.h - qsort without its freedom: equal items keep their order, so results
 * depend on nothing but the items.
 */
#ifndef SORT_H
#define SORT_H

#include <stddef.h>

typedef int sort_fn(const void *a, const void *b); /* as qsort's */

void sort_stable(void *items, size_t count, size_t size, sort_fn *compare);

#endif
