/* grow_axes.c - the grid of multiples and the sets of lifted limits, as axes of a sweep.
 */
#include <math.h>
#include <string.h>

#include "study/grow_points.h"
#include "study/limit_setting.h"

enum { SETS_MOST = 4096 };

/* ---- traffic ---- */

static bool is_grown(const struct growing *g, const char *address)
{
    for (size_t i = 0; i < g->only; i++)
        if (strcmp(g->client[i], address) == 0)
            return true;
    return g->only == 0;
}

static bool sets_scale(const struct scenario *base, const struct resource *client)
{
    for (size_t i = 0; i < base->changes; i++)
        if (&base->graph.resource[base->change[i].resource] == client &&
            strcmp(base->change[i].row->name, "scale") == 0)
            return true;
    return false;
}

static void add_client(struct grown *to, struct grows *g, const char *address)
{
    to->client = arena_room(g->arena, to->client, to->clients, sizeof *to->client);
    to->client[to->clients++] = address;
}

static bool find_clients(struct grows *g, const struct scenario *base, struct grown *to)
{
    struct diag *diag = g->sweeping->diag;
    const struct graph *graph = &base->graph;
    size_t all = 0;

    for (size_t i = 0; i < graph->resources; i++) {
        const struct resource *r = &graph->resource[i];
        if (strcmp(r->model->name, "client") != 0)
            continue;
        all++;
        if (!is_grown(g->asked, r->address))
            continue;
        if (sets_scale(base, r))
            diag_error(diag, r->at,
                       "%s: its scale is set by the timeline, and grow's own",
                       r->address);
        add_client(to, g, r->address);
    }
    for (size_t i = 0; i < g->asked->only; i++)
        if (!graph_find(graph, g->asked->client[i]) ||
            strncmp(g->asked->client[i], "client.", 7) != 0)
            diag_error(diag, (struct where){0}, "--only: %s is no client of the scenario",
                       g->asked->client[i]);
    to->all_clients = to->clients == all;
    return diag->errors == 0;
}

/* The scale of every client, times the multiple. */
static void set_traffic(struct grows *g, const struct scenario *base,
                        const struct grown *to, struct sweep_value *value)
{
    const char **set = arena_get(g->arena, (to->clients + 1) * sizeof *set);

    value->label = arena_text(g->arena, "%.4g", value->value);
    for (size_t i = 0; i < to->clients; i++) {
        const double *scale =
            resource_setting(graph_find(&base->graph, to->client[i]), "scale");
        set[i] =
            arena_text(g->arena, "%s.scale=%.12g", to->client[i], *scale * value->value);
    }
    value->set = set;
    value->sets = value->value == 1 ? 0 : to->clients;
}

/* (1 + precision)^k, so that 1 is one of them, and the two ends as they were asked for.
 */
static void make_multiples(struct grows *g)
{
    double step = log1p(g->asked->precision), most = g->asked->up_to;
    size_t each = (size_t)floor(log(most) / step + 1e-9);
    bool ends = exp((double)each * step) < most * (1 - 1e-9);

    g->one = each + ends;
    g->multiples = 2 * g->one + 1;
    g->multiple = arena_get(g->arena, g->multiples * sizeof *g->multiple);
    for (size_t i = 0; i < g->multiples; i++)
        g->multiple[i] = exp(((double)i - (double)g->one) * step);
    g->multiple[g->one] = 1;
    g->multiple[0] = 1 / most;
    g->multiple[g->multiples - 1] = most;
}

static void make_traffic(struct grows *g, const struct scenario *base,
                         const struct grown *to, struct sweep_axis *axis)
{
    *axis = (struct sweep_axis){
        .name = "traffic", .coordinate = "traffic", .units = "1", .values = g->multiples};
    axis->value = arena_get(g->arena, g->multiples * sizeof *axis->value);
    for (size_t i = 0; i < g->multiples; i++) {
        axis->value[i].value = g->multiple[i];
        set_traffic(g, base, to, &axis->value[i]);
    }
}

