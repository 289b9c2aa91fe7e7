/* json.c - the whole summary as one JSON document.  SI units, the unit in the key; what
 * is not a number is null. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flow/call.h"
#include "output/report.h"

enum { DEPTH = 16 };

struct json {
    FILE *out;
    int depth;
    bool begun[DEPTH]; /* a member stands at this depth */
};

/* ---- the syntax ---- */

static void put_text(struct json *j, const char *text)
{
    fputc('"', j->out);
    for (const char *at = text ? text : ""; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\')
            fprintf(j->out, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", j->out);
        else if (c < 32)
            fprintf(j->out, "\\u%04x", c);
        else
            fputc(c, j->out);
    }
    fputc('"', j->out);
}

/* The shortest that reads back the same. */
static void put_number(struct json *j, double x)
{
    char digits[40];

    if (!isfinite(x)) {
        fputs("null", j->out);
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, x);
        if (strtod(digits, NULL) == x)
            break;
    }
    fputs(digits, j->out);
}

static void next(struct json *j, const char *key)
{
    if (j->begun[j->depth])
        fputc(',', j->out);
    j->begun[j->depth] = true;
    fprintf(j->out, "\n%*s", 1 + j->depth, "");
    if (!key)
        return;
    put_text(j, key);
    fputs(": ", j->out);
}

static void open_one(struct json *j, const char *key, char bracket)
{
    next(j, key);
    fputc(bracket, j->out);
    j->begun[++j->depth] = false;
}

static void close_one(struct json *j, char bracket)
{
    bool any = j->begun[j->depth--];

    if (any)
        fprintf(j->out, "\n%*s", 1 + j->depth, "");
    fputc(bracket, j->out);
}

static void text_member(struct json *j, const char *key, const char *text)
{
    next(j, key);
    if (text)
        put_text(j, text);
    else
        fputs("null", j->out);
}

static void number_member(struct json *j, const char *key, double x)
{
    next(j, key);
    put_number(j, x);
}

static void flag_member(struct json *j, const char *key, bool flag)
{
    next(j, key);
    fputs(flag ? "true" : "false", j->out);
}

/* {"value": .., "low": .., "high": ..} on one line; values are divided by `unit`. */
static void estimate_member(struct json *j, const char *key, const struct estimate *e,
                            double unit)
{
    next(j, key);
    fputs("{\"value\": ", j->out);
    put_number(j, e->refused ? NAN : e->point / unit);
    fputs(", \"low\": ", j->out);
    put_number(j, e->refused ? NAN : e->low / unit);
    fputs(", \"high\": ", j->out);
    put_number(j, e->refused ? NAN : e->high / unit);
    fprintf(j->out, ", \"n\": %zu", e->n);
    if (e->exact)
        fputs(", \"exact\": true", j->out);
    if (e->none)
        fputs(", \"none_seen\": true", j->out);
    if (e->refused || e->short_)
        fprintf(j->out, ", \"%s\": true", e->refused ? "refused" : "short");
    fputc('}', j->out);
}

/* ---- what there is to say ---- */

