/* distribution.c - distributions of CloudFront: behaviours, the origins they name, and
 * how long their policies let answers be kept.
 */
#include <stdlib.h>
#include <string.h>

#include "import/rows.h"

#define TYPE "AWS::CloudFront::Distribution"

static bool is_room(const struct declared *d, const char *room)
{
    return d && d->group && d->model && strcmp(d->model->name, room) == 0;
}

static const struct node *configuration(const struct declared *d)
{
    const struct node *said =
        declared_is(d, TYPE) ? node_member(d->properties, "DistributionConfig") : NULL;

    return said && said->kind == NODE_GROUP ? said : NULL;
}

/* ---- origins ---- */

static const struct node *origin_of(const struct node *config, const struct node *said)
{
    const struct node *all = node_member(config, "Origins");
    const char *id = text_at(said, "TargetOriginId");

    return all && id ? element_with(all, "Id", id) : NULL;
}

/* An API or a function by its URL; NULL: a bucket, a service elsewhere. */
static struct declared *origin_meant(struct import *i, const struct node *origin)
{
    struct declared *d =
        origin ? declared_with_room(i, text_at(origin, "DomainName")) : NULL;
    bool by_url = is_room(d, "lambda") && node_member(d->group, "function_url");

    return by_url || is_room(d, "apigateway") ? d : NULL;
}

static void add_origin(struct import *i, const struct declared *d,
                       const struct node *origin, struct node *behavior)
{
    struct declared *to = origin_meant(i, origin);
    const struct node *routes =
        is_room(to, "apigateway") ? node_member(to->group, "routes") : NULL;

    add_text(i, behavior, "target_origin", to ? to->address : outside_service(i));
    if (!to) {
        note(i, d->at, "%s: the origin of %s is no API or function of the template",
             d->id, text_at(behavior, "path_pattern"));
        fill_in(behavior, "its origin is not simulated");
    } else if (!routes) {
        add_text(i, behavior, "action", "InvokeFunctionUrl");
    } else if (routes->count > 1) {
        remark(add_text(i, behavior, "route", text_at(routes->first, "route")),
               "a guess: the first of its routes");
    }
    if (routes)
        add_key(i, behavior, to->address, text_at(routes->first, "route"));
}

static bool is_whole(const char *text, long most)
{
    char *end;
    long number = text ? strtol(text, &end, 10) : 0;

    return number >= 1 && number <= most && !*end;
}

/* Within what AWS takes (cloudfront-limits, 2026; a higher time-out on request). */
static void add_patience(struct import *i, const struct node *origin,
                         struct node *behavior)
{
    const struct node *custom = origin ? node_member(origin, "CustomOriginConfig") : NULL;
    const char *attempts = origin ? text_at(origin, "ConnectionAttempts") : NULL;
    const char *timeout = custom && custom->kind == NODE_GROUP
                              ? text_at(custom, "OriginReadTimeout")
                              : NULL;

    if (is_whole(attempts, 3))
        add_number(i, behavior, "connection_attempts", attempts);
    if (is_whole(timeout, 180))
        add_text(i, behavior, "timeout", arena_text(i->arena, "%s s", timeout));
}

/* ---- times to live ---- */

/* Developer guide, using-managed-cache-policies, 2020-09: CachingOptimized, the same for
 * uncompressed objects, CachingDisabled. */
