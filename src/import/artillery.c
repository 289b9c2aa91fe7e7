/* artillery.c - a test script of Artillery: phases, and the flows of its scenarios.
 *
 * What the words mean: artillery.io, Reference, Test scripts and HTTP engine, 2026; how
 * arrivals are spread, and the time-out of 10 s: its sources, packages/core, phases.js
 * and engine_http.js, 2024.  An answer of 4xx or 5xx does not end a virtual user.
 */
#include <string.h>

#include "import/artillery.h"
#include "import/open.h"

/* ---- phases ---- */

static void phase_lasts(struct artillery *a, const struct node *said,
                        struct load_phase *p)
{
    if (artillery_has(said, "pause"))
        p->duration = artillery_seconds(a, said, "pause", SECOND_NS, &p->open);
    else if (artillery_has(said, "duration"))
        p->duration = artillery_seconds(a, said, "duration", 60 * SECOND_NS, &p->open);
    else
        diag_error(a->i->diag, said->at, "a phase without duration or pause");
}

static void phase_rates(struct artillery *a, const struct node *said,
                        struct load_phase *p)
{
    if (artillery_has(said, "pause"))
        return;
    if (artillery_has(said, "arrivalCount") && p->duration > 0)
        p->rate = artillery_number(a, said, "arrivalCount", 1, &p->open) * SECOND_NS /
                  p->duration;
    else if (artillery_has(said, "arrivalRate") || artillery_has(said, "rampTo"))
        p->rate = artillery_number(a, said, "arrivalRate", 10, &p->open);
    else
        diag_error(a->i->diag, said->at,
                   "a phase without arrivalRate, arrivalCount or pause");
    if (!artillery_has(said, "arrivalRate") && !artillery_has(said, "arrivalCount"))
        p->rate = 0;
    p->to = p->rate;
    if (artillery_has(said, "rampTo") && !artillery_has(said, "arrivalCount"))
        p->to = artillery_number(a, said, "rampTo", 10, &p->open);
}

static void phase(struct artillery *a, const struct node *said)
{
    const char *name = text_at(said, "name"), *most = text_at(said, "maxVusers");
    const char *mode = text_at(said, "mode");
    struct load_phase p = {0};

    if (name && *name)
        p.name = name;
    phase_lasts(a, said, &p);
    phase_rates(a, said, &p);
    if (most)
        note(a->i, said->at, "maxVusers %s: every user comes, however many are there",
             most);
    if (mode && strcmp(mode, "poisson") == 0)
        a->load->evenly = false;
    load_rest(a->i, said, "phases: ",
              "name duration pause arrivalRate arrivalCount rampTo maxVusers mode");
    load_phase(a->i, a->load, p);
}

static void phases(struct artillery *a)
{
    const struct node *list = artillery_config(a, NULL, "phases");
    const struct node *environments = artillery_config(a, NULL, "environments");

    if (list && list->count > MOST_PHASES) {
        diag_error(a->i->diag, list->at, "more than %d phases", MOST_PHASES);
        return;
    }
    for (const struct node *one = list ? list->first : NULL; one; one = one->next)
        if (one->kind == NODE_GROUP)
            phase(a, one);
        else
            diag_error(a->i->diag, one->at, "a phase is a group");
    for (const struct node *one = environments && !list ? environments->first : NULL; one;
         one = one->next)
        if (node_member(one, "phases"))
            note(a->i, one->at,
                 "environment %s has phases of its own: --parameter environment=%s takes "
                 "them",
                 one->name, one->name);
}

/* ---- scenarios ---- */

static const char *name_of(const struct node *said)
{
    const char *name = text_at(said, "name");

    return name ? name : "without a name";
}

/* What another engine does is no request of an API. */
static bool is_http(struct artillery *a, const struct node *said)
{
    const char *engine = text_at(said, "engine");

    if ((!engine || strcmp(engine, "http") == 0) && artillery_has(said, "flow"))
        return true;
    note(a->i, said->at, "scenario %s is left out: %s", name_of(said),
         engine ? arena_text(a->i->arena, "engine %s", engine) : "it has no flow");
    return false;
}

static void scenario(struct artillery *a, const struct node *said)
{
    const char *unknown = NULL;
    double weight = artillery_number(a, said, "weight", 1, &unknown);
    struct load_way *way;

    if (!is_http(a, said))
        return;
    if (weight <= 0) {
        note(a->i, said->at, "scenario %s is left out: its weight is 0", name_of(said));
        return;
    }
    a->code +=
        artillery_has(said, "beforeRequest") + artillery_has(said, "afterResponse") +
        artillery_has(said, "beforeScenario") + artillery_has(said, "afterScenario");
    way = load_way(a->i, a->load, text_at(said, "name"), weight);
    artillery_flow(a, node_member(said, "flow"), way->steps);
    if (!way->steps->first)
        note(a->i, said->at, "scenario %s requests nothing", name_of(said));
}

