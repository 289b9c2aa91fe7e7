/* scenario_head.c - what a scenario says beside its resources: run, timeline, objectives.
 */
#include "run/loader.h"

#include <string.h>

#include "config/clock.h"

static bool read_drain(struct reading *, const struct field *, const struct node *,
                       void *place);

static const char *const initial_states[] = {"empty", "warm", NULL};

/* Group `run`: language.md D20, methods.md 2. */
const struct field run_fields[] = {
    {.name = "duration",
     .also = "length",
     .kind = KIND_TIME,
     .fallback = "-",
     .min = "1 ns",
     .max = "10000 d",
     .at = FIELD_PLACE(run_settings, duration),
     .help = "simulated time after t = 0; without it the sum of the phases"},
    {.name = "warm_up",
     .kind = KIND_TIME,
     .fallback = "0 s",
     .min = "0 s",
     .max = "10000 d",
     .at = FIELD_PLACE(run_settings, warm_up),
     .help = "steady runs: cut from the front; else a pre-roll of the first phase"},
    {.name = "period",
     .also = "interval resolution",
     .kind = KIND_TIME,
     .fallback = "1 min",
     .min = "1 ms",
     .max = "10000 d",
     .at = FIELD_PLACE(run_settings, period),
     .help = "width of the periods that metrics are kept by"},
    {.name = "drain",
     .kind = KIND_CUSTOM,
     .fallback = "0 s",
     .read = read_drain,
     .at = FIELD_PLACE(run_settings, drain),
     .help = "goes on after the duration with no arrivals: a time, or \"all\""},
    {.name = "seed",
     .kind = KIND_COUNT,
     .fallback = "1",
     .min = "0",
     .max = "9007199254740991",
     .at = FIELD_PLACE(run_settings, seed),
     .help = "of all random numbers"},
    {.name = "replications",
     .also = "runs repetitions iterations",
     .kind = KIND_COUNT,
     .fallback = "10",
     .min = "1",
     .max = "1000000",
     .at = FIELD_PLACE(run_settings, replications),
     .help =
         "independent runs; fewer than 10 are a preview; 1, steady and long: its batches "
         "are judged"},
    {.name = "antithetic",
     .also = "variance reduction",
     .kind = KIND_FLAG,
     .fallback = "false",
     .at = FIELD_PLACE(run_settings, antithetic),
     .help = "runs in pairs: the second has each chance of the first mirrored, so that "
             "means are told by fewer runs where more of a chance is always better or "
             "worse"},
    {.name = "confidence",
     .kind = KIND_SHARE,
     .fallback = "95 %",
     .min = "50 %",
     .max = "99.999 %",
     .at = FIELD_PLACE(run_settings, confidence),
     .help = "of the intervals"},
    {.name = "precision",
     .kind = KIND_SHARE,
     .fallback = "-",
     .min = "0.01 %",
     .max = "100 %",
     .at = FIELD_PLACE(run_settings, precision),
     .help = "replicate, 10 to 160 times, until every objective is decided or its "
             "interval as narrow as this share of its threshold; without objectives "
             "those of latency and cost"},
    {.name = "start",
     .kind = KIND_TEXT,
     .fallback = "-",
     .at = FIELD_PLACE(run_settings, start),
     .help = "UTC wall clock of t = 0: 2021-11-26T18:00:00Z"},
    {.name = "runs_per_month",
     .kind = KIND_FACTOR,
     .fallback = "-",
     .min = "0",
     .max = "1000000",
     .at = FIELD_PLACE(run_settings, runs_per_month),
     .help = "a month of money is so many runs like this one"},
    {.name = "initial",
     .kind = KIND_CHOICE,
     .fallback = "empty",
     .choices = initial_states,
     .at = FIELD_PLACE(run_settings, initial),
     .help = "empty, or warm: as if the load of t = 0 had been there for long"},
    {.name = "partitions",
     .kind = KIND_COUNT,
     .fallback = "0",
     .min = "0",
     .max = "1000",
     .at = FIELD_PLACE(run_settings, partitions),
     .help = "so many partitions of each table and index have their use over time in the "
             "file, and all others together; 0: none"},
    FIELD_END,
};

static const struct field entry_fields[] = {
    {.name = "name",
     .kind = KIND_TEXT,
     .fallback = "-",
     .flags = FIELD_KEY,
     .at = FIELD_PLACE(entry, name),
     .help = "for \"during NAME\" and marks"},
    {.name = "at",
     .kind = KIND_TIME,
     .min = "0 s",
     .max = "10000 d",
     .at = FIELD_PLACE(entry, at),
     .help = "when it begins, after t = 0"},
    {.name = "until",
     .kind = KIND_TIME,
     .fallback = "-",
     .min = "0 s",
     .max = "10000 d",
     .at = FIELD_PLACE(entry, until),
     .help = "when the former value is back; else it stays"},
    {.name = "set",
     .kind = KIND_TEXTS,
     .at = FIELD_PLACE(entry, set),
     .help = "\"ADDRESS = VALUE\", or a list of them"},
    FIELD_END,
};