static const struct {
    const char *id, *min, *most;
} managed[] = {
    {"658327ea-f89d-4fab-a63d-7e88639e58f6", "1", "31536000"},
    {"b2884449-e4de-46a7-ac36-70bc7f1ddd6d", "1", "31536000"},
    {"4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "0", "0"},
};

static const struct node *policy_of(struct import *i, const char *id)
{
    struct node *made;
    const struct declared *d = declared_meant(i, id);

    if (d && declared_is(d, "AWS::CloudFront::CachePolicy"))
        return node_member(d->properties, "CachePolicyConfig");
    for (size_t k = 0; k < sizeof managed / sizeof *managed; k++) {
        bool keeps = strcmp(managed[k].most, "0") != 0;
        if (strcmp(managed[k].id, id) != 0)
            continue;
        made = node_new(i->arena, NODE_GROUP, NULL, NULL, i->values.root->at);
        add_text(i, made, "MinTTL", managed[k].min);
        add_text(i, made, "DefaultTTL", keeps ? "86400" : "0");
        add_text(i, made, "MaxTTL", managed[k].most);
        return made;
    }
    return NULL;
}

/* Of its policy, or its own; by the rows of the room's table. */
static void add_ttls(struct import *i, const struct declared *d, const struct node *said,
                     struct node *behavior)
{
    const struct field *row = field_find(d->model->fields, "cache_behaviors");
    const char *id = text_at(said, "CachePolicyId");
    const struct node *from = id ? policy_of(i, id) : said;
    struct node *all = node_new(i->arena, NODE_GROUP, NULL, NULL, said->at), *ttls;
    struct property_set set = {TYPE, all, d->id, NULL};
    static const char *const names[] = {"MinTTL", "DefaultTTL", "MaxTTL"};

    if (!from || from->kind != NODE_GROUP) {
        fill_in(add_text(i, behavior, "default_ttl", "24 h"),
                "what its cache policy says, min_ttl and max_ttl too");
        return;
    }
    ttls = add_group(i, add_group(i, all, "DistributionConfig"), "DefaultCacheBehavior");
    for (size_t k = 0; k < 3; k++)
        if (text_at(from, names[k]))
            add_text(i, ttls, names[k], text_at(from, names[k]));
    rows_fill(i, row->of, &set, behavior);
}

/* ---- behaviours ---- */

static void add_behavior(struct import *i, const struct declared *d,
                         const struct node *said, const char *pattern)
{
    const struct node *config = configuration(d);
    const struct node *origin = config ? origin_of(config, said) : NULL;
    struct node *list = list_in(i, d->group, "cache_behaviors"), *behavior;

    if (element_with(list, "path_pattern", pattern))
        return;
    behavior = add_group(i, list, NULL);
    add_text(i, behavior, "path_pattern", pattern);
    add_origin(i, d, origin, behavior);
    add_patience(i, origin, behavior);
    add_ttls(i, d, said, behavior);
}

/* "*" is the default one's, which stands last. */
static void read_behaviors(struct import *i, const struct declared *d,
                           const struct node *all)
{
    for (const struct node *one = all ? all->first : NULL; one; one = one->next) {
        const char *pattern =
            one->kind == NODE_GROUP ? text_at(one, "PathPattern") : NULL;
        if (pattern && strcmp(pattern, "*") != 0)
            add_behavior(i, d, one, pattern);
    }
}

static void read_one(struct import *i, const struct declared *d)
{
    const struct node *nothing = node_new(i->arena, NODE_GROUP, NULL, NULL, d->at);
    const struct node *config = configuration(d), *last = NULL;

    if (config) {
        read_behaviors(i, d, node_member(config, "CacheBehaviors"));
        last = node_member(config, "DefaultCacheBehavior");
        if (text_at(config, "PriceClass"))
            note(i, d->at, "%s: price_class is not built yet", d->id);
        if (node_member(config, "CustomErrorResponses"))
            note(i, d->at, "%s: CustomErrorResponses is not read: error_caching_min_ttl",
                 d->id);
    }
    add_behavior(i, d, last && last->kind == NODE_GROUP ? last : nothing, "*");
}

void distributions_all(struct import *i)
{
    for (struct declared *d = i->first; d; d = d->next)
        if (declared_is(d, TYPE) && d->group)
            read_one(i, d);
}

/* ---- who asks ---- */

bool is_behind(const struct import *i, const struct declared *to)
{
    for (const struct declared *d = i->first; d; d = d->next) {
        const struct node *list =
            is_room(d, "cloudfront") ? node_member(d->group, "cache_behaviors") : NULL;
        if (list && to->address && element_with(list, "target_origin", to->address))
            return true;
    }
    return false;
}

/* A path that the pattern takes. */
static const char *path_for(struct import *i, const char *pattern)
{
    char *path = arena_text(i->arena, "%s%s", *pattern == '*' ? "/" : "", pattern);

    for (char *c = path; *c; c++)
        if (*c == '*' || *c == '?')
            *c = 'x';
    return path;
}

void ask_distribution(struct import *i, struct node *client, const struct declared *d)
{
    const struct node *list = node_member(d->group, "cache_behaviors");
    struct node *ways, *way, *step;

    ways = add_list(i, add_group(i, add_list(i, client, "steps"), NULL), "choose");
    for (const struct node *one = list->first; one; one = one->next) {
        const char *pattern = text_at(one, "path_pattern");
        way = add_group(i, ways, NULL);
        if (ways->first != way)
            add_text(i, way, "probability",
                     arena_text(i->arena, "%.3g %%", 100 / (double)list->count));
        fill_in(way, "share of the requests, and what they are: action");
        step = add_group(i, add_list(i, way, "steps"), NULL);
        add_text(i, step, "name", pattern);
        add_text(i, step, "call", d->address);
        add_text(i, step, "path", path_for(i, pattern));
        fill_in(add_text(i, step, "key", "uniform(n=1000)"),
                "how many objects, and how often which");
        add_text(i, step, "timeout", "30 s");
    }
}
