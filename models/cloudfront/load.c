/* load.c - a distribution before it runs: its limits, what is wrong with it, which
 * behaviour a path leads to. */
#include <string.h>

#include "cloudfront/distribution.h"
#include "cloudfront/tables.h"
#include "config/node.h"

/* Developer guide, Expiration, its table: what the origin says lies between the bounds,
 * the default not below the minimum. */
sim_time cloudfront_ttl(const struct cloudfront_behavior *b)
{
    sim_time ttl = b->max_age == ABSENT ? b->default_ttl : b->max_age;

    if (b->max_age != ABSENT && ttl > b->max_ttl)
        ttl = b->max_ttl;
    return ttl > b->min_ttl ? ttl : b->min_ttl;
}

/* Developer guide, HTTPStatusCodes, 2020-09 and 2026; OPTIONS only where configured so,
 * which is left out. */
bool cloudfront_keeps(int action)
{
    return action == ACTION_GET || action == ACTION_HEAD;
}

void cloudfront_declare(struct catalogue *all, const struct resource *self)
{
    const struct cloudfront_config *c = self->config;
    const struct cloudfront_behavior *b = c->behaviors.element;

    declare_limit(all, LIMIT_BUCKET, "request_rate_limit");
    for (size_t i = 0; i < c->behaviors.count; i++)
        declare_part(all, b[i].path_pattern);
}

/* ---- what is wrong ---- */

static const char *origin_wrong(const struct graph *graph, const struct target *to)
{
    const struct resource *origin = graph_find(graph, to->address);
    const char *room = origin ? origin->model->name : "http";

    if (strcmp(room, "lambda") == 0)
        return to->action_name && strcmp(to->action_name, "InvokeFunctionUrl") == 0
                   ? NULL
                   : "a function is reached by its URL: action = \"InvokeFunctionUrl\"";
    if (strcmp(room, "apigateway") != 0 && strcmp(room, "http") != 0)
        return "an origin is an API, a function by its URL or an outside service";
    if (origin && origin->model->door && origin->model->door(origin) == DOOR_PRIVATE)
        return "a private API is no origin: it is reached from inside its VPC";
    return NULL;
}

static void check_behavior(const struct graph *graph, const struct resource *self,
                           const struct cloudfront_behavior *b, struct diag *diag)
{
    const char *wrong = origin_wrong(graph, &b->origin.to);

    if (wrong)
        diag_error(diag, b->origin.to.at, "%s.cache_behaviors[%s]: %s", self->address,
                   b->path_pattern, wrong);
    if (b->min_ttl > b->max_ttl)
        diag_error(diag, b->origin.to.at,
                   "%s.cache_behaviors[%s]: min_ttl is more than max_ttl", self->address,
                   b->path_pattern);
}

void cloudfront_check(const struct graph *graph, const struct resource *self,
                      struct diag *diag)
{
    const struct cloudfront_config *c = self->config;
    const struct cloudfront_behavior *b = c->behaviors.element;
    size_t n = c->behaviors.count;

    if (n == 0 || strcmp(b[n - 1].path_pattern, "*") != 0)
        diag_error(diag, self->at,
                   "%s: a distribution has a default behaviour, the last of "
                   "cache_behaviors: path_pattern = \"*\"",
                   self->address);
    for (size_t i = 0; i < n; i++) {
        check_behavior(graph, self, &b[i], diag);
        if (i + 1 < n && strcmp(b[i].path_pattern, "*") == 0)
            diag_error(diag, c->behaviors.at[i],
                       "%s: path_pattern \"*\" takes what no other does, and stands last",
                       self->address);
    }
}

/* ---- which behaviour ---- */

/* "*" is anything, "?" one character (developer guide, path pattern): what does not fit
 * is tried again behind the last "*", one further. */
static bool fits(const char *pattern, const char *path)
{
    const char *star = NULL, *from = NULL;

    while (*path) {
        if (*pattern == '*') {
            star = ++pattern;
            from = path;
        } else if (*pattern == '?' || *pattern == *path) {
            pattern++;
            path++;
        } else if (star) {
            pattern = star;
            path = ++from;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

/* Without a key each request would be the same one, and nearly all would be found. */
static bool knows_key(const struct resource *self, const struct target *target,
                      const struct cloudfront_behavior *b, struct diag *diag)
{
    if (cloudfront_ttl(b) == 0 || !cloudfront_keeps(target->action) ||
        node_member(target->group, "key"))
        return true;
    diag_error(diag, target->at,
               "%s: keys decide what the cache of \"%s\" finds: say key of this call "
               "(\"constant(0)\": all ask for the same)",
               self->address, b->path_pattern);
    return false;
}

bool cloudfront_resolve(const struct graph *graph, const struct resource *self,
                        struct target *target, struct diag *diag)
{
    const struct cloudfront_config *c = self->config;
    const struct cloudfront_behavior *b = c->behaviors.element;
    struct cloudfront_request *said = target->options;

    (void)graph;
    for (size_t i = 0; i < c->behaviors.count; i++)
        if (said->path ? fits(b[i].path_pattern, said->path) : c->behaviors.count == 1) {
            said->index = i;
            target->door = b[i].path_pattern;
            return knows_key(self, target, &b[i], diag);
        }
    diag_error(diag, target->at, "%s has %zu behaviours: say which, path = \"/index\"",
               self->address, c->behaviors.count);
    return false;
}

enum door cloudfront_door(const struct resource *self)
{
    (void)self;
    return DOOR_POINT;
}

/* ---- what a run begins with ---- */

/* As long as an answer is kept. */
sim_time cloudfront_memory(const struct graph *graph, const struct resource *self,
                           const char **what)
{
    const struct cloudfront_config *c = self->config;
    const struct cloudfront_behavior *b = c->behaviors.element;
    sim_time longest = 0;

    (void)graph;
    for (size_t i = 0; i < c->behaviors.count; i++)
        if (cloudfront_ttl(&b[i]) > longest)
            longest = cloudfront_ttl(&b[i]);
    *what = "cache_behaviors' time to live";
    return longest;
}

const char *cloudfront_warm(const struct forecast *f, const struct resource *self,
                            struct arena *arena)
{
    const struct cloudfront_config *c = self->config;
    const struct cloudfront_behavior *b = c->behaviors.element;

    (void)f;
    (void)arena;
    for (size_t i = 0; i < c->behaviors.count; i++)
        if (cloudfront_ttl(&b[i]) > 0)
            return "caches that begin empty all the same";
    return NULL;
}
