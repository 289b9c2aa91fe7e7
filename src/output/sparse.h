/* sparse.h - rows of a long vector that mostly goes on as it is, or is nothing: what has
 * to be said of them and no more.
 */
#ifndef SPARSE_H
#define SPARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sparse {
    size_t length; /* of a row */
    size_t rows, rows_room;
    int64_t *entries; /* of each row */
    size_t count, room;
    int32_t *place; /* of each entry, within its row */
    double *value;
};

/* The next row; `length` is set. */
void sparse_add(struct sparse *, const double *row);
/* Of what was read: every entry belongs to a row, and lies within it. */
bool sparse_is_sound(const struct sparse *);
/* Row i; false: there is none, or its entries are in no order. */
bool sparse_row(const struct sparse *, size_t i, double *row);
void sparse_free(struct sparse *);

#endif
