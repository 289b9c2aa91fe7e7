/* h5_parts.h - what the files of h5 share; for h5*.c alone.  HDF5's hid_t and hobj_ref_t
 * are whole numbers of 64 bits here, so that who includes this needs no HDF5. */
#ifndef H5_PARTS_H
#define H5_PARTS_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

/* In memory nothing can fail but by our mistake. */
static inline int64_t good(int64_t id)
{
    assert(id >= 0);
    return id;
}

struct h5_types {
    int64_t stored, memory;
};

/* `count` of them as an attribute. */
void h5_row(int64_t at, const char *name, struct h5_types, const void *row, size_t count);

/* How the last bytes of a file say that another HDF5 file stands behind the first:
 * readers of HDF5 look no further than the end that the first one states. */
#define H5_MAGIC "headroom tail 1" /* with its zero: 16 bytes */

struct h5_mark {
    char magic[16];
    uint64_t length; /* of the second file, which stands before this */
};

#endif
