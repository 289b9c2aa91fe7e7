#include "output/table.h"

#include <stdlib.h>

#include "base/memory.h"
#include "output/number.h"

void table_start(struct table *t)
{
    *t = (struct table){.gap = 2, .left = {true}};
    table_row(t);
}

void table_row(struct table *t)
{
    if (t->rows == t->room) {
        t->room = t->room ? 2 * t->room : 16;
        t->cell = xrealloc(t->cell, t->room * TABLE_COLUMNS, sizeof *t->cell);
    }
    for (size_t i = 0; i < TABLE_COLUMNS; i++)
        t->cell[t->rows * TABLE_COLUMNS + i] = NULL;
    t->rows++;
}

void table_cell(struct table *t, struct text *text)
{
    char **row = t->cell + (t->rows - 1) * TABLE_COLUMNS;
    size_t column = 0;

    while (column + 1 < TABLE_COLUMNS && row[column])
        column++;
    free(row[column]);
    row[column] = text_take(text);
    t->columns = column >= t->columns ? column + 1 : t->columns;
}

void table_words(struct table *t, const char *words)
{
    struct text text = {0};

    text_add(&text, "%s", words);
    table_cell(t, &text);
}

static size_t width_of(const struct table *t, size_t column)
{
    size_t widest = 0;

    for (size_t r = 0; r < t->rows; r++) {
        const char *cell = t->cell[r * TABLE_COLUMNS + column];
        size_t width = cell ? text_columns(cell) : 0;
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* The columns that are printed together. */
struct part {
    size_t columns, column[TABLE_COLUMNS], width[TABLE_COLUMNS];
};

static void add_row(const struct table *t, struct text *out, size_t row,
                    const struct part *part)
{
    struct text line = {0};
    size_t end;

    for (size_t i = 0; i < part->columns; i++) {
        struct text cell = {0};
        const char *words = t->cell[row * TABLE_COLUMNS + part->column[i]];
        text_add_shortened(&cell, words ? words : "", part->width[i]);
        if (i > 0)
            text_add(&line, "%*s", (int)t->gap, "");
        if (t->left[part->column[i]])
            text_add_left(&line, text_of(&cell), part->width[i]);
        else
            text_add_right(&line, text_of(&cell), part->width[i]);
        text_free(&cell);
    }
    for (end = line.length; end > 0 && line.bytes[end - 1] == ' ';)
        end--;
    text_add_bytes(out, text_of(&line), end);
    text_add(out, "\n");
    text_free(&line);
}

static void take_column(const struct table *t, struct part *part, size_t column)
{
    part->column[part->columns] = column;
    part->width[part->columns++] = width_of(t, column);
}

static size_t part_width(const struct table *t, const struct part *part)
{
    size_t sum = 0;

    for (size_t i = 0; i < part->columns; i++)
        sum += part->width[i] + (i ? t->gap : 0);
    return sum;
}

/* From `from` on, as many columns as there is room for, one at least; returns the first
 * that is left. */
static size_t fill_part(const struct table *t, struct part *part, size_t from,
                        size_t width)
{
    size_t end = t->columns - t->last, taken = 0;
    bool folds = t->first > 0;

    *part = (struct part){0};
    for (size_t c = 0; c < t->first; c++)
        take_column(t, part, c);
    for (size_t c = end; c < t->columns; c++)
        taken += width_of(t, c) + t->gap;
    taken += part_width(t, part) + (folds ? t->gap : 0);
    for (size_t first = from; from < end; from++) {
        if (folds && from > first && taken + width_of(t, from) > width)
            break;
        taken += width_of(t, from) + t->gap;
        take_column(t, part, from);
    }
    for (size_t c = end; c < t->columns; c++)
        take_column(t, part, c);
    return from;
}

/* The widest column on the left gives way, down to 12. */
static void narrow(const struct table *t, struct part *part, size_t width)
{
    while (part_width(t, part) > width) {
        size_t widest = 0;
        for (size_t i = 1; i < part->columns; i++)
            if (t->left[part->column[i]] && part->width[i] > part->width[widest])
                widest = i;
        if (part->width[widest] <= 12)
            return;
        part->width[widest]--;
    }
}

void table_add(const struct table *t, struct text *out, size_t width)
{
    size_t next = t->first;

    do {
        struct part part;
        text_add(out, "%s", next > t->first ? "\n" : "");
        next = fill_part(t, &part, next, width);
        narrow(t, &part, width);
        for (size_t r = 0; r < t->rows; r++)
            add_row(t, out, r, &part);
    } while (next < t->columns - t->last);
}

void table_free(struct table *t)
{
    for (size_t i = 0; i < t->rows * TABLE_COLUMNS; i++)
        free(t->cell[i]);
    free(t->cell);
    *t = (struct table){0};
}
