/* aim.c - where a request of a load test leads: to the route of the template's APIs that
 * takes its method and path, else to a service that stands for the target.
 */
#include <string.h>

#include "import/load.h"

/* ---- paths ---- */

static bool is_variable(const char *at)
{
    return strncmp(at, "{{", 2) == 0 || strncmp(at, "${", 2) == 0;
}

/* "{{ $id }}", "{{{id}}}" and "${id}" become "{id}". */
static const char *variable(struct text *out, const char *at)
{
    const char *begin = at + strspn(at, "{$ "), *end = begin + strcspn(begin, "} ");

    text_add(out, "{%.*s}", (int)(end - begin), begin);
    end += strcspn(end, "}");
    return end + strspn(end, "}");
}

/* Behind scheme and host; a variable that begins the url is both. */
static const char *behind_host(const char *url)
{
    const char *scheme = strstr(url, "://");

    if (scheme && scheme - url < 10) {
        const char *slash = strchr(scheme + 3, '/');
        return slash ? slash : "/";
    }
    if (is_variable(url)) {
        const char *end = strchr(url, '}');
        end = end ? end + strspn(end, "}") : "";
        return *end ? end : NULL;
    }
    return url;
}

const char *load_path(struct import *i, const char *url)
{
    struct text out = {0};
    const char *at = behind_host(url), *path;

    if (!at)
        return NULL;
    if (*at != '/')
        text_add(&out, "/");
    while (*at && !strchr("?#", *at) && out.length < 300)
        if (is_variable(at))
            at = variable(&out, at);
        else
            text_add_bytes(&out, at++, 1);
    path = arena_text(i->arena, "%s", text_of(&out));
    text_free(&out);
    return path;
}

/* ---- routes ---- */

static size_t segment(const char *path)
{
    return strcspn(path, "/");
}

/* How well a route's path takes a request's: literal segments count most; below 0: not at
 * all. */
static int fit(const char *route, const char *path)
{
    int score = 0;

    for (;;) {
        size_t r, p;
        route += *route == '/';
        path += *path == '/';
        if (!*route && !*path)
            return score;
        r = segment(route);
        p = segment(path);
        if (r > 3 && strncmp(route + r - 2, "+}", 2) == 0)
            return *path ? score : -1;
        if (!*route || !*path)
            return -1;
        if (r == p && strncmp(route, path, r) == 0)
            score += 4;
        else if (*route == '{')
            score += 1;
        else
            return -1;
        route += r;
        path += p;
    }
}

/* "GET /orders/{id}", "ANY /x", "$default".  A path may begin with the stage. */
static int route_fit(const char *route, const char *method, const char *path)
{
    const char *blank = strchr(route, ' '), *rest = strchr(path + 1, '/');
    size_t length = blank ? (size_t)(blank - route) : 0;
    bool any = length == 3 && strncmp(route, "ANY", 3) == 0;
    int score, staged;

    if (strcmp(route, "$default") == 0)
        return 0;
    if (!blank || (!any && (strlen(method) != length || strncmp(route, method, length))))
        return -1;
    score = fit(blank + 1, path);
    staged = rest ? fit(blank + 1, rest) - 2 : -1;
    score = staged > score ? staged : score;
    return score < 0 ? -1 : 2 * score + 1 + !any;
}

static bool is_of(const struct declared *d, const char *room)
{
    return d->group && d->model && strcmp(d->model->name, room) == 0;
}

/* The best of all APIs; where two take it as well, the first, which is a guess. */
static struct aim route_for(struct import *i, const char *method, const char *path)
{
    struct aim aim = {0};
    int best = -1;

    for (const struct declared *d = i->first; d; d = d->next) {
        const struct node *routes =
            is_of(d, "apigateway") ? node_member(d->group, "routes") : NULL;
        for (const struct node *one = routes ? routes->first : NULL; one;
             one = one->next) {
            int score = route_fit(text_at(one, "route"), method, path);
            if (score >= 0 && score == best && strcmp(aim.address, d->address) != 0)
                aim.guess =
                    arena_text(i->arena, "a guess: %s has this route too", d->address);
            if (score <= best)
                continue;
            best = score;
            aim = (struct aim){.address = d->address, .route = text_at(one, "route")};
        }
    }
    return aim;
}

/* ---- all else ---- */

static bool has_url(const struct declared *d)
{
    return is_of(d, "lambda") && node_member(d->group, "function_url");
}

/* The only one there is of a room, or that has a function URL; NULL: none, or several. */
static const struct declared *only(const struct import *i, const char *room)
{
    const struct declared *found = NULL;

    for (const struct declared *d = i->first; d; d = d->next) {
        if (room ? !is_of(d, room) : !has_url(d))
            continue;
        if (found)
            return NULL;
        found = d;
    }
    return found;
}

static struct aim target(struct import *i)
{
    struct node *room = room_group(i, "http");

    if (!node_member(room, "target")) {
        struct node *group = add_group(i, room, "target");
        fill_in(group, "it stands for what is tested: call that in its place");
        fill_in(add_text(i, group, "latency", "lognormal(p50=50 ms, p99=300 ms)"),
                "how long it takes to answer");
    }
    return (struct aim){.address = "http.target"};
}

/* By the URL of the only function that has one, where there is no API. */
static struct aim url_for(const struct import *i)
{
    const struct declared *d = NULL;

    for (d = i->first; d; d = d->next)
        if (is_of(d, "apigateway"))
            return (struct aim){0};
    d = only(i, NULL);
    return d ? (struct aim){.address = d->address, .action = "InvokeFunctionUrl"}
             : (struct aim){0};
}

const struct declared *load_api(const struct import *i, const struct load *load)
{
    bool may_be = !load->room || strcmp(load->room, "apigateway") == 0;

    return may_be ? only(i, "apigateway") : NULL;
}

/* Of a request that nobody describes: the only route there is. */
static struct aim only_route(const struct import *i, const struct load *load)
{
    const struct declared *api = load_api(i, load);
    const struct node *routes = api ? node_member(api->group, "routes") : NULL;

    if (!routes || routes->count != 1)
        return (struct aim){0};
    return (struct aim){.address = api->address,
                        .route = text_at(routes->first, "route")};
}

static struct aim room_for(struct import *i, const char *room)
{
    const struct declared *d = strcmp(room, "apigateway") == 0 ? NULL : only(i, room);
    struct aim aim = {0};

    if (!d) /* of an API a route would be to be known */
        return aim;
    aim.address = d->address;
    aim.action = d->model->actions[0];
    aim.sized = takes_items(d->model);
    aim.guess = "a guess: the only one of its kind in the template";
    return aim;
}

/* Where that is known; else an empty one. */
static struct aim known(struct import *i, const struct load *load,
                        const struct load_step *s)
{
    struct aim aim = {0};

    if (!s->method) {
        aim = only_route(i, load);
        return aim.address || !load->room ? aim : room_for(i, load->room);
    }
    if (s->path)
        aim = route_for(i, s->method, s->path);
    return aim.address ? aim : url_for(i);
}

struct aim load_aim(struct import *i, const struct load *load, const struct load_step *s)
{
    struct aim aim = known(i, load, s);

    if (aim.address)
        return aim;
    if (i->first && s->method)
        note(i, s->at, "no route of the template takes %s %s: http.target stands for it",
             s->method, s->path ? s->path : "?");
    return target(i);
}
