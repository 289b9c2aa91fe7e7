/* layout_partitions.c - what each partition of a model's resources, and of their parts,
 * did in each period, and which one it was. */
#include "run/layout_parts.h"

#include <assert.h>

/* "dynamodb_partition", "dynamodb_index_partition". */
static const char *stem(struct making *m, const struct partition_place *place)
{
    const struct model *model = place->model;

    if (place->of == OF_PART)
        return arena_text(m->arena, "%s_%s_partition", model->name,
                          model->part_dimension);
    return arena_text(m->arena, "%s_partition", model->name);
}

static int add_row(struct making *m, const struct partition_place *place,
                   const struct axis *of, const struct metric *row)
{
    return layout_add(
        m,
        (struct wanted){.name = arena_text(m->arena, "%s_%s", stem(m, place), row->name),
                        .units = row->units,
                        .long_name = row->help,
                        .cell_methods = "time: sum",
                        .store = metric_scale(row) == 1 ? STORE_I64 : STORE_F64,
                        .axis = {of, m->partition, m->time}});
}

static int add_of_each(struct making *m, const struct partition_place *place,
                       const struct axis *of, const char *const said[3])
{
    return layout_add(
        m, (struct wanted){.name = arena_text(m->arena, "%s_%s", stem(m, place), said[0]),
                           .units = said[1],
                           .long_name = said[2],
                           .axis = {of, m->partition}});
}

static void add_place(struct making *m, struct partition_place *place)
{
    static const char *const LOW[] = {"low", "1", "where its hashes begin, of all"},
                             *const HIGH[] = {"high", "1",
                                              "where its hashes end, of all"},
                             *const FROM[] = {"from", "s", "when it began, after t = 0"},
                             *const TO[] = {"to", "s", "when it was cut, after t = 0"};
    const struct model *model = place->model;
    const struct axis *of = layout_axis(
        m->layout, place->of == OF_PART ? model->part_dimension : model->dimension);

    for (size_t i = 0; model->partition_metrics[i].name; i++) {
        assert(i < PARTITION_ROWS);
        place->row[i] = add_row(m, place, of, &model->partition_metrics[i]);
    }
    place->low = add_of_each(m, place, of, LOW);
    place->high = add_of_each(m, place, of, HIGH);
    place->from = add_of_each(m, place, of, FROM);
    place->to = add_of_each(m, place, of, TO);
    place->number = layout_add(
        m, (struct wanted){.name = arena_text(m->arena, "%s_count", stem(m, place)),
                           .units = "1",
                           .long_name = "partitions that there were, one after the other",
                           .store = STORE_I64,
                           .axis = {of}});
}

static void add_model(struct making *m, const struct model *model, enum metric_of of)
{
    struct layout *l = m->layout;

    if (of == OF_PART && !layout_axis(l, model->part_dimension))
        return;
    l->partition[l->partitioned] = (struct partition_place){.model = model, .of = of};
    add_place(m, &l->partition[l->partitioned++]);
}

void layout_add_partitions(struct making *m)
{
    const struct graph *g = &m->scenario->graph;

    m->layout->partition =
        arena_get(m->arena, (2 * g->accounts + 1) * sizeof *m->layout->partition);
    for (size_t a = 0; a < g->accounts; a++) {
        const struct model *model = g->account[a].model;
        if (!model->partition_metrics)
            continue;
        add_model(m, model, OF_SERVICE);
        if (model->part_dimension)
            add_model(m, model, OF_PART);
    }
}
