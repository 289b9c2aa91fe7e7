/* plan.c - a client before anything runs: what changes when, what is wrong with it, and
 * what it offers on average.
 */
#include "client/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "client/journey.h"
#include "client/network.h"
#include "client/trace.h"

#define SECONDS(ns) ((double)(ns) / (double)SIM_SECOND)

/* The timetable of the settings; the caller frees table->segment. */
static void timetable_of(struct timetable *table, const struct client_config *c)
{
    timetable_make(table, c, xcalloc(timetable_segments(c), sizeof(struct segment)));
}

/* ---- what changes when ---- */

static void plan_phases(struct plan *plan, const struct client_config *c)
{
    struct timetable t;
    const struct segment *s;

    timetable_of(&t, c);
    s = t.segment;
    for (size_t i = 0; i < t.count && t.span > 0; i++) {
        struct stretch stretch = {s[i].from, s[i].to, t.repeat};
        const struct segment *before = i > 0 ? &s[i - 1] : NULL;

        if (s[i].name)
            plan_mark(plan, MARK_PHASE, s[i].name, &stretch);
        if (before && (s[i].users != before->users || s[i].rate != before->to_rate))
            plan_change(plan, s[i].from, "phases");
        if (s[i].rate != s[i].to_rate) /* a pre-roll runs at the rate it starts from */
            plan_change(plan, i > 0 ? s[i].from : s[i].to, "a ramp");
    }
    if (t.span > 0)
        plan_end(plan, t.repeat > t.span ? t.repeat : t.span);
    free(t.segment);
}

static void plan_trace(struct plan *plan, const struct pattern *p)
{
    const struct trace *t = p->trace;
    double last;

    if (!t)
        return;
    last = t->arrival[t->order[t->csv.rows - 1]] / p->speed;
    plan_change(plan, 0, "a trace");
    plan_end(plan, (sim_time)(ceil(last + 1e-9) * (double)SIM_SECOND));
    plan_input(plan, t->path, t->csv.crc);
    for (size_t i = 0; i < t->csv.columns; i++)
        plan_attribute(plan, t->csv.name[i]);
}

void client_plan(struct plan *plan, const struct resource *self)
{
    const struct client_config *c = self->config;
    const struct burst *burst = c->bursts.element;
    const struct attribute *attribute = c->attributes.element;

    if (c->arrivals.kind == ARRIVALS_TRACE)
        plan_trace(plan, &c->arrivals);
    else
        plan_phases(plan, c);
    for (size_t i = 0; i < c->bursts.count; i++) {
        struct stretch stretch = {burst[i].at, burst[i].at + burst[i].within,
                                  burst[i].every};
        plan_change(plan, burst[i].at, "a burst");
        if (burst[i].name)
            plan_mark(plan, MARK_BURST, burst[i].name, &stretch);
    }
    for (size_t i = 0; i < c->attributes.count; i++)
        plan_attribute(plan, attribute[i].name);
}

void client_declare(struct catalogue *all, const struct resource *self)
{
    const struct client_config *c = self->config;
    size_t n = journey_requests(&c->steps, NULL);
    const struct step **request = xcalloc(n + 1, sizeof(struct step *));

    journey_requests(&c->steps, request);
    for (size_t i = 0; i < n; i++) {
        const char *name = journey_request_name(request[i]);
        bool known = false;
        for (size_t k = 0; k < i; k++)
            known |= strcmp(journey_request_name(request[k]), name) == 0;
        if (!known)
            declare_part(all, name);
    }
    free(request);
}

/* ---- what is wrong ---- */

static bool is_given(const struct dist *dist)
{
    return dist->law.kind != LAW_NONE;
}

static enum door door_of(const struct resource *callee)
{
    return callee && callee->model->door ? callee->model->door(callee) : DOOR_REGION;
}

