/* client.c - who asks.
 *
 *   load.c     when journeys begin
 *   journey.c  what they do, and what became of it
 *   network.c  the way there and back
 *   plan.c     before anything runs
 */
#include "client/client.h"

#include <string.h>

#include "client/journey.h"
#include "client/plan.h"
#include "client/tables.h"
#include "client/trace.h"

/* ---- start ---- */

static enum door door_of(const struct sim *sim, const struct target *to)
{
    const struct resource *callee = target_service(sim, to)->resource;

    return callee->model->door ? callee->model->door(callee) : DOOR_REGION;
}

static size_t part_named(const struct resource *self, const char *name)
{
    size_t part = 0;

    while (strcmp(self->part[part], name) != 0)
        part++;
    return part;
}

static void start_journey(struct sim *sim, struct client *client)
{
    const struct list *steps = &client->config->steps;
    size_t n = journey_requests(steps, NULL);
    const struct step **step = sim_get(sim, (n + 1) * sizeof(struct step *));

    journey_requests(steps, step);
    client->body = body_new(sim, client->self, &journey_walker, steps);
    client->requests = n;
    client->part =
        sim_get(sim, (client->self->resource->parts + 1) * sizeof *client->part);
    client->request = sim_get(sim, (n + 1) * sizeof *client->request);
    for (size_t i = 0; i < n; i++) {
        client->request[i].step = step[i];
        client->request[i].part =
            part_named(client->self->resource, journey_request_name(step[i]));
        client->request[i].door = door_of(sim, &step[i]->call.to);
    }
    sim_put(sim, step, (n + 1) * sizeof(struct step *));
}

/* The site that a journey of this one call step would have. */
static void start_short_form(struct sim *sim, struct client *client)
{
    const struct ask *ask = &client->config->ask;
    const char *action = ask->to.action_name;

    client->site = site_new(sim, client->self, ask,
                            arena_text(sim_arena(sim), "call %s%s%s/0", ask->to.address,
                                       action ? " " : "", action ? action : ""));
    client->door = door_of(sim, &ask->to);
}

static void start_attributes(struct sim *sim, struct client *client)
{
    const struct attributes *all = &world_of(sim)->graph->attributes;
    const struct attribute *mine = client->config->attributes.element;
    const struct trace *trace = client->config->arrivals.trace;

    client->attribute = sim_get(sim, (all->count + 1) * sizeof *client->attribute);
    for (size_t i = 0; i < all->count; i++) {
        if (trace)
            client->attribute[i].column = trace_column(trace, all->name[i]);
    }
    for (size_t i = 0; i < client->config->attributes.count; i++) {
        char *purpose = arena_text(sim_arena(sim), "attributes/%s", mine[i].name);
        client->attribute[mine[i].index].dist = &mine[i].dist;
        client->attribute[mine[i].index].stream =
            service_stream(sim, client->self, purpose);
    }
}

static void *client_start(struct sim *sim, struct service *self)
{
    struct client *client = sim_get(sim, sizeof *client);

    self->state = client;
    client->self = self;
    client->config = self->config;
    network_start(sim, &client->network, self, &client->config->network);
    if (client->config->network.vpc.address)
        client->vpc = target_service(sim, &client->config->network.vpc);
    start_attributes(sim, client);
    if (client->config->hosts != ABSENT) {
        client->hosts = (size_t)client->config->hosts;
        client->host = sim_get(sim, client->hosts * sizeof *client->host);
        client->host_name = name_text("host");
    }
    if (client->config->steps.count > 0)
        start_journey(sim, client);
    else
        start_short_form(sim, client);
    load_start(sim, client);
    return client;
}

static void client_changed(struct sim *sim, struct service *self, const struct field *row)
{
    (void)row;
    load_changed(sim, self->state);
}

/* ---- attributes of its requests ---- */

