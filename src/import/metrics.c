/* metrics.c - what CloudWatch counted becomes the load of a client.
 *
 * Files are what `aws cloudwatch get-metric-data` and `get-metric-statistics` print, or
 * placebo recorded of them.  How
 * long a period is stands in neither: it is the largest that all times are multiples of.
 * Where nothing came there is no point, which is a rate of 0.
 */
#include <math.h>
#include <string.h>

#include "config/clock.h"
#include "import/load.h"
#include "import/open.h"
#include "import/series.h"

/* Metrics that count what comes, by their names in CloudWatch (user guides of the
 * services, 2026), and the rooms that it comes to. */
static const struct {
    const char *name, *room;
} counts[] = {
    {"Count", "apigateway"},
    {"Invocations", "lambda"},
    {"NumberOfMessagesSent", "sqs"},
    {"NumberOfMessagesPublished", "sns"},
    {"IncomingRecords", "kinesis"},
    {"ExecutionsStarted", "stepfunctions"},
    {"PutEventsEntriesCount", "events"},
    {"RequestCount", ""},
};

/* ---- series ---- */

static bool is_word_in(const char *word, const char *text)
{
    size_t length = strlen(word);

    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        if ((at == text || strchr(" :/.,-", at[-1])) &&
            (!at[length] || strchr(" :/.,-", at[length])))
            return true;
    return false;
}

/* The load is a sum of what is counted, or what --parameter load=LABEL says. */
static const char *room_of(struct metrics *m, const struct series *s)
{
    const char *wanted = load_given(m->i, "load");

    if (wanted && strcmp(wanted, s->label) != 0 && strcmp(wanted, s->id) != 0)
        return NULL;
    if (s->stat && strcmp(s->stat, "Sum") != 0)
        return NULL;
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
        if (is_word_in(counts[k].name, s->label))
            return counts[k].room;
    return wanted ? "" : NULL;
}

/* ---- loads ---- */

static int64_t common(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* s; 0: it cannot be told from one point. */
static int64_t period_of(struct metrics *m, const struct series *s)
{
    const char *given = load_given(m->i, "period");
    struct node said = {.kind = NODE_TEXT, .name = "period", .at = s->where};
    int64_t period = 0;
    double ns = 0;

    said.text = given;
    if (given && load_time(m->i, &said, SECOND_NS, &ns) && ns < SECOND_NS)
        diag_error(m->i->diag, s->where, "period: 1 s at least");
    if (given)
        return (int64_t)(ns / SECOND_NS);
    for (size_t k = 1; k < s->points; k++)
        period = common(s->point[k].at - s->point[k - 1].at, period);
    return period;
}

/* Neighbours of the same rate are one phase. */
static void for_a_while(struct metrics *m, struct load *load, double rate, double s,
                        const char *open)
{
    struct load_phase p = {.rate = rate, .to = rate, .duration = s * SECOND_NS};

    p.open = open;
    if (load->last && load->last->rate == rate && load->last->open == open)
        load->last->duration += p.duration;
    else
        load_phase(m->i, load, p);
}

static void phases(struct metrics *m, const struct series *s, struct load *load,
                   int64_t begin)
{
    int64_t period = period_of(m, s), at = begin;
    const char *open = period > 0 ? NULL : "its period: --parameter period=60 (seconds)";
    int64_t each = period > 0 ? period : 60;

    for (size_t k = 0; k < s->points; k++) {
        if (s->point[k].value < 0)
            diag_error(m->i->diag, s->where, "%s: less than nothing came", s->label);
        if (s->point[k].at < at) {
            diag_error(m->i->diag, s->where, "period: points are closer than that");
            return;
        }
        for_a_while(m, load, 0, (double)(s->point[k].at - at), NULL);
        for_a_while(m, load, s->point[k].value / (double)each, (double)each, open);
        at = s->point[k].at + each;
    }
    note(m->i, s->where,
         "%s: %zu periods of %s; shorter peaks are not in them, what is missing is 0",
         s->label, s->points, load_span(m->i, (double)each * SECOND_NS));
}

static void add_load(struct metrics *m, const struct series *s, int64_t begin)
{
    struct import *i = m->i;
    struct load *load = load_new(i, name_in_words(i->arena, s->label), s->where);

    load->room = *s->room ? s->room : NULL;
    load->remark = s->stat ? "as CloudWatch counted it, retries included"
                           : "a guess: CloudWatch counted it, these are sums";
    load_unknown(i, load, NULL);
    phases(m, s, load, begin);
}

/* What is no load is told: it may say what to fill in. */
static void tell(struct metrics *m, const struct series *s)
{
    double least = INFINITY, most = -INFINITY, sum = 0;

    for (size_t k = 0; k < s->points; k++) {
        least = fmin(least, s->point[k].value);
        most = fmax(most, s->point[k].value);
        sum += s->point[k].value;
    }
    if (s->points == 0)
        note(m->i, s->where, "%s: no data", s->label);
    else
        note(m->i, s->where, "%s%s%s: no load; %zu points from %.6g to %.6g, mean %.6g",
             s->label, s->stat ? " " : "", s->stat ? s->stat : "", s->points, least, most,
             sum / (double)s->points);
}

/* All on one clock, whose 0 is the first time of any. */
static void add_loads(struct metrics *m)
{
    const struct series *first = NULL;
    size_t loads = 0;
    int64_t begin = 0;
    int year, month, day;
    char hours[16];

    for (struct series *s = m->first; s; s = s->next) {
        s->room = s->points > 0 ? room_of(m, s) : NULL;
        if (s->room && ++loads == MOST_LOADS)
            diag_error(m->i->diag, s->where, "%d loads or more", MOST_LOADS);
        if (s->room && (!first || s->point[0].at < begin)) {
            first = s;
            begin = s->point[0].at;
        }
    }
    if (loads >= MOST_LOADS)
        return;
    for (struct series *s = m->first; s; s = s->next)
        if (s->room)
            add_load(m, s, begin);
        else
            tell(m, s);
    if (!first)
        return;
    clock_date(begin / DAY_SECONDS, &year, &month, &day);
    clock_write(begin % DAY_SECONDS, true, hours);
    m->i->start = arena_text(m->i->arena, "%04d-%02d-%02dT%sZ", year, month, day, hours);
}

void metrics_read(struct import *i)
{
    struct metrics m = {.i = i};
    const struct opened *any = NULL;

    m.last = &m.first;
    for (const struct opened *file = i->opened; file; file = file->next)
        if (file->kind == FILE_METRICS) {
            any = file;
            series_read(&m, file->root);
        }
    if (any && i->diag->errors == 0)
        add_loads(&m);
    if (any && i->diag->errors == 0 && !i->loads && !i->template)
        diag_error(
            i->diag, (struct where){any->path, 0},
            "no sum of it is a load (Count, Invocations, NumberOfMessagesSent ..): "
            "--parameter load=LABEL says which is");
}