const struct field head_fields[] = {
    {.name = "title",
     .kind = KIND_TEXT,
     .fallback = "-",
     .at = FIELD_PLACE(head, title),
     .help = "one line that stands above the answer"},
    {.name = "profile",
     .kind = KIND_TEXT,
     .fallback = "aws-2026",
     .at = FIELD_PLACE(head, profile),
     .help = "dated quotas, prices and latencies: a name, or a path to a .cfg"},
    {.name = "region",
     .kind = KIND_TEXT,
     .fallback = "us-east-1",
     .at = FIELD_PLACE(head, region),
     .help = "some quotas differ by Region; prices are those of the profile's"},
    {.name = "run",
     .kind = KIND_GROUP,
     .fallback = "",
     .of = run_fields,
     .at = FIELD_PLACE(head, run),
     .help = "how long, how often, how measured"},
    {.name = "timeline",
     .kind = KIND_LIST,
     .fallback = "-",
     .of = entry_fields,
     .size = sizeof(struct entry),
     .at = FIELD_PLACE(head, timeline),
     .help = "settings that change while the run goes on"},
    {.name = "objectives",
     .kind = KIND_TEXTS,
     .fallback = "-",
     .at = FIELD_PLACE(head, objectives),
     .help = "what has to hold"},
    FIELD_END,
};

const struct field account_head_fields[] = {
    {.name = "discount",
     .kind = KIND_SHARE,
     .fallback = "0 %",
     .min = "0 %",
     .max = "100 %",
     .at = FIELD_PLACE(account_head, discount),
     .help = "off every price"},
    {.name = "free_tier",
     .kind = KIND_FLAG,
     .fallback = "false",
     .at = FIELD_PLACE(account_head, free_tier),
     .help = "the monthly free amounts are taken off"},
    FIELD_END,
};

static bool read_drain(struct reading *reading, const struct field *row,
                       const struct node *node, void *place)
{
    sim_time *drain = place;
    double ns;

    if (node->text && strcmp(node->text, "all") == 0) {
        *drain = DRAIN_ALL;
        return true;
    }
    if (!node->text || !unit_read(UNIT_TIME, node->text, &ns) || ns < 0 ||
        ns > 10000.0 * 86400e9) {
        diag_error(reading->diag, node->at, "run.%s: %s, or \"all\", is wanted",
                   row->name, unit_wanted(UNIT_TIME));
        return false;
    }
    *drain = (sim_time)ns;
    return true;
}

/* ---- what stands beside the resources ---- */

/* The members of the root that head_fields knows, as a group of their own. */
static struct node *head_group(struct loader *l)
{
    struct node *head = node_new(l->arena, NODE_GROUP, NULL, NULL, l->root->at);

    for (const struct node *one = l->root->first; one; one = one->next)
        if (field_find(head_fields, one->name))
            node_append(head, node_copy(l->arena, one));
    return head;
}

static void read_account_head(struct loader *l)
{
    const struct node *account = node_member(l->root, "account");
    struct node *own = node_new(l->arena, NODE_GROUP, NULL, NULL, l->root->at);

    if (account && account->kind != NODE_GROUP)
        return; /* has been refused */
    for (const struct node *one = account ? account->first : NULL; one; one = one->next)
        if (field_find(account_head_fields, one->name))
            node_append(own, node_copy(l->arena, one));
    field_read_group(&l->reading, account_head_fields, own, "account", &l->account);
    l->scenario->discount = l->account.discount;
    l->scenario->free_tier = l->account.free_tier;
}

void loader_head(struct loader *l)
{
    struct scenario *s = l->scenario;
    const struct node *run = node_member(l->root, "run");
    const struct node *start = run ? node_member(run, "start") : NULL;

    l->head_sound =
        field_read_group(&l->reading, head_fields, head_group(l), "", &l->head);
    s->run = l->head.run;
    s->title = l->head.title;
    if (!s->run.start)
        s->run.start = arena_text(l->arena, "%sT00:00:00Z", s->profile.date);
    if (!clock_read(s->run.start, "Z", &s->run.start_s))
        diag_error(l->diag, start ? start->at : l->root->at,
                   "run.start: %s: a UTC time such as 2021-11-26T18:00:00Z is wanted",
                   s->run.start);
    read_account_head(l);
}
