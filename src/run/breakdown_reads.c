/* breakdown_reads.c - each client's, and after it those of its kinds of requests. */
#include "run/breakdown_reads.h"

#include <stdio.h>

struct breakdown_reads {
    struct result *result;
    size_t count;
    struct breakdown **of;
};

struct breakdown_reads *breakdown_reads_new(struct sim *sim, struct result *result)
{
    const struct world *world = world_of(sim);
    struct breakdown_reads *r = sim_get(sim, sizeof *r);
    size_t most = 1;

    for (size_t i = 0; i < world->graph->resources; i++)
        most += 1 + world->graph->resource[i].parts;
    *r = (struct breakdown_reads){.result = result,
                                  .of = sim_get(sim, most * sizeof(struct breakdown *))};
    for (size_t i = 0; i < world->graph->resources; i++) {
        const struct service *s = &world->service[i];
        if (!s->breakdown)
            continue;
        r->of[r->count++] = s->breakdown;
        for (size_t p = 0; p < s->resource->parts; p++)
            r->of[r->count++] = s->part[p].breakdown;
    }
    return r;
}

void breakdown_reads_measure(struct breakdown_reads *r)
{
    for (size_t i = 0; i < r->count; i++)
        *r->of[i] = (struct breakdown){0};
}

/* ---- batches ---- */

static void take(struct breakdown *from, struct arena *arena, struct breakdown_batch *to)
{
    size_t rows = 0;

    for (unsigned bin = 0; bin < BREAKDOWN_BINS; bin++)
        rows += from->n[bin] > 0;
    if (rows == 0)
        return;
    to->row = arena_get(arena, rows * sizeof *to->row);
    for (unsigned bin = 0; bin < BREAKDOWN_BINS; bin++) {
        struct breakdown_row *row = &to->row[to->rows];
        if (from->n[bin] == 0)
            continue;
        row->at = bin;
        row->n = from->n[bin];
        memcpy(row->ns, from->ns[bin], sizeof row->ns);
        to->rows++;
    }
    *from = (struct breakdown){0};
}

static void put(struct breakdown *to, const struct breakdown_batch *from)
{
    for (size_t i = 0; i < from->rows; i++) {
        const struct breakdown_row *row = &from->row[i];
        to->n[row->at] += row->n;
        for (int part = 0; part < TIME_PARTS; part++)
            to->ns[row->at][part] += row->ns[part];
    }
}

struct breakdown_batch *breakdown_reads_batch(struct breakdown_reads *r,
                                              struct arena *arena)
{
    struct breakdown_batch *batch = arena_get(arena, (r->count + 1) * sizeof *batch);

    for (size_t i = 0; i < r->count; i++)
        take(r->of[i], arena, &batch[i]);
    return batch;
}

void breakdown_reads_return(struct breakdown_reads *r, const struct breakdown_batch *b)
{
    for (size_t i = 0; i < r->count; i++)
        put(r->of[i], &b[i]);
}

/* ---- the end ---- */

/* Of a model's resources, or of their parts. */
static double *variable_of(const struct result *result, const struct model *model,
                           bool parts)
{
    char name[200];

    snprintf(name, sizeof name, "%s%s%s_latency_part", model->name, parts ? "_" : "",
             parts ? model->part_dimension : "");
    return result_at(result, layout_find(result->layout, name));
}

/* Of the k-th breakdown; NULL: there is none. */
static double *place_of(const struct result *result, size_t k)
{
    const struct graph *g = &result->layout->scenario->graph;
    size_t each = TIME_PARTS * PART_STATISTICS, client = 0;

    for (size_t i = 0; i < g->resources; i++) {
        const struct resource *r = &g->resource[i];
        if (!layout_breaks_down(r->model))
            continue;
        if (k == 0)
            return variable_of(result, r->model, false) + client * each;
        if (k <= r->parts)
            return variable_of(result, r->model, true) + (r->first_part + k - 1) * each;
        k -= 1 + r->parts;
        client++;
    }
    return NULL;
}

static void write_breakdown(const struct breakdown *b, double *out)
{
    static const double SHARE[PART_STATISTICS] = {1, 0.01};

    for (size_t part = 0; part < TIME_PARTS; part++)
        for (size_t s = 0; s < PART_STATISTICS; s++)
            out[part * PART_STATISTICS + s] =
                breakdown_mean(b, (enum part_of_time)part, SHARE[s]) / 1e9;
}

void breakdown_reads_end(struct breakdown_reads *r)
{
    for (size_t i = 0; i < r->count; i++)
        write_breakdown(r->of[i], place_of(r->result, i));
}

void breakdown_batch_tell(const struct breakdown_batch *batch, struct result *result)
{
    double *out;

    for (size_t i = 0; (out = place_of(result, i)); i++) {
        struct breakdown all = {0};
        put(&all, &batch[i]);
        write_breakdown(&all, out);
    }
}
