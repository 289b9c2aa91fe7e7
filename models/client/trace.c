/* trace.c - a CSV file as arrivals. */
#include "client/trace.h"

#include <stdlib.h>

#include "base/sort.h"

#define LATEST 1e9 /* s: 31 years */

struct row {
    double at;
    size_t number;
};

static int by_arrival(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    return (x->at > y->at) - (x->at < y->at);
}

static void sort_rows(struct trace *t, struct arena *arena)
{
    size_t n = t->csv.rows;
    struct row *row = xcalloc(n, sizeof *row);

    for (size_t i = 0; i < n; i++)
        row[i] = (struct row){t->arrival[i], i};
    sort_stable(row, n, sizeof *row, by_arrival);
    t->order = arena_get(arena, n * sizeof *t->order);
    for (size_t i = 0; i < n; i++)
        t->order[i] = row[i].number;
    free(row);
}

/* Every row has its instant, and every attribute a value. */
static const char *find_fault(const struct csv *csv, struct arena *arena, size_t arrival)
{
    const double *at;

    if (arrival == csv->columns)
        return arena_text(arena,
                          "it has no column arrival_s (s since the run began); its first "
                          "one is \"%.40s\"",
                          csv->name[0]);
    if (csv->text[arrival])
        return arena_text(arena, "%s of seconds since the run began", csv->text[arrival]);
    at = csv->value[arrival];
    for (size_t i = 0; i < csv->columns; i++) {
        if (csv->wrong[i])
            return csv->wrong[i];
    }
    for (size_t row = 0; row < csv->rows; row++) {
        if (!(at[row] >= 0 && at[row] <= LATEST))
            return arena_text(arena, "row %zu: arrival_s = %g is not between 0 and %g",
                              row + 1, at[row], LATEST);
    }
    return NULL;
}

const double *trace_column(const struct trace *t, const char *name)
{
    size_t column = csv_column(&t->csv, name);

    return column < t->csv.columns ? t->csv.value[column] : NULL;
}

struct trace *trace_read(const char *path, struct where at, struct reading *reading)
{
    struct arena *arena = reading->arena;
    struct trace *t = arena_get(arena, sizeof *t);
    bool world;
    const char *wrong;

    t->path = arena_text(arena, "%s", path);
    t->csv.texts_too = true;
    t->csv.shelf = reading->shelf;
    wrong = csv_read(path, arena, &t->csv, &world);
    if (wrong && world) {
        diag_failure(reading->diag, at, "trace: %s", wrong);
        return NULL;
    }
    if (!wrong)
        wrong = find_fault(&t->csv, arena, csv_column(&t->csv, "arrival_s"));
    if (wrong) {
        diag_error(reading->diag, at, "trace %s: %s", path, wrong);
        return NULL;
    }
    t->arrival = trace_column(t, "arrival_s");
    sort_rows(t, arena);
    return t;
}
