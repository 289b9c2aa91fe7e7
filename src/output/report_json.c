/* report_json.c - the whole summary as one JSON document. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/call.h"
#include "output/json.h"
#include "output/report.h"

/* ---- what there is to say ---- */

static void put_head(struct json *j, const struct summary *s)
{
    const struct scenario *c = s->layout->scenario;

    json_text(j, "schema", "headroom.run/1");
    json_text(j, "title", c->title);
    json_text(j, "scenario", s->file);
    json_text(j, "profile", c->profile.name);
    json_text(j, "region", c->region);
    json_number(j, "seed", (double)c->run.seed);
    json_text(j, "kind", c->steady ? "steady" : "terminating");
    json_text(j, "why_terminating", c->steady ? NULL : c->why_terminating);
    json_number(j, "duration_s", (double)c->run.duration / 1e9);
    json_text(j, "initial", c->run.initial == INITIAL_WARM ? "warm" : "empty");
    json_number(j, "warm_up_s", (double)c->run.warm_up / 1e9);
    json_number(j, "period_s", (double)c->run.period / 1e9);
    json_number(j, "replications", (double)s->replications);
    if (s->alone >= 0)
        json_number(j, "replication", (double)s->alone);
    json_flag(j, "preview", report_is_preview(s));
    json_number(j, "looks", (double)s->looks);
    json_number(j, "confidence", s->confidence);
    json_number(j, "assumptions", (double)c->assumptions);
    json_text(j, "file", s->stored);
}

static const char *const verdict_word[] = {"met", "missed", "undecided"};

static const struct shown { /* how an objective's base unit is written */
    double unit;
    const char *observed, *threshold;
} shown_unit[] = {
    [UNIT_TIME] = {1e9, "observed_s", "threshold_s"},
    [UNIT_BYTES] = {1, "observed_bytes", "threshold_bytes"},
    [UNIT_COUNT] = {1, "observed", "threshold"},
    [UNIT_RATE] = {1, "observed_per_s", "threshold_per_s"},
    [UNIT_SHARE] = {1, "observed", "threshold"},
    [UNIT_FACTOR] = {1, "observed", "threshold"},
    [UNIT_MONEY] = {1, "observed_usd", "threshold_usd"},
    [UNIT_KEY] = {1, "observed", "threshold"},
};

static void put_objective(struct json *j, const struct judged *judged)
{
    const struct objective *o = judged->objective;
    const struct shown *shown = &shown_unit[o->unit <= UNIT_KEY ? o->unit : UNIT_COUNT];

    json_open(j, NULL, '{');
    json_text(j, "objective", o->text);
    json_text(j, "verdict", verdict_word[judged->verdict]);
    json_estimate(j, shown->observed, &judged->observed, shown->unit);
    json_number(j, shown->threshold, o->value / shown->unit);
    json_number(j, "windows", (double)o->windows);
    json_number(j, "windows_missed", (double)judged->windows_missed);
    json_number(j, "worst_window_s", (double)judged->worst / 1e9);
    if (judged->by_run) {
        json_number(j, "runs", (double)judged->runs);
        json_number(j, "runs_met", (double)judged->runs_met);
        json_estimate(j, "share_of_runs_met", &judged->share_met, 1);
    }
    if (judged->observed.none && judged->events == 0)
        json_number(j, "chance_of_any_in_a_run_at_most", judged->any_run);
    json_text(j, "why", judged->why);
    json_close(j, '}');
}

static void put_verdict(struct json *j, const struct summary *s)
{
    const struct limit_use *u = s->first;

    json_text(j, "verdict",
              s->objectives == 0 ? NULL
              : s->missed        ? "missed"
              : s->undecided     ? "undecided"
                                 : "met");
    json_open(j, "objectives", '[');
    for (size_t i = 0; i < s->objectives; i++)
        put_objective(j, &s->judged[i]);
    json_close(j, ']');
    if (!u) {
        json_text(j, "first_to_give_way", NULL);
        return;
    }
    json_open(j, "first_to_give_way", '{');
    json_text(j, "limit", u->address);
    json_number(j, "at_s", u->first);
    json_text(j, "during", s->during ? s->during->name : NULL);
    json_number(j, "runs", (double)u->runs_hit);
    json_close(j, '}');
}

static void put_limits(struct json *j, const struct summary *s)
{
    json_open(j, "limits", '[');
    for (size_t i = 0; i < s->limits; i++) {
        const struct limit_use *u = &s->limit[i];
        json_open(j, NULL, '{');
        json_text(j, "limit", u->address);
        json_text(j, "kind", limit_kinds[u->kind]);
        json_text(j, "unit", u->unit);
        json_number(j, u->kind == LIMIT_BUCKET ? "value_per_s" : "value", u->value);
        json_estimate(j, "peak", &u->peak, 1);
        json_number(j, "peak_at_s", u->peak_at);
        json_number(j, u->kind == LIMIT_BUCKET ? "peak_value_per_s" : "peak_value",
                    u->peak_value);
        json_number(j, "first_s", u->first);
        json_number(j, u->kind == LIMIT_BUCKET ? "first_value_per_s" : "first_value",
                    u->first_high);
        json_number(j, "last_s", u->last);
        json_number(j, "runs_hit", (double)u->runs_hit);
        json_estimate(j, "rejected", &u->rejected, 1);
        json_estimate(j, "delayed", &u->delayed, 1);
        json_close(j, '}');
    }
    json_close(j, ']');
}

