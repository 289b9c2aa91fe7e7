/* store_sparse.h - sparse rows as a group of a result: what `headroom report` needs and
 * no notebook does.  A small run would spend most of its time packing zeros. */
#ifndef STORE_SPARSE_H
#define STORE_SPARSE_H

#include "output/h5.h"
#include "output/sparse.h"

/* Makes and fills the group; h5's group is the root again. */
void sparse_write(struct h5 *, const char *group, const char *long_name,
                  const struct sparse *);
/* The group again; false: it is not there, or is damaged. */
bool sparse_read(struct h5_file *, const char *group, struct sparse *);

#endif
