/* report.c - the page from top to bottom: identity, verdict, objectives, what gave way,
 * who waited, resources, cost, next command. */
#include "output/report.h"

#include <math.h>
#include <string.h>

#include "output/number.h"
#include "output/table.h"
#include "run/strides.h"

/* ---- identity ---- */

/* Fewer than ten replications, unless the batches of one long run stand for them. */
bool report_is_preview(const struct summary *s)
{
    return s->replications < 10 && s->batches.told == 0;
}

void report_identity(struct text *line, const struct summary *s)
{
    const struct scenario *c = s->layout->scenario;

    text_add(line, "%s %s · ", c->profile.name, c->region);
    if (s->alone >= 0)
        text_add(line, "replication %ld alone × ", s->alone);
    else
        text_add(line, "%zu replication%s%s%s × ", s->replications,
                 s->replications == 1 ? "" : "s",
                 c->run.antithetic ? " in antithetic pairs" : "",
                 report_is_preview(s) ? " (preview)" : "");
    number_add_time(line, (double)c->run.duration / 1e9);
    if (c->run.warm_up > 0) {
        text_add(line, c->steady ? " (first " : " (after ");
        number_add_time(line, (double)c->run.warm_up / 1e9);
        text_add(line, " warm-up)");
    }
    if (c->run.initial == INITIAL_WARM)
        text_add(line, " · warm start");
    text_add(line, " · seed %lld", (long long)c->run.seed);
}

static void add_identity(struct paper *p, const struct summary *s)
{
    const char *title = s->layout->scenario->title;
    struct text line = {0};

    if (title)
        paper_ink(p, INK_BOLD, title);
    text_add(&p->text, "%s", title ? "\n" : "");
    report_identity(&line, s);
    paper_wrap(p, text_of(&line), 0, 0);
    text_add(&p->text, "\n");
    text_free(&line);
}

/* ---- the verdict, in a sentence ---- */

/* What a limit was worth at some instant; changes of capacity move it. */
void report_rate_unit(struct text *text, const char *unit)
{
    text_add(text, "%s%s/s", unit ? " " : "", unit ? unit : "");
}

static void add_worth(struct text *text, const struct limit_use *u, double worth)
{
    number_add(text, worth);
    if (u->kind == LIMIT_BUCKET)
        report_rate_unit(text, u->unit);
    else if (u->unit)
        text_add(text, " %s%s", u->unit, worth == 1 ? "" : "s");
    else if (u->kind == LIMIT_LEVEL)
        text_add(text, " at once");
}

static bool has_culprit(const struct limit_use *u)
{
    return !isnan(u->key) && u->key_share >= 0.5 && u->key_rate > u->value;
}

/* A key that asks for more than one range of keys serves: capacity of the whole is not
 * what is short.  Of the limit that gave way first, else of the one that matters most. */
static void add_culprit(struct text *text, const struct summary *s)
{
    const struct limit_use *u = s->first;

    for (size_t i = 0; !has_culprit(u) && i < s->limits; i++)
        u = &s->limit[i];
    if (!has_culprit(u))
        return;
    if (u != s->first)
        text_add(text, " At %s", u->address);
    text_add(text, u == s->first ? " Key %.0f asks for " : " key %.0f asks for ", u->key);
    number_add(text, u->key_rate);
    text_add(text, "/s, retries included; one range of keys serves ");
    add_worth(text, u, u->value);
    text_add(text, ". More capacity of the table does not help it: ");
    number_add_percent(text, u->key_share);
    text_add(text, " %% of these rejections are of this key.");
}

static void add_first(struct text *text, const struct summary *s)
{
    const struct limit_use *u = s->first;

    text_add(text, " First to give way: %s, ", u->address);
    if (u->first_low < u->first_high) {
        number_add(text, u->first_low);
        text_add(text, " to ");
    }
    add_worth(text, u, u->first_high);
    text_add(text, ", at ");
    number_add_clock(text, u->first);
    if (s->during)
        text_add(text, " in %s", s->during->name);
    if (u->runs_hit < s->replications)
        text_add(text, " in %zu of %zu runs", u->runs_hit, s->replications);
    text_add(text, ":");
    if (u->rejected.point > 0) {
        text_add(text, " ");
        number_add(text, u->rejected.point);
        text_add(text, " turned away");
    }
    if (u->delayed.point > 0) {
        text_add(text, u->rejected.point > 0 ? ", " : " ");
        number_add(text, u->delayed.point);
        text_add(text, " made to wait");
    }
    text_add(text, ".");
    add_culprit(text, s);
}

