/* report_why.c - where the time went, and why: shares of a whole, the largest first. */
#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "flow/call.h"
#include "output/number.h"
#include "output/report.h"

/* Fewer than one in so many of their base are not asked about. */
#define ASKED_ABOUT 0.0005

/* The part of the count that has this cause; NaN: the metric is none. */
static double cause_share(const struct summary *s, const struct resource *r,
                          const struct metric *m)
{
    const char *count = r->model->caused;
    size_t length = strlen(count);
    const struct measured *all = report_measured(s, count, r->address, NULL), *one;

    if (strncmp(m->name, count, length) != 0 || m->name[length] != '_')
        return NAN;
    one = report_measured(s, m->name, r->address, NULL);
    return one && all ? one->is[MEASURE_COUNT].point / all->is[MEASURE_COUNT].point : NAN;
}

struct cause {
    const char *name;
    double share;
};
enum { CAUSES_MOST = 8 };

static int compare_causes(const void *a, const void *b)
{
    const struct cause *x = a, *y = b;

    return (x->share < y->share) - (x->share > y->share);
}

/* The largest first; of those alike the one that the table of metrics has first. */
static void add_causes(struct text *text, const struct summary *s,
                       const struct resource *r)
{
    struct cause cause[CAUSES_MOST];
    size_t n = 0;

    for (const struct metric *m = r->model->metrics; m->name && n < CAUSES_MOST; m++) {
        double share = cause_share(s, r, m);
        if (share >= 0.005)
            cause[n++] = (struct cause){m->name + strlen(r->model->caused) + 1, share};
    }
    sort_stable(cause, n, sizeof *cause, compare_causes);
    for (size_t i = 0; i < n; i++)
        text_add(text, "%s%s %.0f %%", i ? " · " : "", cause[i].name,
                 100 * cause[i].share);
}

void report_causes(struct paper *p, const struct summary *s, const struct resource *r)
{
    const struct measured *all = report_measured(s, r->model->caused, r->address, NULL);
    struct text head = {0}, causes = {0};

    if (!all || !(all->is[MEASURE_SHARE].point >= ASKED_ABOUT))
        return;
    for (const char *c = r->model->caused; *c; c++)
        text_add(&head, "%c", *c == '_' ? ' ' : *c);
    text_add(&head, " of %s", r->name);
    add_causes(&causes, s, r);
    text_add_left(&p->text, text_of(&head), 17);
    text_add(&p->text, "  %s\n", text_of(&causes));
    text_free(&head);
    text_free(&causes);
}

/* ---- where the time went ---- */

static const char *const part_name[TIME_PARTS] = {
    [TIME_NETWORK] = "network",
    [TIME_GATEWAY] = "gateway",
    [TIME_THROTTLE_WAIT] = "throttle wait",
    [TIME_COLD_START] = "cold start",
    [TIME_WORK] = "work",
    [TIME_WAIT] = "wait",
    [TIME_CALL] = "calls",
    [TIME_QUEUE] = "queue",
    [TIME_RETRY_DELAY] = "retry delay",
};

/* The largest that has not been said. */
static size_t largest(const struct estimate *part, const bool *said)
{
    size_t most = 0;

    while (said[most])
        most++;
    for (size_t i = most; i < TIME_PARTS; i++)
        if (!said[i] && part[i].point > part[most].point)
            most = i;
    return most;
}

/* The `most` largest, then what is left. */
static void add_shares(struct text *text, const struct estimate *part, size_t most)
{
    double total = 0, left;
    bool said[TIME_PARTS] = {false};

    for (size_t i = 0; i < TIME_PARTS; i++)
        total += isnan(part[i].point) ? 0 : part[i].point;
    left = total;
    for (size_t k = 0; k < most && total > 0; k++) {
        size_t next = largest(part, said);
        if (!(part[next].point >= 0.005 * total))
            break;
        said[next] = true;
        left -= part[next].point;
        text_add(text, "%s%s %.0f %%", k ? " · " : "", part_name[next],
                 100 * part[next].point / total);
    }
    if (left >= 0.005 * total && total > 0)
        text_add(text, " · other %.0f %%", 100 * left / total);
}

/* As many as the line has room for; nothing where nobody waited. */
static void shares_line(struct paper *p, const char *head, const struct estimate *part)
{
    size_t most = 4, taken = text_columns(head) + 2;
    struct text shares = {0};

    add_shares(&shares, part, most);
    taken = taken < 19 ? 19 : taken;
    while (taken + text_columns(text_of(&shares)) > p->columns && most > 1) {
        text_free(&shares);
        add_shares(&shares, part, --most);
    }
    if (shares.length) {
        text_add_left(&p->text, head, 17);
        text_add(&p->text, "  %s\n", text_of(&shares));
    }
    text_free(&shares);
}

void report_times(struct paper *p, const struct summary *s, const struct resource *client)
{
    struct text head = {0};

    for (size_t i = 0; i < s->breakdowns; i++) {
        const struct breakdown *b = &s->breakdown[i];
        size_t length = strlen(client->address);
        bool part = strncmp(b->address, client->address, length) == 0 &&
                    b->address[length] == '[';
        if (!(strcmp(b->address, client->address) == 0 && client->parts < 2) && !part)
            continue;
        text_add(&head, "where %.*s waits",
                 part ? (int)strlen(b->address) - (int)length - 2 : 60,
                 part ? b->address + length + 1 : client->name);
        shares_line(p, text_of(&head), b->part[PART_MEAN]);
        text_free(&head);
        shares_line(p, "  slowest 1 %", b->part[PART_MEAN_OF_SLOWEST]);
    }
}
