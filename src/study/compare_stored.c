/* compare_stored.c - result files against the first of them. */
#include <math.h>
#include <string.h>

#include "study/stored.h"

/* Replications are pairs where they had the same random numbers. */
static const char *why_apart(const struct stored_run *a, const struct stored_run *b,
                             struct arena *arena)
{
    if (a->seed != b->seed)
        return arena_text(arena, "seeds %.0f and %.0f", a->seed, b->seed);
    if (a->replications != b->replications)
        return arena_text(arena, "%zu and %zu replications", a->replications,
                          b->replications);
    for (size_t r = 0; r < a->replications; r++)
        if (a->replication[r] != b->replication[r])
            return "other replications of the same seed";
    return NULL;
}

static bool all_have(const struct stored_run *s, size_t files, const char *name)
{
    for (size_t i = 0; i < files; i++)
        if (!columns_find(&s[i].columns, name))
            return false;
    return true;
}

/* Something happened in one of them. */
static bool says_something(const struct stored_run *s, size_t files, const char *name)
{
    for (size_t i = 0; i < files; i++) {
        const struct column *c = columns_find(&s[i].columns, name);
        if (c->point != 0 && !isnan(c->point))
            return true;
    }
    return false;
}

static bool seen_before(const struct stored_run *s, size_t file, const char *name)
{
    for (size_t i = 0; i < file; i++)
        if (columns_find(&s[i].columns, name))
            return true;
    return false;
}

static size_t count_left_out(const struct stored_run *s, size_t files)
{
    size_t n = 0;

    for (size_t i = 0; i < files; i++)
        for (size_t c = 0; c < s[i].columns.count; c++) {
            const char *name = s[i].columns.column[c].name;
            n += !seen_before(s, i, name) && !all_have(s, files, name);
        }
    return n;
}

struct comparing {
    const struct stored_run *file;
    size_t files;
    double alpha;
    struct arena *arena;
    struct comparison_of_points *to;
};

static void add_row(const struct comparing *c, const struct column *base)
{
    struct compared_row *row = &c->to->row[c->to->rows++];

    row->name = base->name;
    row->unit = base->unit;
    row->base = base->point;
    row->differs = arena_get(c->arena, c->files * sizeof *row->differs);
    row->value = arena_get(c->arena, c->files * sizeof *row->value);
    for (size_t k = 0; k + 1 < c->files; k++) {
        const struct column *b = columns_find(&c->file[k + 1].columns, base->name);
        row->value[k] = b->point;
        row->differs[k] = c->to->apart[k] ? column_difference_apart(base, b, c->alpha)
                                          : column_difference(base, b, c->alpha);
    }
    differences_judge(row->differs, c->files - 1, c->alpha);
}

void compare_stored(const struct stored_run *s, size_t files, double alpha,
                    struct arena *arena, struct comparison_of_points *to)
{
    const struct columns *base = &s[0].columns;
    struct comparing comparing = {s, files, alpha, arena, to};

    *to = (struct comparison_of_points){
        .points = files, .confidence = 1 - alpha, .replications = s[0].replications};
    to->label = arena_get(arena, files * sizeof *to->label);
    to->about = arena_get(arena, files * sizeof *to->about);
    to->apart = arena_get(arena, files * sizeof *to->apart);
    for (size_t i = 0; i < files; i++) {
        to->label[i] = s[i].path;
        to->about[i] = s[i].about;
        if (i > 0)
            to->apart[i - 1] = why_apart(&s[0], &s[i], arena);
    }
    to->left_out = count_left_out(s, files);
    to->row = arena_get(arena, (base->count + 1) * sizeof *to->row);
    for (size_t i = 0; i < base->count; i++) {
        const struct column *c = &base->column[i];
        if (all_have(s, files, c->name) && says_something(s, files, c->name))
            add_row(&comparing, c);
    }
}