static void add_nearest(struct text *text, const struct summary *s)
{
    text_add(text, " Nothing gave way");
    if (s->limits > 0 && s->limit[0].peak.point > 0) {
        text_add(text, "; nearest is %s, ", s->limit[0].address);
        number_add_percent(text, s->limit[0].peak.point);
        text_add(text, " %% of ");
        add_worth(text, &s->limit[0], s->limit[0].peak_value);
        text_add(text, " in use at ");
        number_add_clock(text, s->limit[0].peak_at);
    }
    text_add(text, ".");
}

static void add_counts(struct text *text, const struct summary *s)
{
    if ((s->missed || s->undecided) && s->objectives > 1)
        text_add(text, " %zu of %zu objectives", s->missed ? s->missed : s->undecided,
                 s->objectives);
    else
        text_add(text, s->objectives > 1 ? " all %zu objectives" : " the objective",
                 s->objectives);
    if (s->missed && s->undecided)
        text_add(text, ", %zu undecided", s->undecided);
    text_add(text, ".");
}

void report_verdict(struct paper *p, const struct summary *s)
{
    const char *word = s->missed ? "MISSED" : s->undecided ? "UNDECIDED" : "MET";
    enum ink ink = s->missed ? INK_BAD : s->undecided ? INK_DOUBT : INK_GOOD;
    struct text text = {0};
    size_t at = 0;

    if (s->objectives > 0) {
        paper_ink(p, ink, word);
        at = strlen(word);
        add_counts(&text, s);
    }
    if (s->first)
        add_first(&text, s);
    else
        add_nearest(&text, s);
    paper_wrap(p, text_of(&text), at, 0);
    text_free(&text);
}

/* ---- series and closing lines ---- */

/* Infinite: not by the end, or too few runs for that end of an interval. */
static void add_drain_time(struct text *text, double s)
{
    if (isfinite(s))
        number_add(text, s);
    else
        text_add(text, "never");
}

static void drain_row(struct table *t, const struct drained *d)
{
    struct text cell = {0};

    table_row(t);
    text_add(&cell, "%s of %s", d->metric, d->address);
    table_cell(t, &cell);
    table_words(t, d->burst->name);
    add_drain_time(&cell, d->median.point);
    table_cell(t, &cell);
    if (isfinite(d->median.low)) {
        text_add(&cell, "[");
        add_drain_time(&cell, d->median.low);
        text_add(&cell, ", ");
        add_drain_time(&cell, d->median.high);
        text_add(&cell, "]");
    } else {
        text_add(&cell, "–");
    }
    table_cell(t, &cell);
    add_drain_time(&cell, d->p90.point);
    table_cell(t, &cell);
    text_add(&cell, "%zu of %zu", d->open, d->runs);
    table_cell(t, &cell);
}

/* Times to drain, over runs: quantiles bear runs that have not drained, a mean would not.
 */
void report_drains(struct paper *p, const struct summary *s)
{
    struct table t;

    if (s->drains == 0)
        return;
    table_start(&t);
    t.left[1] = true;
    table_words(&t, "time to drain");
    table_words(&t, "after");
    table_words(&t, "median s");
    table_words(&t, "interval");
    table_words(&t, "p90 s");
    table_words(&t, "not by the end");
    for (size_t i = 0; i < s->drains; i++)
        drain_row(&t, &s->drained[i]);
    text_add(&p->text, "\n");
    paper_table(p, &t);
    table_free(&t);
}

/* What AWS would have refused to change, which else would go unseen. */
void report_refusals(struct paper *p, const struct summary *s)
{
    struct text line = {0};

    for (size_t i = 0; i < s->measures; i++) {
        const struct measured *m = &s->measured[i];
        const struct metric *row = place_row(m->place);
        double count = m->is[MEASURE_COUNT].point;

        if (m->phase || !row->refuses || !(count > 0))
            continue;
        text_add(&line, "%s: AWS refuses ", m->address);
        number_add(&line, count);
        text_add(&line, " change%s a run, and nothing changes: %s", count > 1 ? "s" : "",
                 row->refuses);
        text_add(&p->text, "\n");
        paper_wrap(p, text_of(&line), 0, 4);
        text_free(&line);
    }
}

