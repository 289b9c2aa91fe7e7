/* store_sparse.h - rows of a long vector that is mostly the same, in a group of a result:
 * what `headroom report` needs and no notebook does.  A small run would spend most of its
 * time packing zeros. */
#ifndef STORE_SPARSE_H
#define STORE_SPARSE_H

#include "output/h5.h"

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
/* Makes and fills the group; h5's group is the root again. */
void sparse_write(struct h5 *, const char *group, const char *long_name,
                  const struct sparse *);
/* The group again; false: it is not there, or is damaged. */
bool sparse_read(struct h5_file *, const char *group, struct sparse *);
/* Row i; false: there is none, or its entries are in no order. */
bool sparse_row(const struct sparse *, size_t i, double *row);
void sparse_free(struct sparse *);

#endif
