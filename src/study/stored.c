#include "study/stored.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/h5.h"
#include "output/number.h"
#include "output/store.h"
#include "registry.h"
#include "study/sampling.h"

struct storing {
    struct sampling with;
    struct h5_file *file;
    struct stored_run *to;
    struct diag *diag;
};

/* A variable along replications: `each` numbers of every one. */
struct dataset {
    double *value;
    size_t each;
};

static struct dataset dataset_of(struct storing *s, const char *name)
{
    struct h5_shape shape;
    struct dataset d = {0};

    if (!h5_find(s->file, name, &shape) || shape.type == H5_TEXT || shape.rank == 0 ||
        shape.size[0] != s->to->replications)
        return d;
    d.value = arena_get(s->with.arena, (shape.count + 1) * sizeof *d.value);
    d.each = shape.count / shape.size[0];
    if (!h5_read(s->file, name, d.value))
        return (struct dataset){0};
    return d;
}

static struct dataset summary_of(struct storing *s, const char *model, const char *metric)
{
    return dataset_of(s, arena_text(s->with.arena, "%s_%s_summary", model, metric));
}

/* The names along a dimension; returns how many. */
static size_t labels_of(struct storing *s, const char *axis, const char ***label)
{
    struct h5_shape shape;
    char **text;

    if (!h5_find(s->file, axis, &shape) || shape.type != H5_TEXT)
        return 0;
    text = xcalloc(shape.count + 1, sizeof *text);
    *label = arena_get(s->with.arena, (shape.count + 1) * sizeof **label);
    if (!h5_read_text(s->file, axis, text))
        shape.count = 0;
    for (size_t i = 0; i < shape.count; i++) {
        (*label)[i] = arena_text(s->with.arena, "%s", text[i] ? text[i] : "");
        free(text[i]);
    }
    free(text);
    return shape.count;
}

/* ---- metrics ---- */

struct kept { /* one metric of one resource */
    const struct model *model;
    const struct metric *row;
    const char *address;
    size_t member;
};

static void numbers(const struct dataset *d, size_t index, size_t n, double *x)
{
    for (size_t r = 0; r < n; r++)
        x[r] = index < d->each ? d->value[r * d->each + index] : NAN;
}

/* The sum of the counts "invocations+throttles" into `base`; false: one is not there. */
static bool base_of(struct storing *s, const struct kept *k, const char *names)
{
    size_t n = s->with.n;
    double *one = arena_get(s->with.arena, (n + 1) * sizeof *one);

    for (size_t r = 0; r < n; r++)
        s->with.base[r] = 0;
    while (*names) {
        size_t length = strcspn(names, "+");
        struct dataset d = summary_of(
            s, k->model->name, arena_text(s->with.arena, "%.*s", (int)length, names));
        if (!d.value)
            return false;
        numbers(&d, k->member, n, one);
        for (size_t r = 0; r < n; r++)
            s->with.base[r] += one[r];
        names += length + (names[length] == '+');
    }
    return true;
}

static const char *asked(struct storing *s, const char *aggregate, const struct kept *k)
{
    return arena_text(s->with.arena, "%s(%s.%s)", aggregate, k->address, k->row->name);
}

static void take_count(struct storing *s, const struct kept *k, const struct dataset *d)
{
    bool share = k->row->base && base_of(s, k, k->row->base);

    numbers(d, k->member, s->with.n, s->with.x);
    if (share)
        sampling_share(&s->with,
                       sampling_add(&s->with, asked(s, "share", k), UNIT_SHARE));
    else
        sampling_mean(&s->with, sampling_add(&s->with, asked(s, "sum", k), UNIT_COUNT));
}

static enum unit shown_unit(const struct metric *row)
{
    return strcmp(row->units, "s") == 0    ? UNIT_TIME
           : strcmp(row->units, "By") == 0 ? UNIT_BYTES
                                           : UNIT_FACTOR;
}

static double scale_of(const struct metric *row)
{
    return shown_unit(row) == UNIT_TIME ? 1e9 : 1;
}