static void put_head(struct json *j, const struct summary *s)
{
    const struct scenario *c = s->layout->scenario;

    text_member(j, "schema", "headroom.run/1");
    text_member(j, "title", c->title);
    text_member(j, "scenario", s->file);
    text_member(j, "profile", c->profile.name);
    text_member(j, "region", c->region);
    number_member(j, "seed", (double)c->run.seed);
    text_member(j, "kind", c->steady ? "steady" : "terminating");
    text_member(j, "why_terminating", c->steady ? NULL : c->why_terminating);
    number_member(j, "duration_s", (double)c->run.duration / 1e9);
    text_member(j, "initial", c->run.initial == INITIAL_WARM ? "warm" : "empty");
    number_member(j, "warm_up_s", (double)c->run.warm_up / 1e9);
    number_member(j, "period_s", (double)c->run.period / 1e9);
    number_member(j, "replications", (double)s->replications);
    if (s->alone >= 0)
        number_member(j, "replication", (double)s->alone);
    flag_member(j, "preview", report_is_preview(s));
    number_member(j, "looks", (double)s->looks);
    number_member(j, "confidence", s->confidence);
    number_member(j, "assumptions", (double)c->assumptions);
    text_member(j, "file", s->stored);
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

    open_one(j, NULL, '{');
    text_member(j, "objective", o->text);
    text_member(j, "verdict", verdict_word[judged->verdict]);
    estimate_member(j, shown->observed, &judged->observed, shown->unit);
    number_member(j, shown->threshold, o->value / shown->unit);
    number_member(j, "windows", (double)o->windows);
    number_member(j, "windows_missed", (double)judged->windows_missed);
    number_member(j, "worst_window_s", (double)judged->worst / 1e9);
    if (judged->by_run) {
        number_member(j, "runs", (double)judged->runs);
        number_member(j, "runs_met", (double)judged->runs_met);
        estimate_member(j, "share_of_runs_met", &judged->share_met, 1);
    }
    if (judged->observed.none && judged->events == 0)
        number_member(j, "chance_of_any_in_a_run_at_most", judged->any_run);
    text_member(j, "why", judged->why);
    close_one(j, '}');
}

static void put_verdict(struct json *j, const struct summary *s)
{
    const struct limit_use *u = s->first;

    text_member(j, "verdict",
                s->objectives == 0 ? NULL
                : s->missed        ? "missed"
                : s->undecided     ? "undecided"
                                   : "met");
    open_one(j, "objectives", '[');
    for (size_t i = 0; i < s->objectives; i++)
        put_objective(j, &s->judged[i]);
    close_one(j, ']');
    if (!u) {
        text_member(j, "first_to_give_way", NULL);
        return;
    }
    open_one(j, "first_to_give_way", '{');
    text_member(j, "limit", u->address);
    number_member(j, "at_s", u->first);
    text_member(j, "during", s->during ? s->during->name : NULL);
    number_member(j, "runs", (double)u->runs_hit);
    close_one(j, '}');
}

static void put_limits(struct json *j, const struct summary *s)
{
    open_one(j, "limits", '[');
    for (size_t i = 0; i < s->limits; i++) {
        const struct limit_use *u = &s->limit[i];
        open_one(j, NULL, '{');
        text_member(j, "limit", u->address);
        text_member(j, "kind", u->kind == LIMIT_BUCKET ? "bucket" : "level");
        number_member(j, u->kind == LIMIT_BUCKET ? "value_per_s" : "value", u->value);
        estimate_member(j, "peak", &u->peak, 1);
        number_member(j, "peak_at_s", u->peak_at);
        number_member(j, "first_s", u->first);
        number_member(j, "runs_hit", (double)u->runs_hit);
        estimate_member(j, "rejected", &u->rejected, 1);
        estimate_member(j, "delayed", &u->delayed, 1);
        close_one(j, '}');
    }
    close_one(j, ']');
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
    open_one(j, key, '{');
    for (size_t i = 0; i < MEASURES; i++)
        if (!isnan(m->is[i].point))
            estimate_member(j, name[i], &m->is[i], 1);
    close_one(j, '}');
}

/* All metrics of an address stand together: a metric's members do not. */
static void put_resource(struct json *j, const struct summary *s, size_t first)
{
    const struct measured *one = &s->measured[first];

    for (size_t i = 0; i < first; i++)
        if (!s->measured[i].phase && strcmp(s->measured[i].address, one->address) == 0)
            return;
    open_one(j, one->address, '{');
    for (size_t i = first; i < s->measures; i++)
        if (!s->measured[i].phase && strcmp(s->measured[i].address, one->address) == 0)
            put_measured(j, &s->measured[i]);
    close_one(j, '}');
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
    open_one(j, NULL, '{');
    text_member(j, "client", one->address);
    text_member(j, "phase", one->phase->name);
    number_member(j, "from_s", (double)one->phase->from / 1e9);
    number_member(j, "to_s", (double)one->phase->to / 1e9);
    for (size_t i = first; i < s->measures; i++)
        if (same_phase(&s->measured[i], one))
            put_measured(j, &s->measured[i]);
    close_one(j, '}');
}

