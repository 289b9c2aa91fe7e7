#include "run/bill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/usage.h"
#include "run/price.h"
#include "run/strides.h"

#define MONTH_HOURS 730.0 /* AWS's: 365 x 24 / 12 */

struct line { /* units since the run began, as of .. */
    struct line_place place;
    double begun, closed, measured, over; /* t = 0, last period, window's ends */
    double batched;                       /* last batch */
    double price;                         /* of a unit, in the month */
    double *stride, strode;               /* used in each, and as of the last */
};

struct bill {
    struct sim *sim;
    struct world *world;
    const struct layout *layout;
    struct result *result;
    size_t lines;
    struct line *line;
    sim_time origin, end;
};

/* Use of all services of the model since the run began, up to `now`. */
static double units_at(const struct bill *b, const struct line *line, sim_time now)
{
    const struct line_item *item = &line->place.model->items[line->place.item];
    double held = 0;
    int64_t count = 0;

    for (size_t i = 0; i < b->world->graph->resources; i++) {
        const struct service *s = &b->world->service[i];
        const struct usage *u = &s->usage[line->place.item];
        if (s->model != line->place.model)
            continue;
        count += u->count;
        held += u->held + (double)u->level * (double)(now - u->since) / 1e9;
    }
    return (item->level ? held * line_item_per_second(item) : (double)count) *
           item->scale;
}

static double now_units(const struct bill *b, const struct line *line, sim_time t)
{
    return units_at(b, line, b->origin + t);
}

struct bill *bill_new(struct sim *sim, const struct layout *l, struct result *result)
{
    struct bill *b = sim_get(sim, sizeof *b);

    *b = (struct bill){.sim = sim,
                       .world = world_of(sim),
                       .layout = l,
                       .result = result,
                       .origin = l->scenario->origin,
                       .lines = l->lines};
    b->line = sim_get(sim, (b->lines + 1) * sizeof *b->line);
    for (size_t i = 0; i < b->lines; i++) {
        b->line[i].place = l->line[i];
        b->line[i].stride = sim_get(sim, (l->strides + 1) * sizeof *b->line[i].stride);
    }
    return b;
}

void bill_begin(struct bill *b)
{
    for (size_t i = 0; i < b->lines; i++)
        b->line[i].begun = b->line[i].closed = now_units(b, &b->line[i], 0);
}

void bill_measure(struct bill *b, sim_time t)
{
    for (size_t i = 0; i < b->lines; i++)
        b->line[i].measured = b->line[i].strode = b->line[i].batched =
            now_units(b, &b->line[i], t);
}

void bill_duration(struct bill *b, sim_time t)
{
    for (size_t i = 0; i < b->lines; i++)
        b->line[i].over = now_units(b, &b->line[i], t);
}

static double *place_of(const struct bill *b, const char *name)
{
    const struct variable *v = layout_find(b->layout, name);

    return v ? result_at(b->result, v) : NULL;
}

void bill_period(struct bill *b, size_t k, sim_time t)
{
    double *used = place_of(b, "usage");

    for (size_t i = 0; i < b->lines; i++) {
        struct line *line = &b->line[i];
        double now = now_units(b, line, t);
        used[i * b->layout->periods + k] = now - line->closed;
        line->closed = now;
    }
}

void bill_stride(struct bill *b, size_t k, sim_time t)
{
    for (size_t i = 0; i < b->lines; i++) {
        struct line *line = &b->line[i];
        double now = now_units(b, line, t);
        line->stride[k] = now - line->strode;
        line->strode = now;
    }
}

struct bill_batch *bill_batch(struct bill *b, struct arena *arena, sim_time t)
{
    struct bill_batch *batch = arena_get(arena, (b->lines + 1) * sizeof *batch);

    for (size_t i = 0; i < b->lines; i++) {
        struct line *line = &b->line[i];
        batch[i] = (struct bill_batch){line->batched, now_units(b, line, t)};
        line->batched = batch[i].to;
    }
    return batch;
}

/* What a steady run's window used.  Work that is under way when it ends stands for what
 * was when it began; where nothing was, and a drain lets it end, it is the window's own.
 * What is held is charged by time, so by that of the window. */
static double window_of(const struct bill *b, const struct line *line, double run)
{
    const struct scenario *s = b->layout->scenario;
    bool whole = s->measured_from == 0 && s->run.drain != 0;

    return whole && !line->place.model->items[line->place.item].level
               ? run
               : line->over - line->measured;
}

