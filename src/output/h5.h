/* h5.h - the one door to HDF5: plain files that are valid netCDF-4 too.
 *
 * Writing: a file is declared, then filled: every coordinate and variable first, in a
 * fixed order, then values in rows of the slowest axes.  Same calls, same bytes.  The
 * file is built in memory, as large as it will be on disk, and goes there in one piece:
 * HDF5 itself does not survive a full disk.  It stands under a temporary name beside the
 * final one until it is whole and synced.
 *
 * Reading: what was declared, in that order, and values.
 */
#ifndef H5_H
#define H5_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

enum { H5_RANK = 8 };
enum h5_type { H5_F64, H5_I64, H5_I32, H5_I8, H5_TEXT };

/* ---- writing ---- */

struct h5;

/* NULL after a message when nothing can be written there. */
struct h5 *h5_create(const char *path, struct diag *);
/* Writes, syncs, renames; false after a message, and nothing new stands under the final
 * name.  Either of the two ends the h5. */
bool h5_close(struct h5 *, struct diag *);
void h5_abandon(struct h5 *);

/* A file of its own, for our programs alone: it stands behind the end of this one, where
 * readers of HDF5 do not look, and is written with it. */
struct h5 *h5_tail(struct h5 *);

void h5_note(struct h5 *, const char *name,
             const char *text); /* attributes of the group */
void h5_note_int(struct h5 *, const char *name, int64_t value);
void h5_note_real(struct h5 *, const char *name, double value);

/* What follows goes into a group of this name (NULL: the root again). */
void h5_group(struct h5 *, const char *name);

struct h5_label { /* written as attributes; NULL: left out */
    const char *units, *long_name, *cloudwatch, *cell_methods, *coordinates;
    const char *flag_meanings; /* of H5_I8: names of 0, 1, 2 .. */
};

/* Coordinates come first and fix the order of dimensions. */
void h5_axis_text(struct h5 *, const char *name, const char *long_name,
                  const char *const *label, size_t count);
void h5_axis(struct h5 *, const char *name, const struct h5_label *, const double *value,
             size_t count);
/* first, first + 1, .. */
void h5_axis_int(struct h5 *, const char *name, const char *long_name, size_t first,
                 size_t count);
/* A dimension without values. */
void h5_axis_bare(struct h5 *, const char *name, size_t count);

/* `axes`: "replication function time statistic"; chunks are of one replication. */
void h5_variable(struct h5 *, const char *name, const char *axes, enum h5_type,
                 const struct h5_label *);
/* A string for each place along `axis`. */
void h5_variable_text(struct h5 *, const char *name, const char *axis,
                      const char *long_name, const char *const *value);

/* The part of `name` at (first[0], .. first[fixed-1], all, all ..); doubles for F64,
 * int64_t, int32_t and int8_t for the whole numbers. */
void h5_write(struct h5 *, const char *name, const size_t *first, size_t fixed,
              const void *value);

/* ---- reading ---- */

struct h5_file;

struct h5_file *h5_open(const char *path, struct diag *); /* NULL after a message */
struct h5_file *h5_open_tail(const char *path); /* NULL: it has none, or it is damaged */
void h5_shut(struct h5_file *);

struct h5_shape {
    enum h5_type type;
    size_t rank, size[H5_RANK], count; /* count: of all */
};
/* A dataset by name ("limit_first", "requests/latency_s"); false: there is none. */
bool h5_find(struct h5_file *, const char *name, struct h5_shape *);
/* All of it, as doubles, or texts (the caller frees each, and the array). */
bool h5_read(struct h5_file *, const char *name, double *value);
bool h5_read_text(struct h5_file *, const char *name, char **text);
/* All of it, for the caller to free; NULL: there is none, or it has texts. */
double *h5_read_new(struct h5_file *, const char *name, size_t *count);
/* The part of it at this place of the slowest axis. */
bool h5_read_row(struct h5_file *, const char *name, size_t row, double *value);
/* An attribute of a dataset (NULL: of the root); text is the caller's to free. */
char *h5_attribute(struct h5_file *, const char *dataset, const char *name);
bool h5_attribute_number(struct h5_file *, const char *dataset, const char *name,
                         double *value);

/* Everything in order of creation, but for the links between axes and variables:
 * `bytes` is told names, shapes, types, attributes and values. */
typedef void h5_bytes_fn(void *ctx, const void *bytes, size_t count);
bool h5_walk(struct h5_file *, h5_bytes_fn *, void *ctx);

#endif
