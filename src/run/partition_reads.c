#include "run/partition_reads.h"

#include <math.h>
#include <string.h>

struct followed { /* the partitions of one member of a place */
    const struct partition_place *place;
    size_t member;
    struct partitions *all;
};

struct partition_reads {
    struct sim *sim;
    const struct layout *layout;
    struct result *result;
    size_t count;
    struct followed *followed;
};

/* ---- making ---- */

static void follow(struct partition_reads *r, const struct partition_place *place,
                   size_t member, struct partitions *all)
{
    r->followed[r->count++] = (struct followed){place, member, all};
}

static void follow_all(struct partition_reads *r, const struct partition_place *place)
{
    const struct world *world = world_of(r->sim);
    size_t member = 0;

    for (size_t i = 0; i < world->graph->resources; i++) {
        const struct service *s = &world->service[i];
        if (s->model != place->model)
            continue;
        if (place->of == OF_SERVICE)
            follow(r, place, member++, s->partitions);
        for (size_t p = 0; place->of == OF_PART && p < s->resource->parts; p++)
            follow(r, place, s->resource->first_part + p, s->part[p].partitions);
    }
}

struct partition_reads *partition_reads_new(struct sim *sim, const struct layout *l,
                                            struct result *result)
{
    struct partition_reads *r = sim_get(sim, sizeof *r);
    const struct graph *g = world_of(sim)->graph;
    size_t most = g->resources;

    *r = (struct partition_reads){.sim = sim, .layout = l, .result = result};
    for (size_t i = 0; i < g->resources; i++)
        most += g->resource[i].parts;
    r->followed = sim_get(sim, (most + 1) * sizeof *r->followed);
    for (size_t i = 0; i < l->partitioned; i++)
        follow_all(r, &l->partition[i]);
    return r;
}

/* ---- reading ---- */

void partition_reads_begin(struct partition_reads *r)
{
    for (size_t i = 0; i < r->count; i++)
        partitions_begin(r->followed[i].all, r->layout->scenario->origin);
}

/* The series of one row at the member's first place. */
static double *series_of(const struct partition_reads *r, const struct followed *f,
                         size_t row)
{
    return result_at(r->result, &r->layout->variable[f->place->row[row]]) +
           f->member * f->all->places * r->layout->periods;
}

/* In a period in which a partition was not there it has no number, or a count of 0. */
static void read_row(const struct partition_reads *r, const struct followed *f,
                     size_t row, size_t k)
{
    double scale = metric_scale(&f->place->model->partition_metrics[row]);
    sim_time from = r->layout->scenario->origin + (sim_time)k * r->layout->period;
    double *series = series_of(r, f, row) + k;

    for (size_t i = 0; i < f->all->count; i++) {
        struct partition *p = f->all->of[i];
        double *out = series + partition_place(f->all, i) * r->layout->periods;
        if (p->to <= from && p->count[row] == 0)
            continue;
        *out = (isnan(*out) ? 0 : *out) + (double)p->count[row] * scale;
        p->count[row] = 0;
    }
}

void partition_reads_period(struct partition_reads *r, size_t k)
{
    for (size_t i = 0; i < r->count; i++)
        for (size_t row = 0; r->followed[i].place->model->partition_metrics[row].name;
             row++)
            read_row(r, &r->followed[i], row, k);
}

/* ---- the end ---- */

static double after(const struct partition_reads *r, sim_time t)
{
    return t == SIM_FOREVER ? NAN : (double)(t - r->layout->scenario->origin) / 1e9;
}

static void put(const struct partition_reads *r, int variable, size_t i, double value)
{
    result_at(r->result, &r->layout->variable[variable])[i] = value;
}

static void put_all(const struct partition_reads *r, const struct followed *f)
{
    const struct partition_place *place = f->place;

    put(r, place->number, f->member, (double)f->all->count);
    for (size_t i = 0; i < f->all->count && i < f->all->places - 1; i++) {
        const struct partition *p = f->all->of[i];
        size_t at = f->member * f->all->places + i;
        put(r, place->low, at, (double)p->low / 0x1p64);
        put(r, place->high, at, ((double)p->high + 1) / 0x1p64);
        put(r, place->from, at, after(r, p->from));
        put(r, place->to, at, after(r, p->to));
    }
}

void partition_reads_end(struct partition_reads *r)
{
    for (size_t i = 0; i < r->count; i++)
        put_all(r, &r->followed[i]);
}

/* ---- the ledger's ---- */

static const struct metric_place *whole_of(const struct layout *l,
                                           const struct followed *f, const char *metric)
{
    for (size_t i = 0; metric && i < l->metrics; i++) {
        const struct metric_place *p = &l->metric[i];
        if (p->model == f->place->model && place_row(p)->of == f->place->of &&
            strcmp(place_row(p)->name, metric) == 0)
            return p;
    }
    return NULL;
}

static bool audit_row(const struct partition_reads *r, const struct followed *f,
                      size_t row, struct diag *diag)
{
    const struct metric *metric = &f->place->model->partition_metrics[row];
    const struct metric_place *p = whole_of(r->layout, f, metric->base);
    size_t periods = r->layout->periods;
    const double *part = series_of(r, f, row), *whole;

    if (!p)
        return true;
    whole = result_at(r->result, &r->layout->variable[p->series]) + f->member * periods;
    for (size_t k = 0; k < periods; k++) {
        double sum = 0;
        for (size_t i = 0; i < f->all->places; i++)
            sum += isnan(part[i * periods + k]) ? 0 : part[i * periods + k];
        if (sum == whole[k])
            continue;
        diag_failure(diag, (struct where){0},
                     "ledger: %s in period %zu: %.1f, its partitions %.1f", metric->name,
                     k, whole[k], sum);
        return false;
    }
    return true;
}

bool partition_reads_audit(const struct partition_reads *r, struct diag *diag)
{
    bool fine = true;

    for (size_t i = 0; i < r->count; i++)
        for (size_t row = 0; r->followed[i].place->model->partition_metrics[row].name;
             row++)
            fine &= audit_row(r, &r->followed[i], row, diag);
    return fine;
}
