/* table.h - columns that fit: first one to the left, numbers to the right. */
#ifndef TABLE_H
#define TABLE_H

#include "base/text.h"

enum { TABLE_COLUMNS = 16 };

struct table {
    size_t columns, rows, room;
    char **cell; /* rows x TABLE_COLUMNS, the heads first; NULL: empty */
    size_t gap;  /* between columns */
    bool left[TABLE_COLUMNS];
    size_t first, last; /* columns that each part has, where it is too wide for one */
};

/* Begins with a row of heads. */
void table_start(struct table *);
void table_row(struct table *);
/* The next cell of the row; `text` is emptied. */
void table_cell(struct table *, struct text *text);
void table_words(struct table *, const char *words);
/* All of it into `out`.  Too wide, it is folded between columns where it says which each
 * part has; what is too wide still has its left columns shortened in their middle. */
void table_add(const struct table *, struct text *out, size_t width);
void table_free(struct table *);

#endif
