/* csv.h - columns of numbers with a header line: traces, measured values.
 *
 * "a,b" in the first line names columns; every further line is one row; blank lines are
 * skipped; a name or value may stand in quotes.  Values are plain numbers, or texts where
 * the caller says so.
 */
#ifndef CSV_H
#define CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "config/shelf.h"

struct csv {
    bool texts_too; /* the caller's: a text stands for a number of its own, of 52 bits */
    struct shelf *shelf; /* the caller's; or NULL */
    uint32_t crc;        /* CRC-32 of the file's bytes */
    size_t columns, rows;
    const char **name;  /* [columns] */
    double **value;     /* [columns][rows]; NaN where a cell is not a number */
    const char **wrong; /* [columns] why this is no column of numbers, or NULL */
    const char **text;  /* [columns] texts_too: the same of its first text */
};

/* All of `csv` that is not the caller's is set.  NULL, or what is wrong as a clause:
 * "cannot read x.csv: No such file or directory". `world`, if not NULL: whether that is
 * the world's failure and not a mistake. */
const char *csv_read(const char *path, struct arena *arena, struct csv *csv, bool *world);

/* The column of that name, csv->columns: there is none. */
size_t csv_column(const struct csv *csv, const char *name);

#endif
