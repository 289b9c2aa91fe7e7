/* h5_scale.h - dimension scales of a group that is being written; for h5.c alone.
 *
 * What H5DSattach_scale would leave in the file, written once: it reads, frees and writes
 * a scale's whole list anew for each variable along it, a quarter of a small run's time.
 * The attributes are those of the HDF5 Dimension Scale Specification (The HDF Group,
 * 2015): DIMENSION_LIST of a variable, REFERENCE_LIST of a scale.
 */
#ifndef H5_SCALE_H
#define H5_SCALE_H

#include <stddef.h>
#include <stdint.h>

struct h5_use { /* in memory as the library's own struct has it */
    uint64_t variable;
    uint32_t axis, nothing; /* the same bytes in each file */
};

struct h5_scale {
    char name[64];
    int64_t set; /* open as long as its group */
    uint64_t size, itself;
    struct h5_use *use;
    size_t uses, room;
};

/* Of a dataset without attributes: makes it a scale. */
void h5_scale_begin(struct h5_scale *, int64_t set, const char *label);
/* A variable's axes, slowest first: scale[i] is its axis i. */
void h5_scale_attach(int64_t variable, struct h5_scale *const *scale, unsigned rank);
/* Writes who is along it, and closes it. */
void h5_scale_end(struct h5_scale *);

#endif