/* "duration_s", "memory_used_bytes", "invocations" */
static void put_measured(struct json *j, const struct measured *m)
{
    static const char *const name[MEASURES] = {
        "count", "rate_per_s", "share", "mean", "minimum", "maximum",
        "p50",   "p90",        "p95",   "p99",  "p99.9",
    };
    const struct metric *row = place_row(m->place);
    const char *suffix = strcmp(row->units, "s") == 0    ? "_s"
                         : strcmp(row->units, "By") == 0 ? "_bytes"
                                                         : "";
    char key[120];

    snprintf(key, sizeof key, "%s%s", row->name, row->kind == METRIC_COUNT ? "" : suffix);
    json_open(j, key, '{');
    for (size_t i = 0; i < MEASURES; i++)
        if (!isnan(m->is[i].point))
            json_estimate(j, name[i], &m->is[i], 1);
    json_close(j, '}');
}

/* All metrics of an address stand together: a metric's members do not. */
static void put_resource(struct json *j, const struct summary *s, size_t first)
{
    const struct measured *one = &s->measured[first];

    for (size_t i = 0; i < first; i++)
        if (!s->measured[i].phase && strcmp(s->measured[i].address, one->address) == 0)
            return;
    json_open(j, one->address, '{');
    for (size_t i = first; i < s->measures; i++)
        if (!s->measured[i].phase && strcmp(s->measured[i].address, one->address) == 0)
            put_measured(j, &s->measured[i]);
    json_close(j, '}');
}

static bool same_phase(const struct measured *a, const struct measured *b)
{
    return a->phase == b->phase && strcmp(a->address, b->address) == 0;
}

static void put_phase(struct json *j, const struct summary *s, size_t first)
{
    const struct measured *one = &s->measured[first];

    for (size_t i = 0; i < first; i++)
        if (same_phase(&s->measured[i], one))
            return;
    json_open_unnamed(j);
    json_text(j, "client", one->address);
    json_text(j, "phase", one->phase->name);
    json_number(j, "from_s", (double)one->phase->from / 1e9);
    json_number(j, "to_s", (double)one->phase->to / 1e9);
    for (size_t i = first; i < s->measures; i++)
        if (same_phase(&s->measured[i], one))
            put_measured(j, &s->measured[i]);
    json_close(j, '}');
}

static void put_metrics(struct json *j, const struct summary *s)
{
    json_open(j, "resources", '{');
    for (size_t i = 0; i < s->measures; i++)
        if (!s->measured[i].phase)
            put_resource(j, s, i);
    json_close(j, '}');
    json_open(j, "phases", '[');
    for (size_t i = 0; i < s->measures; i++)
        if (s->measured[i].phase)
            put_phase(j, s, i);
    json_close(j, ']');
}

static void put_times(struct json *j, const struct summary *s)
{
    static const char *const of[] = {"mean_s", "mean_of_slowest_percent_s"};
    const struct axis *part = layout_axis(s->layout, "part");

    json_open(j, "where_the_time_went", '{');
    for (size_t i = 0; part && i < s->breakdowns; i++) {
        json_open(j, s->breakdown[i].address, '{');
        for (size_t k = 0; k < PART_STATISTICS; k++) {
            json_open(j, of[k], '{');
            for (size_t p = 0; p < TIME_PARTS; p++)
                json_estimate(j, part->label[p], &s->breakdown[i].part[k][p], 1);
            json_close(j, '}');
        }
        json_close(j, '}');
    }
    json_close(j, '}');
}

/* What was served of what there was; the reasons by their metrics' names. */
static void put_capacities(struct json *j, const struct summary *s)
{
    json_open(j, "capacities", '[');
    for (size_t i = 0; i < s->capacities; i++) {
        const struct capacity_use *u = &s->capacity[i];
        json_open_unnamed(j);
        json_text(j, "resource", u->resource->address);
        json_text(j, "part", u->part);
        json_text(j, "side", u->row->title);
        if (u->served)
            json_estimate(j, "served_per_s", &u->served->is[MEASURE_RATE], 1);
        if (u->given) {
            json_estimate(j, "provisioned_per_s", &u->given->is[MEASURE_MEAN], 1);
            json_number(j, "provisioned_least", u->given->is[MEASURE_MINIMUM].point);
            json_number(j, "provisioned_most", u->given->is[MEASURE_MAXIMUM].point);
        }
        json_open(j, "throttled", '{');
        for (size_t k = 0; k < REPORT_REASONS; k++)
            if (u->turned_away[k])
                json_estimate(j, u->row->turned_away[k].of,
                              &u->turned_away[k]->is[MEASURE_COUNT], 1);
        json_close(j, '}');
        json_close(j, '}');
    }
    json_close(j, ']');
}

