#include "config/csv.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "sim/draw.h"

enum { COLUMNS = 1000, LONGEST_LINE = 1 << 20 };

struct table { /* on its way in: the arena gets the columns at their full length */
    struct csv *csv;
    struct arena *arena;
    const char *path;
    double **value;
    size_t room;
    int line;
};

/* Cuts the next cell off *line, its blanks and quotes too; NULL: no more. */
static char *next_cell(char **line)
{
    char *cell = *line, *stop, *end;

    if (!cell)
        return NULL;
    cell += strspn(cell, " \t");
    if (*cell == '"') {
        stop = strchr(++cell, '"');
        end = stop ? strchr(stop, ',') : NULL;
        *line = end ? end + 1 : NULL;
        if (stop)
            *stop = '\0';
        return cell;
    }
    end = strchr(cell, ',');
    *line = end ? end + 1 : NULL;
    stop = end ? end : cell + strlen(cell);
    while (stop > cell && (stop[-1] == ' ' || stop[-1] == '\t'))
        stop--;
    *stop = '\0';
    return cell;
}

static const char *read_header(struct table *table, char *line)
{
    struct csv *csv = table->csv;
    size_t count = 1;
    char *cell;

    for (const char *c = line; *c; c++)
        count += *c == ',';
    if (count > COLUMNS)
        return arena_text(table->arena, "%s:%d: more than %d columns", table->path,
                          table->line, COLUMNS);
    csv->name = arena_get(table->arena, count * sizeof *csv->name);
    csv->wrong = arena_get(table->arena, count * sizeof *csv->wrong);
    csv->text = arena_get(table->arena, count * sizeof *csv->text);
    csv->value = arena_get(table->arena, count * sizeof *csv->value);
    table->value = xcalloc(count, sizeof *table->value);
    while ((cell = next_cell(&line))) {
        if (!*cell || csv_column(csv, cell) < csv->columns)
            return arena_text(table->arena, "%s:%d: %s%s", table->path, table->line,
                              *cell ? "two columns are named " : "a column has no name",
                              cell);
        csv->name[csv->columns++] = arena_text(table->arena, "%s", cell);
    }
    return NULL;
}

static double number_in(const char *cell, bool *good)
{
    char *rest;
    double value = strtod(cell, &rest);

    *good = rest > cell && *rest == '\0' && isfinite(value) && !strpbrk(cell, "xX");
    return value;
}

static void make_room(struct table *table)
{
    if (table->csv->rows < table->room)
        return;
    table->room = table->room ? 2 * table->room : 256;
    for (size_t i = 0; i < table->csv->columns; i++)
        table->value[i] = xrealloc(table->value[i], table->room, sizeof(double));
}

static void no_number(struct table *table, const char **said, const char *cell)
{
    if (!*said)
        *said = arena_text(table->arena, "%s:%d: \"%.40s\" is not a number", table->path,
                           table->line, cell);
}

static void read_cell(struct table *table, size_t column, const char *cell)
{
    struct csv *csv = table->csv;
    bool good, is_text;
    double value = number_in(cell, &good);

    is_text = !good && csv->texts_too && *cell;
    if (is_text)
        value = (double)(name_text(cell) >> 12);
    table->value[column][csv->rows] = good || is_text ? value : NAN;
    if (!good)
        no_number(table, is_text ? &csv->text[column] : &csv->wrong[column], cell);
}

static const char *read_row(struct table *table, char *line)
{
    struct csv *csv = table->csv;
    size_t column = 0;
    char *cell;

    make_room(table);
    for (; (cell = next_cell(&line)) && column < csv->columns; column++)
        read_cell(table, column, cell);
    if (cell || column < csv->columns)
        return arena_text(table->arena, "%s:%d: %s than the header's %zu values",
                          table->path, table->line, cell ? "more" : "fewer",
                          csv->columns);
    csv->rows++;
    return NULL;
}

static const char *read_line(struct table *table, char *line)
{
    if (table->line == 1 && strncmp(line, "\xef\xbb\xbf", 3) == 0)
        line += 3;
    line[strcspn(line, "\r\n")] = '\0';
    if (!line[strspn(line, " \t")])
        return NULL;
    return table->value ? read_row(table, line) : read_header(table, line);
}

static const char *read_lines(struct table *table, FILE *in)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    const char *wrong = NULL;

    while (!wrong && (length = getline(&line, &room, in)) >= 0) {
        table->line++;
        table->csv->crc = text_crc_more(table->csv->crc, line, (size_t)length);
        if (memchr(line, '\0', (size_t)length) || length > LONGEST_LINE)
            wrong = arena_text(table->arena, "%s:%d: not a line of text", table->path,
                               table->line);
        else
            wrong = read_line(table, line);
    }
    free(line);
    return wrong;
}

static const char *cannot_read(struct arena *arena, const char *path, int error,
                               bool *world)
{
    if (world)
        *world = true;
    return arena_text(arena, "cannot read %s: %s", path, strerror(error));
}

const char *csv_read(const char *path, struct arena *arena, struct csv *csv, bool *world)
{
    struct table table = {.csv = csv, .arena = arena, .path = path};
    FILE *in = shelf_open(csv->shelf, path);
    const char *wrong;

    *csv =
        (struct csv){.texts_too = csv->texts_too, .shelf = csv->shelf, .crc = UINT32_MAX};
    if (world)
        *world = false;
    if (!in)
        return cannot_read(arena, path, errno, world);
    errno = 0;
    wrong = read_lines(&table, in);
    if (ferror(in))
        wrong = cannot_read(arena, path, errno, world);
    fclose(in);
    if (!wrong && csv->rows == 0)
        wrong = arena_text(arena, "%s has no rows", path);
    for (size_t i = 0; table.value && i < csv->columns; i++) {
        if (!wrong)
            csv->value[i] = arena_copy(arena, table.value[i], csv->rows * sizeof(double));
        free(table.value[i]);
    }
    free(table.value);
    csv->crc = ~csv->crc;
    return wrong;
}

size_t csv_column(const struct csv *csv, const char *name)
{
    size_t column = 0;

    while (column < csv->columns && strcmp(csv->name[column], name) != 0)
        column++;
    return column;
}
