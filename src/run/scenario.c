/* scenario.c - a file becomes a graph that any number of runs share.
 *
 * tree (like, --set) -> profile -> head (run, timeline, objectives) -> resources -> links
 * -> timeline -> steps, limits, parts, rules -> plan (steady? how long? marks) -> warm
 * start -> prices -> objectives -> assumptions in force
 *
 * A pass goes on after mistakes wherever what it looks at is whole, so that all
 * mistakes of a file are told at once.
 */
#include "run/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "registry.h"
#include "run/loader.h"
#include "run/objective.h"

/* ---- objectives ---- */

/* It asks about what could not be made sense of, which was said already. */
static bool asks_in_vain(struct loader *l, const char *text)
{
    const struct graph *graph = &l->scenario->graph;
    const char *open = strchr(text, '(');
    const struct resource *asked;
    size_t model, name;

    if (!open)
        return false;
    model = strcspn(++open, ".)");
    if (model_is_later(arena_text(l->arena, "%.*s", (int)model, open)))
        return node_member(l->root, arena_text(l->arena, "%.*s", (int)model, open));
    name = open[model] == '.' ? strcspn(open + model + 1, ".[ )") : 0;
    asked =
        graph_find(graph, arena_text(l->arena, "%.*s", (int)(model + 1 + name), open));
    return asked && !l->sound[asked->index];
}

static bool same_words(const char *a, const char *b)
{
    for (;;) {
        a += strspn(a, " ");
        b += strspn(b, " ");
        if (*a != *b || !*a)
            return *a == *b;
        a++;
        b++;
    }
}

/* A study may ask for what its scenario asks for: that is one objective. */
static bool is_asked_already(const struct scenario *s, const char *text)
{
    for (size_t i = 0; i < s->objectives; i++)
        if (same_words(s->objective[i].text, text))
            return true;
    return false;
}

static void read_objective(struct loader *l, const char *text, struct where at)
{
    struct scenario *s = l->scenario;
    struct objective *made = &s->objective[s->objectives];

    if (asks_in_vain(l, text) || is_asked_already(s, text) ||
        !objective_read(text, at, s, made, l->diag))
        return;
    s->objectives++;
}

static void read_wish(struct loader *l, const char *text)
{
    struct scenario *s = l->scenario;
    struct objective *made = &s->objective[s->objectives + s->wishes];

    if (!asks_in_vain(l, text) &&
        objective_read_wish(text, (struct where){0}, s, made, l->diag))
        s->wishes++;
}

static void read_objectives(struct loader *l)
{
    const struct loading *what = l->what;
    const struct texts *own = &l->head.objectives;
    size_t most = own->count + what->objectives + what->wishes + 1;
    bool own_too = !what->no_objectives && !what->no_own_objectives;

    l->scenario->objective = arena_get(l->arena, most * sizeof *l->scenario->objective);
    for (size_t i = 0; own_too && i < own->count; i++)
        read_objective(l, own->text[i], own->at[i]);
    for (size_t i = 0; !what->no_objectives && i < what->objectives; i++)
        read_objective(l, what->objective[i], (struct where){"--objective", 0});
    for (size_t i = 0; i < what->wishes; i++)
        read_wish(l, what->wish[i]);
}

/* The unit of antithetic runs is the mean of a pair: what is no mean has no interval from
 * them (methods.md 6). */
static void check_pairs(struct loader *l)
{
    const struct scenario *s = l->scenario;
    const struct where at = {s->path, 0};

    if (!s->run.antithetic)
        return;
    if (s->run.replications % 2 != 0)
        diag_error(l->diag, at,
                   "run.antithetic: runs come in pairs: run.replications is even");
    for (size_t i = 0; i < s->objectives + s->wishes; i++) {
        const struct objective *o = &s->objective[i];
        if (o->aggregate == AGG_QUANTILE || o->aggregate == AGG_MIN ||
            o->aggregate == AGG_MAX)
            diag_error(l->diag, o->at.file ? o->at : at,
                       "\"%s\": run.antithetic is for means, sums, rates, shares and "
                       "cost, not for quantiles, min or max",
                       o->text);
    }
}

/* ---- the order of it all ---- */

static bool has_feature(const struct graph *graph, const char *feature,
                        const char **since)
{
    return profile_has(graph->profile, feature, since);
}

static void check_clients(struct loader *l)
{
    const struct graph *graph = &l->scenario->graph;

    if (l->what->no_client)
        return;
    for (size_t i = 0; i < graph->resources; i++)
        if (graph->resource[i].model->offers)
            return;
    diag_error(l->diag, l->root->at, "there is no client, so nothing would happen");
}

static void check_partitions(struct loader *l)
{
    const struct graph *graph = &l->scenario->graph;
    const struct node *run = node_member(l->root, "run");

    if (l->scenario->run.partitions == 0)
        return;
    for (size_t i = 0; i < graph->accounts; i++)
        if (graph->account[i].model->partition_metrics)
            return;
    diag_error(l->diag, node_member(run, "partitions")->at,
               "run.partitions: nothing here has partitions");
}

static void load(struct loader *l)
{
    struct scenario *s = l->scenario;

    if (!loader_tree(l) || !loader_profile(l))
        return;
    s->graph.date = s->profile.date;
    s->graph.region = s->region;
    s->graph.has_feature = has_feature;
    s->graph.profile = &s->profile;
    loader_head(l);
    loader_resources(l);
    if (l->unreadable)
        return; /* all that speaks of what is not there would be blamed */
    check_clients(l);
    check_partitions(l);
    loader_links(l);
    loader_changes(l);
    loader_check(l);
    loader_plan(l);
    loader_prices(l);
    read_objectives(l);
    check_pairs(l);
}

static void assume(void *loader, const char *address, const struct node *value)
{
    loader_assume(loader, address, value);
}

struct scenario *scenario_load(const struct loading *what, struct diag *diag)
{
    struct scenario *s = xcalloc(1, sizeof *s);
    struct loader l = {.what = what, .scenario = s, .diag = diag};
    int mistakes = diag->errors, failures = diag->failures;

    s->arena = l.arena = xcalloc(1, sizeof *s->arena);
    s->path = arena_text(s->arena, "%s", what->path);
    s->loaded = *what;
    l.reading = (struct reading){.arena = s->arena,
                                 .diag = diag,
                                 .attributes = &s->graph.attributes,
                                 .assume = assume,
                                 .request_table = loader_request_table,
                                 .shelf = what->shelf,
                                 .ctx = &l};
    load(&l);
    if (diag->errors == mistakes && diag->failures == failures) {
        loader_assumptions(&l);
        loader_warm(&l); /* what is not whole cannot be forecast */
        return s;
    }
    scenario_free(s);
    return NULL;
}

void scenario_free(struct scenario *s)
{
    if (!s)
        return;
    arena_release(s->arena);
    free(s->arena);
    free(s);
}
