/* report_why.c - where the time went, and why: shares of a whole, the largest first. */
#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "flow/call.h"
#include "output/number.h"
#include "output/report.h"

/* Fewer than one in so many of their base are not asked about. */
#define ASKED_ABOUT 0.0005

struct cause {
    const char *name;
    double share;
};
enum { CAUSES_MOST = 8 };
struct found_causes {
    const struct summary *summary;
    const struct resource *resource;
    const struct report_causes *of;
    double all, left; /* of the count, that no cause was found for */
    size_t count;
    struct cause cause[CAUSES_MOST];
};

static void add_cause(struct found_causes *f, const char *name, double n)
{
    f->left -= n;
    if (n >= 0.005 * f->all && f->count < CAUSES_MOST)
        f->cause[f->count++] = (struct cause){name, n / f->all};
}

static void look_at(struct found_causes *f, const char *metric, const char *name)
{
    const struct measured *m =
        report_measured(f->summary, metric, f->resource->address, NULL);

    if (m && !isnan(m->is[MEASURE_COUNT].point))
        add_cause(f, name, m->is[MEASURE_COUNT].point);
}

static void find_named_after(struct found_causes *f)
{
    size_t length = strlen(f->of->count);

    for (const struct metric *m = f->resource->model->metrics; m->name; m++)
        if (strncmp(m->name, f->of->count, length) == 0 && m->name[length] == '_')
            look_at(f, m->name, m->name + length + 1);
}

static int compare_causes(const void *a, const void *b)
{
    const struct cause *x = a, *y = b;

    return (x->share < y->share) - (x->share > y->share);
}

/* The largest first; of those alike the one that is told of first. */
static void find_causes(struct found_causes *f)
{
    if (!f->of->by)
        find_named_after(f);
    for (const char *const *by = f->of->by; by && *by; by++)
        look_at(f, *by, *by);
    if (f->of->rest)
        add_cause(f, f->of->rest, f->left);
    sort_stable(f->cause, f->count, sizeof *f->cause, compare_causes);
}

/* All of one cause, which the table has a column for already: 429 %. */
static bool is_told(const struct found_causes *f)
{
    const struct report_column *c = f->resource->model->columns;

    for (; f->count == 1 && c && c->title; c++)
        if (strcmp(c->of, f->cause[0].name) == 0)
            return true;
    return false;
}

static void say_causes(struct paper *p, struct found_causes *f, double share)
{
    struct text head = {0}, causes = {0};

    for (const char *c = f->of->count; *c; c++)
        text_add(&head, "%c", *c == '_' ? ' ' : *c);
    text_add(&head, " of %s", f->resource->name);
    if (f->of->is_new) {
        number_add_percent(&causes, share);
        text_add(&causes, " %%: ");
    }
    for (size_t i = 0; i < f->count; i++)
        text_add(&causes, "%s%s %.0f %%", i ? " · " : "", f->cause[i].name,
                 100 * f->cause[i].share);
    text_add_left(&p->text, text_of(&head), 17);
    text_add(&p->text, "  %s\n", text_of(&causes));
    text_free(&head);
    text_free(&causes);
}

void report_causes(struct paper *p, const struct summary *s, const struct resource *r)
{
    for (const struct report_causes *of = r->model->caused; of->count; of++) {
        const struct measured *all = report_measured(s, of->count, r->address, NULL);
        struct found_causes f = {.summary = s, .resource = r, .of = of};
        if (!all || !(all->is[MEASURE_SHARE].point >= ASKED_ABOUT))
            continue;
        f.all = f.left = all->is[MEASURE_COUNT].point;
        find_causes(&f);
        if (!is_told(&f))
            say_causes(p, &f, all->is[MEASURE_SHARE].point);
    }
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