/* From inside the network that has its endpoint (language.md D16). */
static void check_private(const struct resource *self, const struct resource *callee,
                          const struct target *to, struct diag *diag)
{
    const struct network_config *n = &((struct client_config *)self->config)->network;
    const struct target *inside = resource_setting(callee, "vpc_endpoint");
    const char *where = inside && inside->address ? inside->address : "vpc.NAME";

    if (!n->vpc.address)
        diag_error(diag, to->at,
                   "%s: %s is private: only clients in its VPC reach it, network = { vpc "
                   "= \"%s\"; }",
                   self->address, callee->address, where);
    else if (strcmp(n->vpc.address, where) != 0)
        diag_error(diag, to->at, "%s: %s is reached from inside %s, and not from %s",
                   self->address, callee->address, where, n->vpc.address);
}

/* Out of a private network, where something must translate addresses. */
static void check_nat(const struct graph *graph, const struct resource *self,
                      const struct target *to, struct diag *diag)
{
    const struct network_config *n = &((struct client_config *)self->config)->network;
    const struct resource *vpc = graph_find(graph, n->vpc.address);

    if (vpc && vpc->model->ways && vpc->config &&
        !vpc->model->ways->round_trip(graph, vpc, WAY_NAT))
        diag_error(
            diag, to->at,
            "%s: %s is outside %s, which has no NAT: say %s.nat_gateways, or leave "
            "network.vpc out of a client with a public address",
            self->address, to->address, vpc->address, vpc->address);
}

/* Over the internet, whose length somebody must know. */
static void check_trips(const struct resource *self, enum door door,
                        const struct target *to, struct diag *diag)
{
    const struct network_config *n = &((struct client_config *)self->config)->network;
    bool any = is_given(&n->rtt_to_edge) || is_given(&n->rtt_to_region);

    if (any && door == DOOR_REGION && !is_given(&n->rtt_to_region))
        diag_error(diag, self->at,
                   "%s: network.rtt_to_region is missing: %s is reached "
                   "in the Region",
                   self->address, to->address);
    if (any && door != DOOR_REGION && !is_given(&n->rtt_to_edge))
        diag_warn(
            diag, self->at,
            "%s: network.rtt_to_edge is not given: taken to be rtt_to_region (%s is "
            "reached at the edge)",
            self->address, to->address);
}

static void check_network(const struct graph *graph, const struct resource *self,
                          const struct target *to, struct diag *diag)
{
    const struct client_config *c = self->config;
    const struct resource *callee = to->address ? graph_find(graph, to->address) : NULL;
    enum door door = door_of(callee);

    if (door == DOOR_PRIVATE)
        check_private(self, callee, to, diag);
    else if (c->network.vpc.address)
        check_nat(graph, self, to, diag);
    else
        check_trips(self, door, to, diag);
}

static void check_phases(const struct resource *self, struct diag *diag)
{
    const struct client_config *c = self->config;
    const struct phase *phase = c->phases.element;
    sim_time span = 0;

    for (size_t i = 0; i < c->phases.count; i++) {
        bool has_rate = !isnan(phase[i].rate), has_users = phase[i].users != ABSENT;
        span += phase[i].duration;
        if (has_rate == has_users)
            diag_error(diag, self->at, "%s.phases[%zu]: a phase has a rate or users, %s",
                       self->address, i, has_rate ? "not both" : "and this one neither");
        if (!isnan(phase[i].to) && !has_rate)
            diag_error(diag, self->at, "%s.phases[%zu]: `to` takes a rate to start from",
                       self->address, i);
    }
    if (c->repeat > 0 && c->phases.count == 0)
        diag_error(diag, self->at, "%s: repeat takes phases", self->address);
    else if (c->repeat > 0 && c->repeat < span)
        diag_error(diag, self->at, "%s: repeat is shorter than the phases together",
                   self->address);
}

