/* sort.c - a merge sort from above: halves are sorted to and fro between the items
 * and a copy of them. */
#include "base/sort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct sorting {
    size_t size;
    sort_fn *compare;
};

/* Merges from[low, middle) and from[middle, high) into `to`; of equals the
 * first run's go first. */
static void merge(const struct sorting *s, const char *from, char *to, size_t low,
                  size_t high)
{
    size_t middle = low + (high - low + 1) / 2, a = low, b = middle;

    for (size_t i = low; i < high; i++) {
        bool first = a < middle && (b == high || s->compare(from + a * s->size,
                                                            from + b * s->size) <= 0);
        memcpy(to + i * s->size, from + (first ? a++ : b++) * s->size, s->size);
    }
}

/* Sorts items[low, high) into `to`, which holds the same items. */
static void split(const struct sorting *s, char *items, char *to, size_t low, size_t high)
{
    size_t middle = low + (high - low + 1) / 2;

    if (high - low < 2)
        return;
    split(s, to, items, low, middle);
    split(s, to, items, middle, high);
    merge(s, items, to, low, high);
}

void sort_stable(void *items, size_t count, size_t size, sort_fn *compare)
{
    struct sorting s = {size, compare};
    char *copy;

    if (count < 2)
        return;
    copy = xcalloc(count, size);
    memcpy(copy, items, count * size);
    split(&s, copy, items, 0, count);
    free(copy);
}
