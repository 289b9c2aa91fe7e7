#include "study/compare.h"

#include <math.h>

/* A limit at which nobody was turned away at any point says nothing. */
static bool is_of_interest(const struct sweeping *s, const char *name)
{
    for (size_t i = 0; i < s->sweep.points; i++) {
        const struct column *c = columns_find(&s->columns[i], name);
        if (c && c->tail > 0)
            return true;
    }
    return false;
}

static bool all_have(const struct sweeping *s, const char *name)
{
    for (size_t i = 1; i < s->sweep.points; i++)
        if (!columns_find(&s->columns[i], name))
            return false;
    return true;
}

static void make_row(const struct sweeping *s, const struct column *base, double alpha,
                     struct compared_row *row)
{
    size_t others = s->sweep.points - 1;

    *row = (struct compared_row){
        .name = base->name,
        .unit = base->unit,
        .base = base->point,
        .differs = arena_get(s->arena, (others + 1) * sizeof *row->differs),
        .value = arena_get(s->arena, (others + 1) * sizeof *row->value)};
    for (size_t k = 0; k < others; k++) {
        const struct column *c = columns_find(&s->columns[k + 1], base->name);
        row->value[k] = c->point;
        row->differs[k] = column_difference(base, c, alpha);
    }
    differences_judge(row->differs, others, alpha);
}

void compare_points(const struct sweeping *s, double alpha,
                    struct comparison_of_points *to)
{
    const struct columns *base = &s->columns[0];

    to->sweep = &s->sweep;
    to->points = s->sweep.points;
    to->confidence = 1 - alpha;
    to->replications = s->sweep.point[0].summary.replications;
    to->row = arena_get(s->arena, (base->count + 1) * sizeof *to->row);
    for (size_t i = 0; i < base->count; i++) {
        const struct column *c = &base->column[i];
        if (all_have(s, c->name) && is_of_interest(s, c->name))
            make_row(s, c, alpha, &to->row[to->rows++]);
    }
}