static void take_level(struct storing *s, const struct kept *k, const struct dataset *d)
{
    numbers(d, k->member * STATISTICS + STAT_AVERAGE, s->with.n, s->with.x);
    for (size_t r = 0; r < s->with.n; r++)
        s->with.x[r] *= scale_of(k->row);
    sampling_mean(&s->with,
                  sampling_add(&s->with, asked(s, "mean", k), shown_unit(k->row)));
}

static void take_observed(struct storing *s, const struct kept *k,
                          const struct dataset *d)
{
    double *x = s->with.x, *base = s->with.base;

    numbers(d, k->member * STATISTICS + STAT_AVERAGE, s->with.n, x);
    numbers(d, k->member * STATISTICS + STAT_COUNT, s->with.n, base);
    for (size_t r = 0; r < s->with.n; r++)
        x[r] = base[r] > 0 ? x[r] * base[r] * scale_of(k->row) : 0;
    sampling_ratio(&s->with,
                   sampling_add(&s->with, asked(s, "mean", k), shown_unit(k->row)));
}

static void take_metric(struct storing *s, const struct kept *k)
{
    struct dataset d = summary_of(s, k->model->name, k->row->name);

    if (!d.value)
        return;
    switch (k->row->kind) {
    case METRIC_COUNT:
        take_count(s, k, &d);
        break;
    case METRIC_LEVEL:
        take_level(s, k, &d);
        break;
    case METRIC_OBSERVED:
        take_observed(s, k, &d);
        break;
    }
}

/* ---- quantiles of clients' latencies ---- */

/* All replications' values of one resource together, as they were counted. */
static struct histogram_run *pooled_of(struct storing *s, const struct kept *k,
                                       const struct dataset *summary)
{
    const char *name =
        arena_text(s->with.arena, "%s_%s_histogram", k->model->name, k->row->name);
    struct dataset count = dataset_of(s, name),
                   over = dataset_of(s, arena_text(s->with.arena, "%s_excess", name));
    struct histogram_run *h = arena_get(s->with.arena, sizeof *h);
    size_t from = k->member * HISTOGRAM_BINS;
    double least = INFINITY, most = 0;

    if (count.each < from + HISTOGRAM_BINS || over.each != count.each ||
        summary->each < (k->member + 1) * STATISTICS)
        return NULL;
    for (size_t r = 0; r < s->with.n; r++) {
        const double *stat = summary->value + r * summary->each + k->member * STATISTICS;
        least = fmin(least, stat[STAT_MINIMUM]);
        most = fmax(most, stat[STAT_MAXIMUM]);
        for (size_t b = 0; b < HISTOGRAM_BINS; b++) {
            size_t at = r * count.each + from + b;
            h->count[b] += (uint64_t)count.value[at];
            h->over[b] += (uint64_t)(over.value[at] * 1e9 + 0.5);
            h->n += (uint64_t)count.value[at];
        }
    }
    if (h->n == 0)
        return NULL;
    h->min = (int64_t)(least * 1e9 + 0.5);
    h->max = (int64_t)(most * 1e9 + 0.5);
    return h;
}

static void take_quantiles(struct storing *s, const struct kept *k)
{
    const struct sampled_quantile *shown = sampled_quantiles;
    struct dataset d = summary_of(s, k->model->name, k->row->name);
    struct histogram_run *pooled = d.value ? pooled_of(s, k, &d) : NULL;

    for (size_t i = 0; pooled && i < SAMPLED_QUANTILES; i++) {
        numbers(&d, k->member * STATISTICS + shown[i].stat, s->with.n, s->with.x);
        numbers(&d, k->member * STATISTICS + STAT_COUNT, s->with.n, s->with.base);
        for (size_t r = 0; r < s->with.n; r++)
            s->with.x[r] *= 1e9;
        sampling_quantile(&s->with,
                          sampling_add(&s->with, asked(s, shown[i].word, k), UNIT_TIME),
                          shown[i].p, histogram_quantile(pooled, shown[i].p));
    }
}

/* ---- all of a file ---- */

static bool is_latency(const struct kept *k)
{
    return strcmp(k->model->name, "client") == 0 && strcmp(k->row->name, "latency") == 0;
}

static void take_member(struct storing *s, struct kept *k)
{
    for (k->row = k->model->metrics; k->row && k->row->name; k->row++) {
        if (k->row->of == OF_SERVICE)
            take_metric(s, k);
        if (k->row->of == OF_SERVICE && is_latency(k))
            take_quantiles(s, k);
    }
}

