/* trace.h - recorded arrivals: a CSV file with a header line.
 *
 * Column arrival_s holds seconds after t = 0 in any order; every other column is an
 * attribute of the requests (language.md D8): a number, in s or bytes or as such by where
 * it is used, or a text, which stands for a number of its own (a key).
 */
#ifndef TRACE_H
#define TRACE_H

#include "client/client.h"
#include "config/csv.h"

struct trace {
    const char *path;
    struct csv csv;
    const double *arrival; /* s, by row */
    size_t *order;         /* rows by arrival; equal ones as they stand */
};

/* NULL after messages: unreadable is the world's failure, all else the user's mistake. */
struct trace *trace_read(const char *path, struct where at, struct reading *);

/* The values of an attribute by row, or NULL. */
const double *trace_column(const struct trace *, const char *name);

#endif
