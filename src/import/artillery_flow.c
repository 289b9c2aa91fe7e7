/* artillery_flow.c - what a virtual user of Artillery does, one thing after the other. */
#include <string.h>

#include "import/artillery.h"

enum { DEEPEST = 6 }; /* loops within loops */

/* ---- values ---- */

/* The name in "{{ $processEnvironment.X }}", "{{ $env.X }}" or "{{ x }}"; NULL: another
 * text. */
static const char *variable_in(struct import *i, const char *text)
{
    static const char *const prefixes[] = {"$processEnvironment.", "$env."};
    const char *open = strstr(text, "{{"), *name;

    if (!open)
        return NULL;
    name = open + strspn(open, "{ ");
    for (size_t k = 0; k < sizeof prefixes / sizeof *prefixes; k++)
        if (strncmp(name, prefixes[k], strlen(prefixes[k])) == 0)
            name += strlen(prefixes[k]);
    return arena_text(i->arena, "%.*s", (int)strcspn(name, "} "), name);
}

static const struct node *within(const struct node *group, const char *section,
                                 const char *name)
{
    const struct node *in = section ? node_member(group, section) : group;
    const struct node *one = in && in->kind == NODE_GROUP ? node_member(in, name) : NULL;

    return one && one->kind != NODE_NULL ? one : NULL;
}

const struct node *artillery_config(const struct artillery *a, const char *section,
                                    const char *name)
{
    const struct node *own = within(a->environment, section, name);

    return own ? own : within(a->config, section, name);
}

/* NULL: nobody knows. */
static const char *variable(struct artillery *a, const char *name)
{
    const struct node *said = artillery_config(a, "variables", name);
    const char *value = load_given(a->i, name);

    if (!value && said)
        value = said->text;
    return value && !strstr(value, "{{") ? value : NULL;
}

const struct node *artillery_settled(struct artillery *a, const struct node *said)
{
    const char *name = said && said->text ? variable_in(a->i, said->text) : NULL;
    const char *value = name ? variable(a, name) : NULL;
    struct node *own;

    if (!name)
        return said && said->kind != NODE_NULL ? said : NULL;
    if (!value) {
        note(a->i, said->at, "parameter %s has no value: --parameter %s=VALUE", name,
             name);
        return NULL;
    }
    own = node_copy(a->i->arena, said);
    own->text = value;
    return own;
}

void artillery_target(struct artillery *a)
{
    const struct node *target = artillery_config(a, NULL, "target");
    const char *said = target && target->text ? target->text : "";
    const char *name = variable_in(a->i, said);
    const char *url = name ? variable(a, name) : said;
    const char *path = url ? load_path(a->i, url) : NULL;
    size_t length = path && strstr(url, "://") ? strlen(path) : 0;

    while (length > 0 && path[length - 1] == '/')
        length--;
    a->base = arena_text(a->i->arena, "%.*s", (int)length, path ? path : "");
}

bool artillery_has(const struct node *group, const char *name)
{
    const struct node *one = node_member(group, name);

    return one && one->kind != NODE_NULL;
}

double artillery_number(struct artillery *a, const struct node *group, const char *name,
                        double fallback, const char **open)
{
    const struct node *said = node_member(group, name), *is = artillery_settled(a, said);
    double value = fallback;

    if (is)
        load_number(a->i, is, &value);
    else if (said && said->kind != NODE_NULL)
        *open = name;
    return value;
}

double artillery_seconds(struct artillery *a, const struct node *group, const char *name,
                         double fallback, const char **open)
{
    const struct node *said = node_member(group, name), *is = artillery_settled(a, said);
    double value = fallback;

    if (is)
        load_time(a->i, is, SECOND_NS, &value);
    else if (said && said->kind != NODE_NULL)
        *open = name;
    return value;
}

/* ---- flows ---- */

static const char *method_of(const struct node *action)
{
    static const char *const methods[][2] = {
        {"get", "GET"},       {"post", "POST"}, {"put", "PUT"},        {"patch", "PATCH"},
        {"delete", "DELETE"}, {"head", "HEAD"}, {"options", "OPTIONS"}};

    for (size_t k = 0; k < sizeof methods / sizeof *methods; k++)
        if (strcmp(action->name, methods[k][0]) == 0)
            return methods[k][1];
    return NULL;
}

