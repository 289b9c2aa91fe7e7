/* client.c - who calls: a client for each API, and for each resource that nothing in the
 * template calls although it does something.
 */
#include <string.h>

#include "import/template.h"

static bool is_of(const struct declared *d, const char *room)
{
    return strcmp(d->model->name, room) == 0;
}

static struct node *client_of(struct import *i, const struct declared *d)
{
    struct node *room = room_group(i, "client");

    return add_group(i, room, name_free(i->arena, room, strchr(d->address, '.') + 1));
}

static void add_rate(struct import *i, struct node *client, const char *rate)
{
    fill_in(add_text(i, client, "rate", rate), "how many a second");
}

/* ---- APIs ---- */

static void add_way(struct import *i, struct node *way, const char *address,
                    const char *route, const struct way_to *to)
{
    struct node *step = add_group(i, add_list(i, way, "steps"), NULL);

    add_text(i, step, "name", route);
    add_text(i, step, "call", address);
    add_text(i, step, "route", route);
    add_key(i, step, address, route);
    add_text(i, step, "timeout", to->timeout);
    if (to->goes_on)
        add_text(i, step, "on_error", "ignore");
}

static void add_ways(struct import *i, struct node *ways, const struct declared *api,
                     const struct way_to *to)
{
    const struct node *routes = node_member(api->group, "routes");
    const char *share =
        arena_text(i->arena, "%.3g %%", (double)(10000 / routes->count) / 100);

    for (const struct node *one = routes->first; one; one = one->next) {
        struct node *way = add_group(i, ways, NULL);
        if (ways->first != way) /* the first one takes what the others leave */
            add_text(i, way, "probability", share);
        fill_in(way, ways->first == way ? "what the other routes leave"
                                        : "share of the requests");
        add_way(i, way, api->address, text_at(one, "route"), to);
    }
}

void ask_api(struct import *i, struct node *client, const struct declared *api,
             const struct way_to *to)
{
    const struct node *routes = node_member(api->group, "routes");

    if (routes->count == 1) {
        add_text(i, client, "target", api->address);
        add_text(i, client, "route", text_at(routes->first, "route"));
        add_key(i, client, api->address, text_at(routes->first, "route"));
        add_text(i, client, "timeout", to->timeout);
        return;
    }
    add_ways(i, add_list(i, add_group(i, add_list(i, client, "steps"), NULL), "choose"),
             api, to);
}

static void add_api(struct import *i, const struct declared *api)
{
    struct node *client = client_of(i, api);

    add_rate(i, client, "10/s");
    ask_api(i, client, api, &(struct way_to){.timeout = "30 s"});
}

static void add_distribution(struct import *i, const struct declared *d)
{
    struct node *client = client_of(i, d);

    add_rate(i, client, "10/s");
    ask_distribution(i, client, d);
}

/* ---- all else ---- */

static bool is_consumed(struct import *i, const struct declared *d)
{
    for (const struct declared *f = i->first; f; f = f->next) {
        const struct node *list =
            f->group ? node_member(f->group, "event_source_mappings") : NULL;
        if (list && element_with(list, "event_source", d->address))
            return true;
    }
    return false;
}

static bool has_patterns(const struct declared *bus)
{
    const struct node *rules = node_member(bus->group, "rules");

    for (const struct node *one = rules ? rules->first : NULL; one; one = one->next)
        if (!node_member(one, "schedule"))
            return true;
    return false;
}

/* By what no room simulates, or by its URL: whoever else calls it. */
static bool has_callers(const struct declared *d)
{
    return d->stands_for || node_member(d->group, "function_url");
}

/* Whether a call to it leads to something that is not its own caller. */
static bool does_something(struct import *i, const struct declared *d)
{
    if (is_of(d, "lambda"))
        return !d->is_custom &&
               (has_callers(d) || !node_member(d->group, "event_source_mappings"));
    if (is_of(d, "events"))
        return has_patterns(d);
    if (is_of(d, "sns"))
        return node_member(d->group, "subscriptions") != NULL;
    if (is_of(d, "sqs") || is_of(d, "kinesis"))
        return is_consumed(i, d);
    return is_of(d, "stepfunctions");
}

/* By its function URL, if it has one. */
static void add_action(struct import *i, const struct declared *d, struct node *client)
{
    const char *const *actions = d->model->actions;
    bool by_url = node_member(d->group, "function_url") != NULL;

    add_text(i, client, "action", by_url ? "InvokeFunctionUrl" : actions[0]);
    if (!by_url && is_of(d, "lambda") &&
        (node_member(d->group, "event_invoke_config") ||
         node_member(d->group, "dead_letter_config")))
        fill_in(add_text(i, client, "invocation_type", "Event"),
                "as its destinations suggest; or RequestResponse");
    if (takes_items(d->model))
        fill_in(add_text(i, client, "item_size", "1 KB"), "how large each is");
}

static struct node *add_caller(struct import *i, const struct declared *d,
                               const char *rate)
{
    struct node *client = client_of(i, d);

    add_text(i, client, "target", d->address);
    add_action(i, d, client);
    add_rate(i, client, rate);
    if (d->stands_for)
        remark(client, arena_text(i->arena, "stands for %s", d->stands_for));
    else
        remark(client, "nothing in the template calls it");
    return client;
}

/* Every scenario has a client; one whose schedules begin by themselves has one that does
 * nothing. */
static void need_client(struct import *i)
{
    const struct declared *any = NULL, *bus = NULL;

    if (node_member(i->scenario, "client"))
        return;
    for (const struct declared *d = i->first; d; d = d->next) {
        if (d->group && !any)
            any = d;
        if (d->group && is_of(d, "events") && node_member(d->group, "rules"))
            bus = d;
    }
    if (bus)
        remark(add_caller(i, bus, "0/s"), "a scenario has a client; schedules need none");
    else if (any)
        add_caller(i, any, "10/s");
}

/* A function that a custom resource names is called by deployments only. */
static void find_custom(struct import *i)
{
    for (const struct declared *d = i->first; d; d = d->next) {
        const char *token = text_at(d->properties, "ServiceToken");
        struct declared *function = declared_with_room(i, token);
        if (function)
            function->is_custom = true;
    }
}

void clients_all(struct import *i)
{
    find_custom(i);
    for (struct declared *d = i->first; d; d = d->next) {
        if (!d->group || is_loaded(i, d) || is_behind(i, d))
            continue;
        if (is_of(d, "apigateway"))
            add_api(i, d);
        else if (is_of(d, "cloudfront"))
            add_distribution(i, d);
        else if (does_something(i, d) && (has_callers(d) || !is_called(i, d)))
            add_caller(i, d, "1/s");
    }
    need_client(i);
}