static void add_series(struct paper *p, const struct summary *s)
{
    size_t count = s->layout->periods, most = 0;

    if (!s->requests || count < 2)
        return;
    for (size_t k = 0; k < count; k++)
        if (s->requests[k] > s->requests[most])
            most = k;
    text_add(&p->text, "\nrequests/s  ");
    paper_spark(p, s->requests, count, 0);
    text_add(&p->text, "  max ");
    number_add(&p->text, s->requests[most]);
    text_add(&p->text, "/s at ");
    number_add_clock(&p->text, (double)((sim_time)most * s->layout->period) / 1e9);
    text_add(&p->text, "\n");
}

/* By what the series show, or by what they cannot show yet. */
static void add_suggestion(struct text *text, const struct summary *s)
{
    const struct memory *m = &s->layout->scenario->memory;

    if (s->warm_up.seen > 0) {
        text_add(text, "by MSER the run has settled after ");
        number_add_time(text, ceil((double)s->warm_up.seen / 1e9));
        text_add(text, s->layout->scenario->run.warm_up > 0 ? " more" : "");
    }
    if (s->warm_up.by_memory) {
        text_add(text, "%sit began empty, which shows for up to ",
                 s->warm_up.seen > 0 ? "; " : "");
        number_add_time(text, (double)m->length / 1e9);
        text_add(text, " (%s of %s)", m->what, m->address);
    }
    text_add(text, ": ");
    if (s->warm_up.by_memory)
        text_add(text, "run.initial = \"warm\", or ");
    text_add(text, "--warm-up '");
    number_add_time(text, ceil((double)s->warm_up.suggested / 60e9) * 60);
    text_add(text, "'");
    if (s->warm_up.suggested >= s->layout->scenario->run.duration)
        text_add(text, " of a longer run");
}

/* One steady run that is too short to be cut into batches. */
static void add_too_short(struct paper *p, const struct summary *s)
{
    const struct scenario *c = s->layout->scenario;
    struct text text = {0};

    if (!c->steady || c->run.replications > 1 || s->alone >= 0 || s->precise ||
        s->layout->strides != STRIDES)
        return;
    text_add(&text,
             "one run of fewer than %d arrivals: too few for intervals by batches; "
             "--replications 10, or a longer run",
             ARRIVALS_OF_ONE);
    text_add(&p->text, "\n");
    paper_wrap(p, text_of(&text), 0, 9);
    text_free(&text);
}

/* What the batches of one long run can say, and what would let them say the rest. */
static void add_batches(struct paper *p, const struct summary *s)
{
    const struct batch_means *b = &s->batches;
    struct text text = {0};
    double wanted = 30.0 * 30 * b->relaxation;

    if (b->count == 0) {
        add_too_short(p, s);
        return;
    }
    text_add(&text, "one run, %zu batches of ", b->count);
    number_add_time(&text, (double)b->length / 1e9);
    text_add(&text, ": intervals of %zu of %zu metrics", b->told, b->metrics);
    if (b->told < b->metrics && b->slowest && wanted > (double)b->length / 1e9 * 30) {
        text_add(&text, "; %s of %s remembers for ", place_row(b->slowest->place)->name,
                 b->slowest->address);
        number_add_time(&text, ceil(b->relaxation));
        text_add(&text,
                 ", a batch is to be 30 times that: --replications 10, or --duration '");
        number_add_time(&text, ceil(wanted / 60) * 60);
        text_add(&text, "'");
    }
    text_add(&p->text, "\n");
    paper_wrap(p, text_of(&text), 0, 9);
    text_free(&text);
}

/* What --precision came to. */
static void add_rounds(struct paper *p, const struct summary *s)
{
    struct text text = {0};

    if (!s->precise)
        return;
    text_add(&text, "precision ");
    number_add_percent(&text, s->layout->scenario->run.precision);
    text_add(&text, " %%: %zu replications in %zu look%s at ", s->replications, s->looks,
             s->looks == 1 ? "" : "s");
    number_add_percent(&text, s->confidence);
    text_add(&text, " %%; %s",
             !s->reached          ? "more are not tried, it was not reached"
             : s->objectives == 0 ? "the intervals of latency and cost are as narrow"
             : s->undecided == 0  ? "every objective is decided"
                                  : "what is undecided is that near to its threshold, or "
                                    "has no steady state");
    text_add(&p->text, "\n");
    paper_wrap(p, text_of(&text), 0, 9);
    text_free(&text);
}