static void check_load(const struct resource *self, struct diag *diag)
{
    const struct client_config *c = self->config;
    const struct burst *burst = c->bursts.element;
    bool is_trace = c->arrivals.kind == ARRIVALS_TRACE;
    int ways = !isnan(c->rate) + (c->users != ABSENT) + (c->phases.count > 0) + is_trace;

    if (ways > 1)
        diag_error(diag, self->at,
                   "%s: one of rate, users, phases and a trace is wanted, not %d of them",
                   self->address, ways);
    if (ways == 0 && c->bursts.count == 0)
        diag_error(diag, self->at,
                   "%s: has no load: rate, users, phases, bursts or a trace",
                   self->address);
    for (size_t i = 0; i < c->bursts.count; i++) {
        if (burst[i].every > 0 && burst[i].every < burst[i].within)
            diag_error(diag, self->at, "%s.bursts[%zu]: comes again before it has ended",
                       self->address, i);
    }
}

/* With steps, what concerns a call stands in each of them. */
static bool says_of_calls(const struct ask *ask)
{
    return is_given(&ask->item_size) || is_given(&ask->items) || is_given(&ask->key) ||
           ask->timeout > 0 || ask->deadline > 0 || ask->hedge_after > 0 ||
           ask->retry.given || ask->breaker.failure_share > 0;
}

/* A rate limiter learns from many calls: a process of a single request has none. */
static void check_hosts(const struct resource *self, const struct ask *ask,
                        struct diag *diag)
{
    const struct client_config *c = self->config;

    if (ask->retry.adaptive && c->hosts == ABSENT)
        diag_error(diag, self->at,
                   "%s: retry = \"%s\" limits the rate of a process: say how many share "
                   "the requests, hosts = 1",
                   self->address, ask->retry.policy);
}

void client_check(const struct graph *graph, const struct resource *self,
                  struct diag *diag)
{
    const struct client_config *c = self->config;
    size_t n = journey_requests(&c->steps, NULL);
    const struct step **request = xcalloc(n + 1, sizeof(struct step *));

    if (c->ask.to.address && c->steps.count > 0)
        diag_error(diag, self->at, "%s: has a target and steps: one of them is wanted",
                   self->address);
    if (!c->ask.to.address && c->steps.count == 0)
        diag_error(diag, self->at, "%s: has no target and no steps", self->address);
    if (c->steps.count > 0 && says_of_calls(&c->ask))
        diag_error(diag, self->at,
                   "%s: has steps: timeout, deadline, retry, key and the like stand in "
                   "its call steps",
                   self->address);
    check_load(self, diag);
    check_phases(self, diag);
    check_hosts(self, &c->ask, diag);
    if (c->ask.to.address)
        check_network(graph, self, &c->ask.to, diag);
    journey_requests(&c->steps, request);
    for (size_t i = 0; i < n; i++) {
        check_network(graph, self, &request[i]->call.to, diag);
        check_hosts(self, &request[i]->call, diag);
    }
    free(request);
}

/* ---- what it offers ---- */

/* How much of a burst falls into [from, to), all its times together. */
static double burst_share(const struct burst *b, sim_time from, sim_time to)
{
    double share = 0;
    sim_time at = b->at;

    if (b->every > 0 && from > b->at + b->within)
        at += (from - b->at - b->within) / b->every * b->every;
    for (; at < to; at += b->every) {
        sim_time begin = at > from ? at : from;
        sim_time end = at + b->within < to ? at + b->within : to;
        if (b->within == 0)
            share += at >= from ? 1 : 0;
        else if (end > begin)
            share += (double)(end - begin) / (double)b->within;
        if (b->every == 0)
            break;
    }
    return share;
}

static double rows_between(const struct pattern *p, sim_time from, sim_time to)
{
    const struct trace *t = p->trace;
    double n = 0;

    for (size_t row = 0; t && row < t->csv.rows; row++) {
        double at = t->arrival[row] / p->speed;
        n += at >= SECONDS(from) && at < SECONDS(to);
    }
    return n;
}

void client_offers(const struct resource *self, sim_time from, sim_time to,
                   struct offered *offered)
{
    const struct client_config *c = self->config;
    const struct burst *burst = c->bursts.element;
    double seconds = SECONDS(to - from), extra = 0;
    struct timetable t;

