/* h5_mark.h - how the last bytes of a file say that another HDF5 file stands behind the
 * first; for h5*.c alone.  Readers of HDF5 look no further than the end that the first
 * one states. */
#ifndef H5_MARK_H
#define H5_MARK_H

#include <stdint.h>

#define H5_MAGIC "headroom tail 1" /* with its zero: 16 bytes */

struct h5_mark {
    char magic[16];
    uint64_t length; /* of the second file, which stands before this */
};

#endif