static void add_reduction(struct text *text, const struct estimate *e, const char *of)
{
    if (!(e->reduction > 0))
        return;
    text_add(text, "%s ÷ ", text->length ? "," : "antithetic pairs: variance");
    number_add(text, e->reduction);
    text_add(text, " of %s", of);
}

/* What antithetic runs have brought: below 1 they cost. */
static void add_pairs(struct paper *p, const struct summary *s)
{
    struct text text = {0}, of = {0};

    for (size_t i = 0; i < s->measures && !s->measured[i].phase; i++) {
        const struct measured *m = &s->measured[i];
        if (!layout_breaks_down(m->place->model) ||
            strcmp(place_row(m->place)->name, "latency") != 0)
            continue;
        text_free(&of);
        text_add(&of, "mean(%s.latency)", m->address);
        add_reduction(&text, &m->is[MEASURE_MEAN], text_of(&of));
    }
    add_reduction(&text, &s->cost_run, "cost.run");
    if (text.length > 0) {
        text_add(&p->text, "\n");
        paper_wrap(p, text_of(&text), 0, 9);
    }
    text_free(&text);
    text_free(&of);
}

static void add_unsettled(struct text *text, const struct warm_up *w)
{
    text_add(text, "no steady state was found of %s", w->what);
    if (w->unsettled > 1)
        text_add(text, " and %zu other%s", w->unsettled - 1, w->unsettled > 2 ? "s" : "");
    text_add(text, ": a longer run may, a queue that grows never does");
}

static void add_warm_up(struct paper *p, const struct summary *s)
{
    struct text text = {0};

    if (!s->warm_up.asked || (s->warm_up.unsettled == 0 && s->warm_up.suggested == 0))
        return;
    text_add(&text, "warm-up: ");
    if (s->layout->scenario->run.warm_up == 0)
        text_add(&text, "nothing was cut; ");
    if (s->warm_up.unsettled > 0)
        add_unsettled(&text, &s->warm_up);
    else
        add_suggestion(&text, s);
    text_add(&p->text, "\n");
    paper_wrap(p, text_of(&text), 0, 9);
    text_free(&text);
}

void report_remarks(struct paper *p, const struct summary *s)
{
    add_batches(p, s);
    add_rounds(p, s);
    add_pairs(p, s);
    add_warm_up(p, s);
}

static const char *quoted(const char *word, struct text *text)
{
    text_add(text, "'");
    for (; *word; word++)
        text_add(text, *word == '\'' ? "'\\''" : "%c", *word);
    text_add(text, "'");
    return text_of(text);
}

/* The next command: what was run, with the binding limit raised. */
static void add_next(struct paper *p, const struct summary *s)
{
    const struct limit_use *u = s->first;
    struct text set = {0}, word = {0};
    size_t assumed = s->layout->scenario->assumptions;

    text_add(&p->text, "\n");
    if (assumed) {
        text_add(&set,
                 "assumed, not measured by AWS: %zu value%s (headroom check %s lists %s)",
                 assumed, assumed == 1 ? "" : "s", s->file, assumed == 1 ? "it" : "them");
        paper_wrap(p, text_of(&set), 0, 4);
        text_free(&set);
    }
    text_add(&p->text, "next   ");
    if (!u || !u->raises) {
        text_add(&p->text, "headroom check %s\n", s->file);
        return;
    }
    text_add(&p->text, "headroom run %s \\\n", s->file);
    for (size_t i = 0; i < s->sets; i++) {
        text_add(&p->text, "         --set %s \\\n", quoted(s->set[i], &word));
        text_free(&word);
    }
    text_add(&set, "%s=%s", u->address, u->raises);
    text_add(&p->text, "         --set %s\n", quoted(text_of(&set), &word));
    text_free(&set);
    text_free(&word);
}

void report_text(struct paper *p, const struct reporting *what)
{
    const struct summary *s = what->summary;

    add_identity(p, s);
    report_verdict(p, s);
    report_refusals(p, s);
    report_objectives(p, s);
    report_limits(p, what);
    report_models(p, s);
    report_activities(p, s);
    add_series(p, s);
    report_capacity_series(p, s);
    report_drains(p, s);
    report_costs(p, s);
    report_remarks(p, s);
    add_next(p, s);
}
