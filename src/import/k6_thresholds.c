/* k6_thresholds.c - what a k6 test promises, as objectives.
 *
 * A threshold is of all scenarios together unless a tag says which.  Where there are
 * several clients each has to keep it, which is stricter; a number of requests in all is
 * nothing that each could keep.
 */
#include <string.h>

#include "import/k6.h"

struct threshold {
    struct import *i;
    const struct load *first; /* of the test */
    struct where at;
    const char *metric; /* "http_req_duration" */
    const char *client; /* a tag's; NULL: all */
};

/* "p(95)" -> "p95", "avg" -> "mean"; NULL: it is no measure of time. */
static const char *measure(struct import *i, const char *said)
{
    static const char *const words[][2] = {
        {"avg", "mean"}, {"med", "p50"}, {"min", "min"}, {"max", "max"}};
    double percent;
    size_t length = strlen(said);

    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strcmp(said, words[k][0]) == 0)
            return words[k][1];
    if (length < 4 || strncmp(said, "p(", 2) != 0 || said[length - 1] != ')' ||
        !load_number_in(arena_text(i->arena, "%.*s", (int)(length - 3), said + 2),
                        &percent) ||
        percent <= 0 || percent >= 100)
        return NULL;
    return arena_text(i->arena, "p%.10g", percent);
}

struct sides { /* "p95" of "latency" "500 ms" */
    const char *left, *metric, *right;
};

static bool of_latency(struct import *i, const char *said, double value, struct sides *o)
{
    *o = (struct sides){measure(i, said), "latency", load_span(i, value * 1e6)};
    return o->left != NULL;
}

static bool of_errors(struct import *i, const char *said, double value, struct sides *o)
{
    *o = (struct sides){"share", "errors", arena_text(i->arena, "%.6g %%", 100 * value)};
    return strcmp(said, "rate") == 0 && value <= 1;
}

static bool of_requests(struct import *i, const char *said, double value, struct sides *o)
{
    bool rate = strcmp(said, "rate") == 0;

    *o = (struct sides){rate ? "rate" : "sum", "requests", NULL};
    o->right =
        rate ? load_rate(i, value, PER_SECOND) : arena_text(i->arena, "%.0f", value);
    return rate || strcmp(said, "count") == 0;
}

/* False: there is no objective that says so. */
static bool objective_of(const struct threshold *t, const char *said, double value,
                         struct sides *o)
{
    bool is_one = t->client || !t->first->next;

    if (value < 0 || value > 1e8)
        return false;
    if (text_is_among(t->metric, "http_req_duration http_req_waiting"))
        return of_latency(t->i, said, value, o);
    if (strcmp(t->metric, "http_req_failed") == 0)
        return of_errors(t->i, said, value, o);
    return strcmp(t->metric, "http_reqs") == 0 && is_one &&
           of_requests(t->i, said, value, o);
}

static const char *without_blanks(struct import *i, const char *text)
{
    struct text out = {0};
    const char *own;

    for (; *text; text++)
        if (*text != ' ')
            text_add_bytes(&out, text, 1);
    own = arena_text(i->arena, "%s", text_of(&out));
    text_free(&out);
    return own;
}

/* "p(95)<500" */
static bool promise(const struct threshold *t, const char *expression)
{
    const char *text = without_blanks(t->i, expression);
    size_t left = strcspn(text, "<>="), sign = strspn(text + left, "<>=");
    const char *said = arena_text(t->i->arena, "%.*s", (int)left, text);
    const char *op = arena_text(t->i->arena, "%.*s", (int)sign, text + left);
    struct sides o;
    bool any = false;
    double value;

    if (!text_is_among(op, "< <= > >=") || !load_number_in(text + left + sign, &value) ||
        !objective_of(t, said, value, &o))
        return false;
    for (const struct load *load = t->first;
         load && t->i->promises->count < MOST_PROMISES; load = load->next) {
        if (t->client && strcmp(t->client, load->name) != 0)
            continue;
        load_promise(t->i, t->at, "%s(client.%s.%s) %s %s", o.left, load->name, o.metric,
                     op, o.right);
        any = true;
    }
    return any;
}

/* "p(95)<500" or { threshold: "p(95)<500", abortOnFail: true } */
static void one_threshold(const struct threshold *t, const struct node *said)
{
    const char *text = said->kind == NODE_GROUP ? text_at(said, "threshold") : said->text;

    if (!text || !promise(t, text))
        note(t->i, said->at, "thresholds: %s of %s is not read", text ? text : "that",
             t->metric);
}

/* "http_req_duration{scenario:buy}"; what else is tagged so is not known here. */
static bool tag_is_known(struct threshold *t, const char *tag)
{
    static const char *const scenario = "{scenario:";

    if (strcmp(without_blanks(t->i, tag), "{expected_response:true}") == 0)
        return true; /* latency is of successes only */
    if (strncmp(tag, scenario, strlen(scenario)) != 0)
        return false;
    tag += strlen(scenario);
    t->client = name_in_words(
        t->i->arena, arena_text(t->i->arena, "%.*s", (int)strcspn(tag, "}"), tag));
    return true;
}

void k6_thresholds(struct import *i, const struct load *first,
                   const struct node *thresholds)
{
    for (const struct node *one = thresholds->first; one; one = one->next) {
        size_t length = strcspn(one->name, "{");
        struct threshold t = {.i = i, .first = first, .at = one->at};
        t.metric = arena_text(i->arena, "%.*s", (int)length, one->name);
        if (one->name[length] && !tag_is_known(&t, one->name + length)) {
            note(i, one->at, "thresholds: %s is not read", one->name);
            continue;
        }
        if (one->kind != NODE_LIST)
            one_threshold(&t, one);
        for (const struct node *each = one->kind == NODE_LIST ? one->first : NULL; each;
             each = each->next)
            one_threshold(&t, each);
    }
}