static void note_code(struct artillery *a, const struct node *root)
{
    const char *s = a->code == 1 ? "" : "s";

    if (a->code > 0)
        note(a->i, root->at, "code of its own that is not run: %zu function%s or hook%s",
             a->code, s, s);
    if (artillery_has(root, "before") || artillery_has(root, "after"))
        note(a->i, root->at, "before, after: what runs once is not simulated");
}

/* A config of its own has no scenarios; one whose scenarios are all of another kind has
 * nothing for us. */
static void scenarios(struct artillery *a, const struct node *root)
{
    const struct node *list = node_member(root, "scenarios");

    for (const struct node *one = list ? list->first : NULL; one && !load_is_full(a->i);
         one = one->next)
        if (one->kind == NODE_GROUP)
            scenario(a, one);
        else
            diag_error(a->i->diag, one->at, "a scenario is a group");
    note_code(a, root);
    if (a->load->ways)
        return;
    if (list && list->count > 0)
        diag_error(a->i->diag, list->at, "no scenario of it makes requests by HTTP");
    else
        load_unknown(a->i, a->load, "what a virtual user does");
}

/* ---- what is promised ---- */

/* "http.response_time.p99": 250 (ms), "p99", "maxErrorRate": 1 (%). */
static void ensured(struct artillery *a, const struct node *said)
{
    const char *dot = strrchr(said->name, '.'), *name = dot ? dot + 1 : said->name;
    const char *by = strcmp(name, "median") == 0 ? "p50" : name;
    double limit;
    bool is_time = !dot || strstr(said->name, "http.response_time.");

    if (!said->text || !load_number_in(said->text, &limit) || limit < 0 || limit > 1e8)
        note(a->i, said->at, "ensure: %s is not read", said->name);
    else if (strcmp(name, "maxErrorRate") == 0)
        load_promise(a->i, said->at, "share(client.%s.errors) <= %.6g %%", a->load->name,
                     limit);
    else if (is_time && text_is_among(by, "p50 p75 p90 p95 p99 p999 min max mean"))
        load_promise(a->i, said->at, "%s(client.%s.latency) < %s",
                     strcmp(by, "p999") == 0 ? "p99.9" : by, a->load->name,
                     load_span(a->i, limit * 1e6));
    else
        note(a->i, said->at, "ensure: %s is not read", said->name);
}

/* In the config, or, as it was once, among the plugins. */
static const struct node *ensure_in(const struct artillery *a)
{
    const struct node *said = artillery_config(a, NULL, "ensure");

    if (!said)
        said = artillery_config(a, "plugins", "ensure");
    return said && said->kind == NODE_GROUP ? said : NULL;
}

static void ensure(struct artillery *a)
{
    const struct node *said = ensure_in(a);
    const struct node *list = said ? node_member(said, "thresholds") : NULL;

    for (const struct node *one = list ? list->first : NULL; one; one = one->next)
        for (const struct node *each = one->first; each; each = each->next)
            if (each->name)
                ensured(a, each);
    for (const struct node *one = said ? said->first : NULL; one; one = one->next)
        if (strcmp(one->name, "thresholds") != 0)
            ensured(a, one);
}

/* ---- the whole ---- */

static const struct node *group_in(struct artillery *a, const struct node *said)
{
    if (said && said->kind != NODE_GROUP && said->kind != NODE_NULL)
        diag_error(a->i->diag, said->at, "%s is no group", said->name);
    return said && said->kind == NODE_GROUP
               ? said
               : node_new(a->i->arena, NODE_GROUP, NULL, NULL, (struct where){0});
}

static void choose_environment(struct artillery *a, const struct node *root)
{
    const char *wanted = load_given(a->i, "environment");
    const struct node *all, *own = NULL;

    a->config = group_in(a, node_member(root, "config"));
    all = node_member(a->config, "environments");
    if (wanted && all && all->kind == NODE_GROUP)
        own = node_member(all, wanted);
    if (wanted && !own)
        diag_error(a->i->diag, root->at, "no environment is called %s", wanted);
    a->environment = group_in(a, own);
}

static void time_out(struct artillery *a)
{
    const struct node *said = artillery_config(a, NULL, "timeout");

    if (!said)
        said = artillery_config(a, "http", "timeout");
    said = artillery_settled(a, said);
    if (said)
        load_time(a->i, said, SECOND_NS, &a->load->timeout);
}

void artillery_read(struct import *i, const struct opened *file)
{
    struct artillery a = {.i = i};
    const struct node *payload;

    a.load = load_new(i, load_name(i, file->path), file->root->at);
    a.load->evenly = true;
    a.load->timeout = 10 * SECOND_NS;
    choose_environment(&a, file->root);
    artillery_target(&a);
    time_out(&a);
    phases(&a);
    scenarios(&a, file->root);
    ensure(&a);
    payload = artillery_config(&a, NULL, "payload");
    if (payload)
        note(i, payload->at,
             "payload: rows of data are not read; keys and sizes are the scenario's");
    load_rest(i, a.config, "config: ",
              "target phases environments variables http timeout payload ensure plugins "
              "processor defaults tls statsInterval name apdex engines includeFiles "
              "bundling");
}