/* ---- limits ---- */

/* A structural limit is lifted by so large a setting that the traffic cannot reach it, or
 * by the largest that it may have.  NULL: it is no count, or was not said. */
static const char *raising(struct grows *g, const struct limit_name *limit)
{
    const struct field *row = limit_setting(g->graph, limit, g->arena);
    const int64_t *said = NULL;
    double enough, most;

    if (row && row->kind == KIND_COUNT && limit->owner)
        said = resource_setting(limit->owner, row->name);
    if (!said || *said < 1)
        return NULL;
    enough = ceil(2 * g->asked->up_to * (double)*said);
    if (row->max && unit_read(UNIT_COUNT, row->max, &most))
        enough = fmin(enough, most);
    return arena_text(g->arena, "%s=%.0f", limit->address, enough);
}

static void find_limits(struct grows *g)
{
    g->passed_over = arena_get(g->arena, (g->limits + 1) * sizeof *g->passed_over);
    g->raise = arena_get(g->arena, (g->limits + 1) * sizeof *g->raise);
    for (size_t i = 0; i < g->limits; i++) {
        const struct limit_name *limit = &g->graph->limit[i];
        g->passed_over[i] = limit->spills_to != NULL;
        g->raise[i] = limit->structural ? raising(g, limit) : NULL;
    }
}

static void make_value(struct grows *g, const bool *lifted, struct sweep_value *value)
{
    const char **sets = arena_get(g->arena, (g->limits + 1) * sizeof *sets);
    struct text label = {0};

    for (size_t i = 0; i < g->limits; i++) {
        if (!lifted[i])
            continue;
        text_add(&label, "%s%s", label.length ? ", " : "", g->graph->limit[i].address);
        if (g->raise[i])
            sets[value->sets++] = g->raise[i];
    }
    value->label = arena_text(g->arena, "%s", label.length ? text_of(&label) : "none");
    value->value = NAN;
    value->set = sets;
    text_free(&label);
}

size_t grow_set(struct grows *g, const size_t *limit, size_t count, long but)
{
    struct sweep_axis *axis = &g->sweeping->sweep.axis[1];
    bool *lifted = arena_get(g->arena, (g->limits + 1) * sizeof *lifted);

    for (size_t i = 0; i < count; i++)
        lifted[limit[i]] = (long)i != but;
    for (size_t i = 0; i < g->sets; i++)
        if (memcmp(g->lifted[i], lifted, g->limits * sizeof *lifted) == 0)
            return i;
    assert(g->sets < SETS_MOST);
    g->lifted[g->sets] = lifted;
    make_value(g, lifted, &axis->value[g->sets]);
    axis->values = ++g->sets;
    return g->sets - 1;
}

bool grow_begin(struct grows *g, const struct scenario *base, struct grown *to)
{
    struct sweep *sweep = &g->sweeping->sweep;

    g->graph = &base->graph;
    g->limits = base->graph.limits;
    if (!find_clients(g, base, to))
        return false;
    make_multiples(g);
    find_limits(g);
    sweep->axis = arena_get(g->arena, 2 * sizeof *sweep->axis);
    sweep->axes = 2;
    make_traffic(g, base, to, &sweep->axis[0]);
    sweep->axis[1] = (struct sweep_axis){.name = "lifted", .coordinate = "lifted"};
    sweep->axis[1].value = arena_get(g->arena, SETS_MOST * sizeof *sweep->axis[1].value);
    g->lifted = arena_get(g->arena, SETS_MOST * sizeof *g->lifted);
    g->sweeping->origin = arena_get(g->arena, 2 * sizeof *g->sweeping->origin);
    g->sweeping->origin[0] = g->sweeping->origin[1] = "grow";
    grow_set(g, NULL, 0, -1);
    to->least = g->multiple[0];
    to->most = g->multiple[g->multiples - 1];
    return true;
}
