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

static void add_row(const struct table *t, struct text *out, size_t row,
                    const size_t *width)
{
    struct text line = {0};
    size_t end;

    for (size_t c = 0; c < t->columns; c++) {
        struct text cell = {0};
        const char *words = t->cell[row * TABLE_COLUMNS + c];
        text_add_shortened(&cell, words ? words : "", width[c]);
        if (c > 0)
            text_add(&line, "%*s", (int)t->gap, "");
        if (t->left[c])
            text_add_left(&line, text_of(&cell), width[c]);
        else
            text_add_right(&line, text_of(&cell), width[c]);
        text_free(&cell);
    }
    for (end = line.length; end > 0 && line.bytes[end - 1] == ' ';)
        end--;
    text_add_bytes(out, text_of(&line), end);
    text_add(out, "\n");
    text_free(&line);
}

void table_add(const struct table *t, struct text *out, size_t width)
{
    size_t column[TABLE_COLUMNS], sum = 0;

    for (size_t c = 0; c < t->columns; c++) {
        column[c] = width_of(t, c);
        sum += column[c] + (c ? t->gap : 0);
    }
    if (sum > width)
        column[0] = column[0] > sum - width + 12 ? column[0] - (sum - width) : 12;
    for (size_t r = 0; r < t->rows; r++)
        add_row(t, out, r, column);
}

void table_free(struct table *t)
{
    for (size_t i = 0; i < t->rows * TABLE_COLUMNS; i++)
        free(t->cell[i]);
    free(t->cell);
    *t = (struct table){0};
}