/* In base units: laws of times are kept in ns. */
static double drawn(const struct dist *dist, uint64_t bits, uint64_t ordinal)
{
    double value = law_gives_keys(&dist->law) ? (double)law_key(&dist->law, bits, ordinal)
                                              : law_value(&dist->law, bits);

    return dist->unit == UNIT_TIME ? value / (double)SIM_SECOND : value;
}

static double client_attribute(const struct service *self, size_t index, uint64_t who,
                               uint64_t ordinal, bool *known)
{
    const struct client *client = self->state;
    const struct dist *dist = client->attribute[index].dist;
    const double *column = client->attribute[index].column;

    *known = dist || column;
    if (column) /* of a burst beside the trace: its rows in turn */
        return column[ordinal % client->config->arrivals.trace->csv.rows];
    if (!dist)
        return 0;
    return drawn(dist, draw_bits(&client->attribute[index].stream, who, 0), ordinal);
}

static sim_time client_beyond(struct sim *sim, const struct service *self,
                              const struct work *w)
{
    const struct client *client = self->state;

    return network_beyond(sim, &client->network, w);
}

static double client_beyond_mean(const struct forecast *f, const struct resource *self)
{
    const struct client_config *c = self->config;

    return network_beyond_mean(f, &c->network);
}

/* ---- the end ---- */

/* Successes, as far as one knows, whose last effect nobody has seen. */
static int64_t still_open(const struct tally *t)
{
    return t->begun - t->failed - t->completed;
}

static void client_ending(struct sim *sim, struct service *self)
{
    struct client *client = self->state;

    (void)sim;
    meter_add(&self->meter[METRIC_INCOMPLETE], still_open(&client->all));
    for (size_t i = 0; client->body && i < self->resource->parts; i++)
        meter_add(&self->part[i].meter[METRIC_OF_PART + METRIC_INCOMPLETE],
                  still_open(&client->part[i]));
}

static void add_site(struct tally *sum, const struct site *site)
{
    if (!site)
        return;
    sum->begun += site_counts(site)->first;
    sum->answered += site_counts(site)->answered + site_counts(site)->given_up;
}

/* Requests as counted here and as their sites have them; parts add up to the whole. */
static void client_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct client *client = self->state;
    struct tally sites = {0}, parts = {0};

    (void)sim;
    add_site(&sites, client->site);
    for (size_t i = 0; i < client->requests; i++)
        add_site(&sites, client->request[i].site);
    for (size_t i = 0; client->body && i < self->resource->parts; i++) {
        parts.begun += client->part[i].begun;
        parts.answered += client->part[i].answered;
    }
    if (sites.begun != client->all.begun || sites.answered != client->all.answered)
        diag_failure(
            diag, self->resource->at,
            "%s: %lld requests begun and %lld answered; their sites say %lld and "
            "%lld",
            self->address, (long long)client->all.begun, (long long)client->all.answered,
            (long long)sites.begun, (long long)sites.answered);
    if (client->body &&
        (parts.begun != client->all.begun || parts.answered != client->all.answered))
        diag_failure(diag, self->resource->at,
                     "%s: its requests do not add up: %lld of %lld begun", self->address,
                     (long long)parts.begun, (long long)client->all.begun);
}

const struct model client_model = {
    .name = "client",
    .dimension = "client",
    .part_dimension = "request",
    .also = "clients user users load caller callers",
    .help = "who asks: load over time, journeys, patience and retries",
    .fields = client_fields,
    .config_size = sizeof(struct client_config),
    .metrics = client_metrics,
    .columns = client_columns,
    .caused = client_causes,
    .plan = client_plan,
    .declare = client_declare,
    .check = client_check,
    .forecast = client_forecast,
    .offers = client_offers,
    .start = client_start,
    .changed = client_changed,
    .point_to_region = client_beyond,
    .point_to_region_mean = client_beyond_mean,
    .attribute = client_attribute,
    .attribute_mean = client_attribute_mean,
    .attribute_law = client_attribute_law,
    .completed = journey_completed,
    .ending = client_ending,
    .audit = client_audit,
};
