/* series.c - what CloudWatch prints becomes points in the order of time. */
#include "import/series.h"

#include <stdio.h>
#include <string.h>

#include "base/sort.h"
#include "config/clock.h"
#include "import/load.h"

/* ---- points ---- */

/* "Z", "+00:00", "-05:30": s ahead of UTC; false: it is none of them. */
static bool zone_in(const char *text, int64_t *ahead)
{
    int hours = 0, minutes = 0, length = 0;

    *ahead = 0;
    if (strcmp(text, "Z") == 0)
        return true;
    if (!*text || !strchr("+-", *text) ||
        sscanf(text + 1, "%2d:%2d%n", &hours, &minutes, &length) != 2 || length != 5 ||
        text[6])
        return false;
    *ahead = (*text == '-' ? -1 : 1) * (hours * INT64_C(3600) + minutes * INT64_C(60));
    return true;
}

/* "2026-03-01T10:05:00Z", with a fraction or not; Python writes a blank for the T. */
static bool time_in(struct import *i, const char *text, int64_t *at)
{
    const char *rest = strlen(text) > 19 ? text + 19 : "";
    char *seconds = arena_text(i->arena, "%.19s", text);
    int64_t ahead;

    if (strlen(seconds) == 19 && seconds[10] == ' ')
        seconds[10] = 'T';
    if (*rest == '.')
        rest += 1 + strspn(rest + 1, "0123456789");
    if (!clock_read(seconds, "", at) || !zone_in(rest, &ahead))
        return false;
    *at -= ahead;
    return *at >= 0;
}

/* A text, or the members of Python's datetime as placebo records them. */
static bool time_of(struct import *i, const struct node *said, int64_t *at)
{
    static const char *const parts[] = {"year", "month",  "day",
                                        "hour", "minute", "second"};
    double part[6];

    if (said->kind != NODE_GROUP)
        return said->text && time_in(i, said->text, at);
    for (size_t k = 0; k < 6; k++) {
        const char *text = text_at(said, parts[k]);
        if (!text || !load_number_in(text, &part[k]) || !(part[k] >= 0 && part[k] < 9999))
            return false;
    }
    return time_in(i,
                   arena_text(i->arena, "%04.0f-%02.0f-%02.0fT%02.0f:%02.0f:%02.0fZ",
                              part[0], part[1], part[2], part[3], part[4], part[5]),
                   at);
}

static void add_point(struct metrics *m, struct series *s, const struct node *time,
                      const struct node *value)
{
    struct point p;

    if (!time || !time_of(m->i, time, &p.at)) {
        diag_error(m->i->diag, time ? time->at : s->where,
                   "a Timestamp such as 2026-03-01T10:05:00Z is wanted");
        return;
    }
    if (!value || !value->text || !load_number_in(value->text, &p.value)) {
        diag_error(m->i->diag, time->at, "a value that is a number is wanted");
        return;
    }
    s->point = arena_room(m->i->arena, s->point, s->points, sizeof *s->point);
    s->point[s->points++] = p;
}

static int by_time(const void *a, const void *b)
{
    const struct point *x = a, *y = b;

    return (x->at > y->at) - (x->at < y->at);
}

static void in_order(struct metrics *m, struct series *s)
{
    size_t kept = 0;

    sort_stable(s->point, s->points, sizeof *s->point, by_time);
    for (size_t k = 0; k < s->points; k++)
        if (kept == 0 || s->point[k].at != s->point[kept - 1].at)
            s->point[kept++] = s->point[k];
    if (kept < s->points)
        note(m->i, s->where, "%s: %zu points of a time that is there already", s->label,
             s->points - kept);
    s->points = kept;
}

/* ---- series ---- */

static struct series *add_series(struct metrics *m, const struct node *said)
{
    const char *label = text_at(said, "Label"), *id = text_at(said, "Id");
    struct series *s = arena_get(m->i->arena, sizeof *s);

    s->id = id ? id : "";
    s->label = label && *label ? label : id ? id : "metric";
    s->where = said->at;
    *m->last = s;
    m->last = &s->next;
    return s;
}

/* Of get-metric-data: two lists side by side. */
static void parallel_lists(struct metrics *m, const struct node *said)
{
    const struct node *times = node_member(said, "Timestamps"), *time;
    const struct node *values = node_member(said, "Values"), *value;
    const char *status = text_at(said, "StatusCode");
    struct series *s = add_series(m, said);

    if (status && strcmp(status, "Complete") != 0)
        note(m->i, said->at, "%s: StatusCode %s: not all of its data are there", s->label,
             status);
    if (!times || !values || times->count != values->count) {
        diag_error(m->i->diag, said->at, "%s: Timestamps and Values are not as many",
                   s->label);
        return;
    }
    for (time = times->first, value = values->first; time;
         time = time->next, value = value->next)
        add_point(m, s, time, value);
    in_order(m, s);
}

/* NULL: it has none of that name. */
static const struct node *statistic(const struct node *point, const char *stat)
{
    const struct node *one = node_member(point, stat);
    const struct node *extended = node_member(point, "ExtendedStatistics");

    return !one && extended ? node_member(extended, stat) : one;
}

/* Of get-metric-statistics: a statistic that each datapoint has. */
static void datapoints(struct metrics *m, const struct node *root, const char *stat)
{
    const struct node *list = node_member(root, "Datapoints");
    struct series *s = NULL;

    for (const struct node *one = list->first; one; one = one->next) {
        const struct node *value = one->kind == NODE_GROUP ? statistic(one, stat) : NULL;
        if (!value)
            continue;
        if (!s)
            s = add_series(m, root);
        s->stat = stat;
        add_point(m, s, node_member(one, "Timestamp"), value);
    }
    if (s)
        in_order(m, s);
}

/* GetMetricStatistics answers 10 percentiles at most (CloudWatch API reference, 2026). */
enum { MOST_EXTENDED = 10 };

static void all_datapoints(struct metrics *m, const struct node *root)
{
    static const char *const stats[] = {"Sum", "SampleCount", "Average", "Minimum",
                                        "Maximum"};
    const struct node *first = node_member(root, "Datapoints")->first;
    const struct node *extended = first ? node_member(first, "ExtendedStatistics") : NULL;

    for (size_t k = 0; k < sizeof stats / sizeof *stats; k++)
        datapoints(m, root, stats[k]);
    if (!extended || extended->kind != NODE_GROUP || extended->count > MOST_EXTENDED)
        return;
    for (const struct node *one = extended->first; one; one = one->next)
        datapoints(m, root, one->name);
}

const struct node *series_root(const struct node *said)
{
    const struct node *data = node_member(said, "data");

    return data && data->kind == NODE_GROUP && node_member(said, "status_code") ? data
                                                                                : said;
}

void series_read(struct metrics *m, const struct node *said)
{
    const struct node *root = series_root(said);
    const struct node *results = node_member(root, "MetricDataResults");

    if (node_member(root, "NextToken"))
        note(m->i, root->at, "NextToken: this is one page of several");
    for (const struct node *one = results ? results->first : NULL; one; one = one->next)
        if (one->kind == NODE_GROUP)
            parallel_lists(m, one);
        else
            diag_error(m->i->diag, one->at, "a result is a group");
    if (!results)
        all_datapoints(m, root);
}