/* Hooks are code; `ifTrue` is known while it runs only. */
static void request(struct artillery *a, const struct node *said, const char *method,
                    struct load_step *block)
{
    const char *url = text_at(said, "url"), *probability = text_at(said, "probability");
    struct load_step s = {.kind = LOAD_REQUEST, .at = said->at, .method = method};
    double percent;

    s.path = load_path(a->i, url ? url : "/");
    if (s.path && (!url || *url == '/'))
        s.path = arena_text(a->i->arena, "%s%s", a->base, s.path);
    s.name = text_at(said, "name");
    if (s.name && strstr(s.name, "{{"))
        s.name = NULL;
    if (artillery_has(said, "ifTrue")) {
        s.probability = "50 %";
        s.open = "how often its condition (ifTrue) holds";
    }
    if (probability && load_number_in(probability, &percent) && percent >= 0 &&
        percent <= 100)
        s.probability = arena_text(a->i->arena, "%.6g %%", percent);
    a->code +=
        artillery_has(said, "beforeRequest") + artillery_has(said, "afterResponse");
    a->load->requests++;
    load_step(a->i, block, s);
}

static void think(struct artillery *a, const struct node *said, struct load_step *block)
{
    struct load_step s = {.kind = LOAD_WAIT, .at = said->at};
    double ns = SECOND_NS;
    const struct node *is = artillery_settled(a, said);

    if (is)
        load_time(a->i, is, SECOND_NS, &ns);
    else
        s.open = "think time";
    s.wait = load_span(a->i, ns);
    load_step(a->i, block, s);
}

/* "3", or "5-10": any of them. */
static const char *count_in(struct artillery *a, const struct node *said)
{
    const char *dash = strchr(said->text, '-');
    double from, to;

    if (dash &&
        load_number_in(
            arena_text(a->i->arena, "%.*s", (int)(dash - said->text), said->text),
            &from) &&
        load_number_in(dash + 1, &to) && from < to && to <= 1e6)
        return arena_text(a->i->arena, "uniform(%.0f, %.0f)", from, to);
    from = 0;
    load_number(a->i, said, &from);
    if (from > 1e6)
        diag_error(a->i->diag, said->at, "count: 1 million at most");
    return arena_text(a->i->arena, "%.0f", from);
}

static void loop(struct artillery *a, const struct node *action, const struct node *body,
                 struct load_step *block)
{
    struct load_step s = {.kind = LOAD_BLOCK, .at = body->at, .count = "10"};
    const struct node *count = node_member(action, "count");
    const struct node *over = node_member(action, "over");

    if (count && count->text && (count = artillery_settled(a, count)))
        s.count = count_in(a, count);
    else if (over && over->kind == NODE_LIST)
        s.count = arena_text(a->i->arena, "%zu", over->count);
    else
        s.open = "how often it goes round";
    a->load->requests++; /* what follows one that failed goes on */
    artillery_flow(a, body, load_step(a->i, block, s));
}

static void parallel(struct artillery *a, const struct node *body,
                     struct load_step *block)
{
    struct load_step s = {.kind = LOAD_PARALLEL, .at = body->at};

    artillery_flow(a, body, load_step(a->i, block, s));
}

/* One thing that a virtual user does: the first of the members that says so. */
static void action(struct artillery *a, const struct node *said, struct load_step *block)
{
    for (const struct node *one = said->first; one; one = one->next) {
        const char *method = method_of(one);
        if (method)
            request(a, one, method, block);
        else if (strcmp(one->name, "think") == 0)
            think(a, one, block);
        else if (strcmp(one->name, "loop") == 0)
            loop(a, said, one, block);
        else if (strcmp(one->name, "parallel") == 0)
            parallel(a, one, block);
        else if (strcmp(one->name, "function") == 0)
            a->code++;
        else if (!text_is_among(one->name,
                                "log count over whileTrue loopValue loopElement"))
            note(a->i, one->at, "%s in a flow is not simulated", one->name);
    }
}

void artillery_flow(struct artillery *a, const struct node *list, struct load_step *block)
{
    if (a->deep == DEEPEST) {
        diag_error(a->i->diag, list->at, "loops are nested too deep: %d levels at most",
                   DEEPEST);
        return;
    }
    a->deep++;
    for (const struct node *one = list->first; one && !load_is_full(a->i);
         one = one->next)
        if (one->kind == NODE_GROUP)
            action(a, one, block);
        else
            note(a->i, one->at, "%s in a flow is not simulated",
                 one->text ? one->text : "a list");
    a->deep--;
}