/* The words of the file's flag_meanings. */
static void put_activity(struct json *j, const struct changed_capacity *c)
{
    static const char *const cause[CAUSES] = {"high_alarm", "low_alarm", "schedule",
                                              "bounds", "timeline"};
    static const char *const moved[MOVED] = {"capacity", "min_capacity", "max_capacity"};
    static const char *const outcome[ACTIVITY_OUTCOMES] = {"under_way", "in_force",
                                                           "refused", "overtaken"};

    json_open_unnamed(j);
    json_text(j, "setting", c->address);
    json_text(j, "moved", moved[c->moved]);
    json_text(j, "cause", cause[c->cause]);
    if (c->points > 0)
        json_number(j, "alarm_minutes", (double)c->points);
    json_number(j, "at_s", c->at);
    json_number(j, "from", c->from);
    json_number(j, "to", c->to);
    json_text(j, "outcome", outcome[c->outcome]);
    json_number(j, "settled_s", c->settled);
    json_number(j, "times", (double)c->times);
    json_close(j, '}');
}

static void put_activities(struct json *j, const struct summary *s)
{
    if (!s->layout->scenario->has_activities)
        return;
    json_open(j, "auto_scaling", '{');
    json_number(j, "replication", s->alone >= 0 ? (double)s->alone : 0);
    json_number(j, "count", s->changes_first);
    json_estimate(j, "count_a_replication", &s->changes, 1);
    json_estimate(j, "refused_a_replication", &s->refusals, 1);
    json_open(j, "activities", '[');
    for (size_t i = 0; i < s->activities; i++)
        put_activity(j, &s->activity[i]);
    json_close(j, ']');
    json_close(j, '}');
}

static void put_costs(struct json *j, const struct summary *s)
{
    json_open(j, "cost", '{');
    json_estimate(j, "run_usd", &s->cost_run, 1);
    json_estimate(j, "month_usd", &s->cost_month, 1);
    json_text(j, "prices_region",
              s->layout->scenario->prices_of ? s->layout->scenario->prices_of
                                             : s->layout->scenario->region);
    json_number(j, "runs_per_month", s->layout->scenario->run.runs_per_month);
    json_open(j, "lines", '[');
    for (size_t i = 0; i < s->lines; i++) {
        json_open(j, NULL, '{');
        json_text(j, "item", s->line[i].item);
        json_text(j, "units", s->line[i].units);
        json_estimate(j, "use", &s->line[i].use, 1);
        json_estimate(j, "run_usd", &s->line[i].run, 1);
        json_estimate(j, "month_usd", &s->line[i].month, 1);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
}

static void put_series(struct json *j, const struct summary *s)
{
    json_numbers(j, "requests_per_s", s->requests, s->requests ? s->layout->periods : 0);
    json_open(j, "time_to_drain", '[');
    for (size_t i = 0; i < s->drains; i++) {
        const struct drained *d = &s->drained[i];
        json_open_unnamed(j);
        json_text(j, "backlog", d->address);
        json_text(j, "metric", d->metric);
        json_text(j, "burst", d->burst->name);
        json_estimate(j, "median_s", &d->median, 1);
        json_estimate(j, "p90_s", &d->p90, 1);
        json_number(j, "runs", (double)d->runs);
        json_number(j, "runs_not_drained", (double)d->open);
        json_close(j, '}');
    }
    json_close(j, ']');
    if (s->batches.count > 0) {
        json_open(j, "batches", '{');
        json_number(j, "count", (double)s->batches.count);
        json_number(j, "length_s", (double)s->batches.length / 1e9);
        json_number(j, "metrics", (double)s->batches.metrics);
        json_number(j, "metrics_told", (double)s->batches.told);
        json_number(j, "longest_relaxation_s", s->batches.relaxation);
        json_close(j, '}');
    }
    json_open(j, "warm_up", '{');
    json_flag(j, "asked", s->warm_up.asked);
    if (s->warm_up.asked) {
        json_flag(j, "settled", s->warm_up.unsettled == 0);
        json_number(j, "unsettled", (double)s->warm_up.unsettled);
        json_text(j, "unsettled_first", s->warm_up.what);
        json_number(j, "seen_s", (double)s->warm_up.seen / 1e9);
        json_number(j, "suggested_s", (double)s->warm_up.suggested / 1e9);
    }
    json_close(j, '}');
}

void report_json(FILE *out, enum form form, const struct reporting *what)
{
    const struct summary *s = what->summary;
    struct json j;

    json_begin(&j, out, form);
    put_head(&j, s);
    put_verdict(&j, s);
    put_limits(&j, s);
    put_metrics(&j, s);
    put_times(&j, s);
    put_capacities(&j, s);
    put_activities(&j, s);
    put_costs(&j, s);
    put_series(&j, s);
    json_end(&j);
}