/* A month's use (D21); where no month is known, this run's. */
static double month_of(const struct bill *b, const struct line *line, double run)
{
    const struct scenario *s = b->layout->scenario;
    double window = (double)(s->run.duration - s->measured_from) / 3600e9;

    if (isfinite(s->run.runs_per_month))
        return run * s->run.runs_per_month;
    if (s->steady)
        return window_of(b, line, run) / window * MONTH_HOURS;
    return run;
}

/* What prices are read at.  Where a month's window used nothing but the run did (before
 * it, or in the drain), that is not free: the run is charged as if it were alone. */
static double priced_at(double month, double run)
{
    return month > 0 ? month : run;
}

static double usd_of(const struct bill *b, const struct line *line, double units)
{
    const struct scenario *s = b->layout->scenario;

    return price_of_month(line->place.price, units, s->free_tier, s->discount);
}

static void charge(const struct bill *b, size_t i, double run)
{
    struct line *line = &b->line[i];
    double month = month_of(b, line, run), units = priced_at(month, run);
    double price = units > 0 ? usd_of(b, line, units) / units : 0;
    double *used = place_of(b, "usage"), *cost = place_of(b, "cost");

    line->price = price;
    place_of(b, "usage_run")[i] = run;
    place_of(b, "cost_run")[i] = run * price;
    for (size_t k = 0; k < b->layout->periods; k++)
        cost[i * b->layout->periods + k] = used[i * b->layout->periods + k] * price;
    if (place_of(b, "cost_month")) {
        place_of(b, "usage_month")[i] = month;
        place_of(b, "cost_month")[i] = usd_of(b, line, month);
    }
}

/* What all that was used in a stride costs. */
static void charge_strides(const struct bill *b)
{
    for (size_t k = 0; k < b->layout->strides; k++) {
        double *to = stride_at(b->result, stride_row_of_cost(b->layout), k);
        to[STRIDE_SUM] = 0;
        to[STRIDE_BASE] = stride_seconds(b->layout, k);
        for (size_t i = 0; i < b->lines; i++)
            to[STRIDE_SUM] += b->line[i].stride[k] * b->line[i].price;
    }
}

void bill_end(struct bill *b, sim_time t)
{
    b->end = t;
    for (size_t i = 0; i < b->lines; i++)
        charge(b, i, now_units(b, &b->line[i], t) - b->line[i].begun);
    charge_strides(b);
}

void bill_batch_tell(const struct bill_batch *batch, struct result *result)
{
    const struct layout *l = result->layout;
    struct bill b = {.layout = l, .result = result, .lines = l->lines};

    b.line = xcalloc(b.lines + 1, sizeof *b.line);
    for (size_t i = 0; i < b.lines; i++) {
        double run = batch[i].to - batch[i].from;
        b.line[i] = (struct line){
            .place = l->line[i], .measured = batch[i].from, .over = batch[i].to};
        place_of(&b, "usage")[i * b.layout->periods] = run;
        charge(&b, i, run);
    }
    free(b.line);
}

/* ---- the ledger's ---- */

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b)) + 1e-15;
}

static bool audit_line(const struct bill *b, size_t i, struct diag *d)
{
    const struct scenario *s = b->layout->scenario;
    const struct line *line = &b->line[i];
    const double *used = place_of(b, "usage");
    double run = line->closed - line->begun, units, usd, sum = 0;

    for (size_t k = 0; k < b->layout->periods; k++)
        sum += used[i * b->layout->periods + k];
    if (!near(sum, run)) {
        diag_failure(d, (struct where){0},
                     "ledger: %s.%s: periods use %.17g, the run %.17g",
                     line->place.model->name,
                     line->place.model->items[line->place.item].name, sum, run);
        return false;
    }
    run = now_units(b, line, b->end) - line->begun;
    units = priced_at(month_of(b, line, run), run);
    usd = price_of_month_again(line->place.price, units, s->free_tier, s->discount);
    if (near(place_of(b, "cost_run")[i] * units, usd * run))
        return true;
    diag_failure(d, (struct where){0}, "ledger: %s.%s: %.17g units are charged %.17g USD",
                 line->place.model->name, line->place.model->items[line->place.item].name,
                 run, place_of(b, "cost_run")[i]);
    return false;
}

bool bill_audit(const struct bill *b, struct diag *d)
{
    bool fine = true;

    for (size_t i = 0; i < b->lines; i++)
        fine &= audit_line(b, i, d);
    return fine;
}