static void take_models(struct storing *s)
{
    for (size_t m = 0; model_at(m); m++) {
        const char **label = NULL;
        size_t members = labels_of(s, model_at(m)->dimension, &label);

        for (size_t i = 0; i < members; i++) {
            struct kept k = {.model = model_at(m), .member = i};
            k.address = arena_text(s->with.arena, "%s.%s", k.model->name, label[i]);
            take_member(s, &k);
        }
    }
}

static double sum_of(const struct dataset *d, size_t replication)
{
    double sum = 0;

    for (size_t i = 0; i < d->each; i++)
        sum += d->value[replication * d->each + i];
    return sum;
}

static void take_cost(struct storing *s, const char *name, const char *variable)
{
    struct dataset d = dataset_of(s, variable);

    for (size_t r = 0; d.value && r < s->with.n; r++)
        s->with.x[r] = sum_of(&d, r);
    if (d.value)
        sampling_mean(&s->with, sampling_add(&s->with, name, UNIT_MONEY));
}

static void take_limits(struct storing *s)
{
    struct dataset d = dataset_of(s, "limit_rejections_summary");
    const char **label = NULL;
    size_t limits = labels_of(s, "limit", &label);

    for (size_t i = 0; i < limits && i < d.each; i++) {
        numbers(&d, i, s->with.n, s->with.x);
        sampling_mean(&s->with, sampling_add(&s->with,
                                             arena_text(s->with.arena, "rejections at %s",
                                                        label[i]),
                                             UNIT_COUNT));
    }
}

/* ---- what file it is ---- */

static const char *attribute(struct storing *s, const char *name)
{
    char *text = h5_attribute(s->file, NULL, name);
    const char *kept = arena_text(s->with.arena, "%s", text ? text : "");

    free(text);
    return kept;
}

static double number(struct storing *s, const char *name)
{
    double value = NAN;

    h5_attribute_number(s->file, NULL, name, &value);
    return value;
}

static const char *about(struct storing *s)
{
    const char *title = attribute(s, "title");
    struct text line = {0};
    const char *kept;

    text_add(&line, "%s%s%s %s · %zu replication%s × ", title, *title ? " · " : "",
             attribute(s, "profile"), attribute(s, "region"), s->to->replications,
             s->to->replications == 1 ? "" : "s");
    number_add_time(&line, number(s, "duration"));
    text_add(&line, " · seed %.0f", s->to->seed);
    kept = arena_text(s->with.arena, "%s", text_of(&line));
    text_free(&line);
    return kept;
}

static bool identify(struct storing *s)
{
    struct h5_shape shape;
    struct stored_run *to = s->to;
    struct where at = {to->path, 0};

    if (!store_is_ours(s->file, to->path, s->diag))
        return false;
    if (h5_find(s->file, "point", &shape)) {
        diag_error(s->diag, at,
                   "holds the points of a study: compare takes results of headroom run");
        return false;
    }
    if (number(s, "antithetic") > 0) {
        diag_error(s->diag, at,
                   "holds antithetic runs: compare takes each run by itself");
        return false;
    }
    if (!h5_find(s->file, "replication", &shape) || shape.count == 0) {
        diag_error(s->diag, at, "holds no replication");
        return false;
    }
    to->replications = shape.count;
    to->replication = arena_get(s->with.arena, shape.count * sizeof *to->replication);
    to->seed = number(s, "seed");
    to->confidence = number(s, "confidence");
    return h5_read(s->file, "replication", to->replication);
}

bool stored_read(const char *path, struct arena *arena, struct stored_run *to,
                 struct diag *diag)
{
    struct storing s = {
        .with.arena = arena, .file = h5_open(path, diag), .to = to, .diag = diag};

    *to = (struct stored_run){.path = path};
    if (!s.file)
        return false;
    bool fine = identify(&s);
    if (fine) {
        sampling_begin(&s.with, arena, &to->columns, to->replications);
        to->about = about(&s);
        take_models(&s);
        take_cost(&s, "cost.run", "cost_run");
        take_cost(&s, "cost.month", "cost_month");
        take_limits(&s);
    }
    h5_shut(s.file);
    return fine;
}
