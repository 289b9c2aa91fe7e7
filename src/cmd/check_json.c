/* check_json.c - `headroom check --format json`: what the page says, as one document. */
#include <math.h>

#include "cmd/check.h"
#include "output/json.h"
#include "run/objective.h"

static void put_head(struct json *j, const struct scenario *s,
                     const struct layout *layout)
{
    json_text(j, "schema", "headroom.check/1");
    json_text(j, "title", s->title);
    json_text(j, "scenario", s->path);
    json_text(j, "profile", s->profile.name);
    json_text(j, "region", s->region);
    json_number(j, "seed", (double)s->run.seed);
    json_text(j, "kind", s->steady ? "steady" : "terminating");
    json_text(j, "why_terminating", s->why_terminating);
    json_number(j, "duration_s", (double)s->run.duration / 1e9);
    json_number(j, "warm_up_s", (double)s->run.warm_up / 1e9);
    json_number(j, "replications", (double)s->run.replications);
    json_number(j, "period_s", (double)layout->period / 1e9);
    json_number(j, "periods", (double)layout->periods);
    json_number(j, "memory_of_a_replication_bytes", (double)layout_bytes(layout));
}

/* Whom it calls; what is to be expected in each stretch. */
static void put_resource(struct json *j, const struct checked *k,
                         const struct resource *r)
{
    const struct graph *g = &k->scenario->graph;
    const char **to;
    size_t links = calculate_links(g, r, k->arena, &to);

    json_open(j, r->address, '{');
    json_open(j, "calls", '[');
    for (size_t i = 0; i < links; i++)
        json_text(j, NULL, to[i]);
    json_close(j, ']');
    if (links && r->model->default_retry)
        json_text(j, "retry_of_aws_calls", r->model->default_retry(g, r));
    json_open(j, "expected", '[');
    for (size_t i = 0; i < k->sums->stretches; i++) {
        const struct forecast_at *at =
            forecast_of(k->sums->stretch[i].forecast, r->index);
        json_open(j, NULL, '{');
        json_number(j, "calls_per_s", at->rate);
        json_number(j, "at_once", at->at_once);
        if (at->cyclic)
            json_flag(j, "cyclic", true);
        if (at->unforeseen)
            json_text(j, "not_foreseen", at->unforeseen);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
}

static void put_expected(struct json *j, const struct checked *k)
{
    json_open(j, "stretches", '[');
    for (size_t i = 0; i < k->sums->stretches; i++) {
        json_open_unnamed(j);
        json_text(j, "name", k->sums->stretch[i].name);
        json_number(j, "from_s", (double)k->sums->stretch[i].from / 1e9);
        json_number(j, "to_s", (double)k->sums->stretch[i].to / 1e9);
        json_number(j, "times", (double)k->sums->stretch[i].times);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_open(j, "resources", '{');
    for (size_t i = 0; i < k->scenario->graph.resources; i++)
        put_resource(j, k, &k->scenario->graph.resource[i]);
    json_close(j, '}');
}

/* A limit that nobody foresees has no size and no use; one of size 0 no use either. */
static void put_limit(struct json *j, const struct checked *k, size_t limit)
{
    const struct limit_name *name = &k->scenario->graph.limit[limit];
    bool bucket = name->kind == LIMIT_BUCKET;
    double size = NAN;

    json_open(j, NULL, '{');
    json_text(j, "limit", name->address);
    json_text(j, "kind", limit_kinds[name->kind]);
    json_text(j, "unit", name->unit);
    json_text(j, "spills_over_to", name->spills_to);
    for (size_t i = 0; i < k->sums->stretches; i++) {
        const struct forecast_use *u = forecast_use(k->sums->stretch[i].forecast, limit);
        if (!isnan(forecast_utilization(k->sums->stretch[i].forecast, limit)))
            size = fmax(size, u->size);
    }
    json_number(j, bucket ? "size_per_s" : "size", size);
    json_open(j, "utilization", '[');
    for (size_t i = 0; i < k->sums->stretches; i++)
        json_number(j, NULL, forecast_utilization(k->sums->stretch[i].forecast, limit));
    json_close(j, ']');
    json_close(j, '}');
}

static void put_cost(struct json *j, const struct checked *k)
{
    json_open(j, "cost", '{');
    json_number(j, "run_usd", k->sums->run);
    json_number(j, "month_usd", k->sums->month);
    json_text(j, "prices_region",
              k->scenario->prices_of ? k->scenario->prices_of : k->scenario->region);
    json_number(j, "runs_per_month", k->scenario->run.runs_per_month);
    json_open(j, "models", '[');
    for (size_t i = 0; i < k->sums->costs; i++) {
        json_open(j, NULL, '{');
        json_text(j, "model", k->sums->cost[i].model);
        json_number(j, "run_usd", k->sums->cost[i].run);
        json_number(j, "month_usd", k->sums->cost[i].month);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
}

static void put_warm_start(struct json *j, const struct scenario *s)
{
    json_text(j, "initial", s->run.initial == INITIAL_WARM ? "warm" : "empty");
    json_open(j, "warm_start", '{');
    for (size_t i = 0; i < s->warm_starts; i++)
        json_text(j, s->warm_start[i].address, s->warm_start[i].text);
    json_close(j, '}');
    if (s->memory.length > 0) {
        json_open(j, "longest_memory", '{');
        json_number(j, "length_s", (double)s->memory.length / 1e9);
        json_text(j, "of", s->memory.address);
        json_text(j, "what", s->memory.what);
        json_close(j, '}');
    }
}

static void put_assumptions(struct json *j, const struct scenario *s)
{
    json_open(j, "assumptions", '[');
    for (size_t i = 0; i < s->assumptions; i++) {
        json_open(j, NULL, '{');
        json_text(j, "address", s->assumption[i].address);
        json_text(j, "value", s->assumption[i].text);
        json_text(j, "source", s->assumption[i].source);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_open(j, "objectives", '[');
    for (size_t i = 0; i < s->objectives; i++)
        json_text(j, NULL, s->objective[i].text);
    json_close(j, ']');
}

void check_json(FILE *out, enum form form, const struct checked *k)
{
    struct json j;

    json_begin(&j, out, form);
    put_head(&j, k->scenario, layout_make(k->scenario, k->arena));
    put_expected(&j, k);
    json_open(&j, "limits", '[');
    for (size_t i = 0; i < k->scenario->graph.limits; i++)
        put_limit(&j, k, i);
    json_close(&j, ']');
    put_warm_start(&j, k->scenario);
    put_cost(&j, k);
    put_assumptions(&j, k->scenario);
    json_end(&j);
}