    *offered = (struct offered){.items = 1};
    if (to <= from)
        return;
    timetable_of(&t, c);
    timetable_mean(&t, from, to, &offered->rate, &offered->users);
    free(t.segment);
    for (size_t i = 0; i < c->bursts.count; i++)
        extra += (double)burst[i].requests * burst_share(&burst[i], from, to);
    if (c->arrivals.kind == ARRIVALS_TRACE)
        extra += rows_between(&c->arrivals, from, to);
    offered->rate += c->scale * extra / seconds;
}

struct traveller {
    struct forecast *forecast;
    const struct network_config *network;
};

/* What leaves a private network by NAT is paid for by the byte. */
static void foresee_nat(const struct traveller *t, const struct ask *ask, double rate)
{
    struct forecast *f = t->forecast;
    const struct resource *vpc = &forecast_graph(f)->resource[t->network->vpc.resource];
    const struct dist *reply = forecast_replied(f, ask);
    double items = is_given(&ask->items) ? forecast_mean(f, &ask->items) : 1;
    double bytes = items * forecast_mean(f, &ask->item_size);

    if (reply)
        bytes += forecast_mean(f, reply);
    vpc->model->ways->foreseen(f, vpc, WAY_NAT, rate * bytes);
}

/* There and back; how it varies is not reckoned with. */
static struct forecast_time way(const void *ctx, const struct ask *ask, double rate)
{
    const struct traveller *t = ctx;
    enum door door = door_of(&forecast_graph(t->forecast)->resource[ask->to.resource]);

    if (network_leaves(t->network, door) == WAY_NAT)
        foresee_nat(t, ask, rate);
    return (struct forecast_time){.mean = network_mean(t->forecast, t->network, door)};
}

/* Mean time of a journey, s; passes its calls on. */
static double journey_mean(struct forecast *f, const struct client_config *c, double rate)
{
    const struct traveller t = {f, &c->network};
    const struct forecast_body body = {.way = way, .ctx = &t};
    double asked;

    if (c->steps.count > 0)
        return forecast_steps(f, &c->steps, rate, &body).mean;
    asked = forecast_ask(f, &c->ask, rate).mean;
    return asked + way(&t, &c->ask, rate).mean;
}

struct forecast_time client_forecast(struct forecast *f, const struct resource *self,
                                     const struct offered *offered)
{
    const struct client_config *c = self->config;
    double rate = offered->rate, seconds;

    if (offered->users > 0) { /* a round takes as long as without any waiting */
        seconds = journey_mean(f, c, 0);
        rate += seconds > 0 ? offered->users / seconds : 0;
    }
    seconds = journey_mean(f, c, rate);
    forecast_resource(f, self, rate, seconds);
    return (struct forecast_time){.mean = seconds};
}

/* Over journeys: of a law its mean, of a trace's column that of its rows; a key has none.
 */
const struct law *client_attribute_law(const struct resource *self, size_t index)
{
    const struct client_config *c = self->config;
    const struct attribute *mine = c->attributes.element;

    for (size_t i = 0; i < c->attributes.count; i++)
        if (mine[i].index == index)
            return &mine[i].dist.law;
    return NULL;
}

double client_attribute_mean(const struct graph *graph, const struct resource *self,
                             size_t index)
{
    const struct client_config *c = self->config;
    const struct attribute *mine = c->attributes.element;
    const struct trace *t = c->arrivals.kind == ARRIVALS_TRACE ? c->arrivals.trace : NULL;
    const double *column = t ? trace_column(t, graph->attributes.name[index]) : NULL;
    double sum = 0;

    for (size_t i = 0; i < c->attributes.count; i++) {
        const struct dist *dist = &mine[i].dist;
        if (mine[i].index == index && !law_gives_keys(&dist->law))
            return law_mean(&dist->law) * (dist->unit == UNIT_TIME ? 1e-9 : 1);
    }
    for (size_t row = 0; column && row < t->csv.rows; row++)
        sum += column[row];
    return column && t->csv.rows ? sum / (double)t->csv.rows : (double)NAN;
}
