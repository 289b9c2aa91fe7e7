/* k6.c - the options of a k6 script: its scenarios, or the short forms of one.
 *
 * What the words mean: grafana.com/docs/k6, Using k6, Scenarios, Executors and
 * Thresholds, 2026.  Iterations of the arrival-rate executors are spaced evenly; a bare
 * duration is in ms, as k6's types.Duration has it (2026).  What an iteration does is
 * code: the requests that its function names are a guess.
 */
#include <string.h>

#include "import/k6.h"

static bool has(const struct node *group, const char *name)
{
    const struct node *one = node_member(group, name);

    return one && one->kind != NODE_NULL;
}

static void note_users(struct k6 *k)
{
    const char *users = text_at(k->said, "maxVUs");

    if (!users)
        users = text_at(k->said, "preAllocatedVUs");
    if (users)
        note(k->i, k->said->at,
             "%s: %s users at most: every iteration begins, none is dropped",
             k->load->name, users);
}

/* ---- what an iteration does ---- */

static void request(struct k6 *k, const struct node *seen, struct load_step *block)
{
    struct load_step s = {.kind = LOAD_REQUEST, .at = seen->at, .method = seen->name};

    s.path = load_path(k->i, seen->text);
    s.guess = arena_text(k->i->arena,
                         "a guess (line %d of the script): whether, how often, in which "
                         "order",
                         seen->at.line);
    k->load->requests++;
    load_step(k->i, block, s);
}

static void pause(struct k6 *k, const char *seconds, struct where at,
                  struct load_step *block)
{
    struct load_step s = {.kind = LOAD_WAIT, .at = at, .wait = "1 s"};
    double value;

    if (load_number_in(seconds, &value) && value < 1e6)
        s.wait = load_span(k->i, value * SECOND_NS);
    else
        s.open = "think time: sleep() of the script";
    load_step(k->i, block, s);
}

/* What its function names, one after the other; false: nothing. */
static bool seen(struct k6 *k)
{
    const struct node *all = k->file->requests;
    const char *exec = text_at(k->said, "exec");
    struct load_way *way = NULL;

    for (const struct node *one = all ? all->first : NULL; one; one = one->next) {
        if (strcmp(one->source, exec ? exec : "default") != 0)
            continue;
        if (!way)
            way = load_way(k->i, k->load, NULL, 1);
        if (strcmp(one->name, "sleep") == 0)
            pause(k, one->text, one->at, way->steps);
        else
            request(k, one, way->steps);
    }
    return k->load->requests > 0;
}

static void journey(struct k6 *k, bool open)
{
    struct load *load = k->load;

    if (seen(k))
        return;
    load->ways = load->last_way = NULL;
    load_unknown(k->i, load, "what an iteration does: its requests");
    if (open || load->burst > 0)
        return;
    load->requests = 2;
    pause(k, "", k->said->at, load->ways->steps);
}

static void by_executor(struct k6 *k, const char *name, struct where at)
{
    bool is_open = false;

    if (!k6_executor(k, name, at, &is_open))
        return;
    k->load->evenly = is_open;
    journey(k, is_open);
    note_users(k);
}

static void scenario(struct import *i, const struct opened *file, const struct node *said)
{
    struct k6 k = {.i = i, .file = file, .said = said};
    const char *executor;

    if (said->kind != NODE_GROUP) {
        diag_error(i->diag, said->at, "%s: a scenario is a group", said->name);
        return;
    }
    k.load = load_new(i, name_in_words(i->arena, said->name), said->at);
    k.load->timeout = 60 * SECOND_NS; /* k6-http, Params, 2026 */
    executor = text_at(said, "executor");
    if (executor)
        by_executor(&k, executor, said->at);
    else
        diag_error(i->diag, said->at, "%s: executor is missing", said->name);
    if (text_at(said, "exec"))
        k.load->remark = arena_text(i->arena, "function %s", text_at(said, "exec"));
    load_rest(i, said, arena_text(i->arena, "%s: ", k.load->name),
              "executor exec env tags startTime gracefulStop gracefulRampDown rate "
              "timeUnit duration startRate stages startVUs vus iterations maxDuration "
              "preAllocatedVUs maxVUs options");
}

/* vus, duration, iterations and stages at the top are one scenario. */
static void short_form(struct import *i, const struct opened *file)
{
    const struct node *root = file->root;
    struct k6 k = {.i = i, .file = file, .said = root};

    k.load = load_new(i, load_name(i, file->path), root->at);
    k.load->timeout = 60 * SECOND_NS;
    if (has(root, "stages"))
        by_executor(&k, "ramping-vus", root->at);
    else if (has(root, "iterations"))
        by_executor(&k, "shared-iterations", root->at);
    else if (has(root, "duration"))
        by_executor(&k, "constant-vus", root->at);
    else
        journey(&k, true);
}

void k6_read(struct import *i, const struct opened *file)
{
    const struct node *root = file->root, *all = node_member(root, "scenarios");
    const struct node *thresholds = node_member(root, "thresholds");
    struct load **own = &i->loads;

    while (*own)
        own = &(*own)->next;
    if (all && all->kind != NODE_GROUP && all->kind != NODE_NULL)
        diag_error(i->diag, all->at, "scenarios is a group of groups");
    else if (!all || all->count == 0)
        short_form(i, file);
    else if (all->count > MOST_LOADS)
        diag_error(i->diag, all->at, "more than %d scenarios", MOST_LOADS);
    else
        for (const struct node *one = all->first; one; one = one->next)
            scenario(i, file, one);
    if (thresholds && thresholds->kind == NODE_GROUP && *own)
        k6_thresholds(i, *own, thresholds);
    load_rest(
        i, root, "",
        "scenarios thresholds vus duration iterations stages executionSegment "
        "executionSegmentSequence userAgent summaryTrendStats summaryTimeUnit "
        "systemTags tags paused noUsageReport insecureSkipTLSVerify ext cloud "
        "setupTimeout teardownTimeout discardResponseBodies tlsAuth tlsVersion "
        "tlsCipherSuites hosts dns blacklistIPs blockHostnames metricSamplesBufferSize "
        "linger minIterationDuration noCookiesReset throw httpDebug paths");
}