static void put_metrics(struct json *j, const struct summary *s)
{
    open_one(j, "resources", '{');
    for (size_t i = 0; i < s->measures; i++)
        if (!s->measured[i].phase)
            put_resource(j, s, i);
    close_one(j, '}');
    open_one(j, "phases", '[');
    for (size_t i = 0; i < s->measures; i++)
        if (s->measured[i].phase)
            put_phase(j, s, i);
    close_one(j, ']');
}

static void put_times(struct json *j, const struct summary *s)
{
    static const char *const of[] = {"mean_s", "mean_of_slowest_percent_s"};
    const struct axis *part = layout_axis(s->layout, "part");

    open_one(j, "where_the_time_went", '{');
    for (size_t i = 0; part && i < s->breakdowns; i++) {
        open_one(j, s->breakdown[i].address, '{');
        for (size_t k = 0; k < PART_STATISTICS; k++) {
            open_one(j, of[k], '{');
            for (size_t p = 0; p < TIME_PARTS; p++)
                estimate_member(j, part->label[p], &s->breakdown[i].part[k][p], 1);
            close_one(j, '}');
        }
        close_one(j, '}');
    }
    close_one(j, '}');
}

static void put_costs(struct json *j, const struct summary *s)
{
    open_one(j, "cost", '{');
    estimate_member(j, "run_usd", &s->cost_run, 1);
    estimate_member(j, "month_usd", &s->cost_month, 1);
    number_member(j, "runs_per_month", s->layout->scenario->run.runs_per_month);
    open_one(j, "lines", '[');
    for (size_t i = 0; i < s->lines; i++) {
        open_one(j, NULL, '{');
        text_member(j, "item", s->line[i].item);
        text_member(j, "units", s->line[i].units);
        estimate_member(j, "use", &s->line[i].use, 1);
        estimate_member(j, "run_usd", &s->line[i].run, 1);
        estimate_member(j, "month_usd", &s->line[i].month, 1);
        close_one(j, '}');
    }
    close_one(j, ']');
    close_one(j, '}');
}

static void put_series(struct json *j, const struct summary *s)
{
    next(j, "requests_per_s");
    fputc('[', j->out);
    for (size_t k = 0; s->requests && k < s->layout->periods; k++) {
        fputs(k ? ", " : "", j->out);
        put_number(j, s->requests[k]);
    }
    fputc(']', j->out);
    if (s->batches.count > 0) {
        open_one(j, "batches", '{');
        number_member(j, "count", (double)s->batches.count);
        number_member(j, "length_s", (double)s->batches.length / 1e9);
        number_member(j, "metrics", (double)s->batches.metrics);
        number_member(j, "metrics_told", (double)s->batches.told);
        number_member(j, "longest_relaxation_s", s->batches.relaxation);
        close_one(j, '}');
    }
    open_one(j, "warm_up", '{');
    flag_member(j, "asked", s->warm_up.asked);
    if (s->warm_up.asked) {
        flag_member(j, "settled", s->warm_up.settled);
        number_member(j, "seen_s", (double)s->warm_up.seen / 1e9);
        number_member(j, "suggested_s", (double)s->warm_up.suggested / 1e9);
    }
    close_one(j, '}');
}

void report_json(FILE *out, const struct reporting *what)
{
    const struct summary *s = what->summary;
    struct json j = {.out = out};

    fputc('{', out);
    put_head(&j, s);
    put_verdict(&j, s);
    put_limits(&j, s);
    put_metrics(&j, s);
    put_times(&j, s);
    put_costs(&j, s);
    put_series(&j, s);
    fputs("\n}\n", out);
}
