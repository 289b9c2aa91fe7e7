#include "flow/desks.h"

#include <stdlib.h>
#include <string.h>

#include "config/read_libconfig.h"
#include "flow/forecast.h"
#include "flow/graph.h"

enum desk_kind { DESK_LEAF, DESK_WORKER, DESK_RELAY, DESK_CLIENT };

struct desk_config {
    int kind;
    struct dist latency;
    bool hold;
    double error_rate;
    const char *error;
    int64_t room;
    sim_time handler_timeout, overhead, every;
    int64_t requests, users;
    struct list steps;
    struct ask ask;
};

struct desk { /* in a run */
    struct service *self;
    const struct desk_config *config;
    struct desks *all;
    struct source latency;
    struct stream errors;
    struct site *site;
    struct body *body;
    uint64_t begun;
    struct event next;
};

struct job { /* a call in hand, or a journey */
    struct desk *desk;
    struct call *call;
    struct root *root;
    struct walk walk;
    struct event clock;
    sim_time latency;
};

static const char *const kinds[] = {"leaf", "worker", "relay", "client", NULL};

#define DESK(member) FIELD_PLACE(desk_config, member)

/* clang-format off */
static const struct field desk_fields[] = {
    {.name = "kind", .kind = KIND_CHOICE, .at = DESK(kind), .fallback = "leaf",
     .choices = kinds, .help = "what it does"},
    {.name = "latency", .kind = KIND_LAW, .at = DESK(latency), .fallback = "1 ms",
     .unit = UNIT_TIME, .scope = SCOPE_ATTEMPT, .help = "of an answer"},
    {.name = "hold", .kind = KIND_FLAG, .at = DESK(hold), .fallback = "false",
     .help = "event"},
    {.name = "error_rate", .kind = KIND_SHARE, .at = DESK(error_rate), .fallback = "0",
     .help = "failures"},
    {.name = "error", .kind = KIND_TEXT, .at = DESK(error), .fallback = "-",
     .help = "its name"},
    {.name = "room", .kind = KIND_COUNT, .at = DESK(room), .fallback = "-",
     .help = "at once"},
    {.name = "handler_timeout", .kind = KIND_TIME, .at = DESK(handler_timeout),
     .fallback = "0 s", .help = "of a worker"},
    {.name = "overhead", .kind = KIND_TIME, .at = DESK(overhead), .fallback = "0 s",
     .help = "relay"},
    {.name = "every", .kind = KIND_TIME, .at = DESK(every), .fallback = "1 s",
     .help = "client"},
    {.name = "requests", .kind = KIND_COUNT, .at = DESK(requests), .fallback = "1",
     .help = "client"},
    {.name = "users", .kind = KIND_COUNT, .at = DESK(users), .fallback = "0",
     .help = "client"},
    {.name = "steps", .kind = KIND_LIST, .at = DESK(steps), .fallback = "-",
     .of = step_fields, .size = sizeof(struct step), .help = "what it does"},
    {.name = "target", .kind = KIND_LINK, .at = DESK(ask.to), .fallback = "-",
     .flags = FIELD_REQUEST, .help = "relay"},
    {.name = "", .kind = KIND_INLINE, .at = DESK(ask), .of = ask_fields},
    FIELD_END,
};
/* clang-format on */

static void *with_room(void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    *room = *room ? 2 * *room : 64;
    return xrealloc(array, *room, size);
}

/* ---- leaf ---- */

static void note_arrival(struct sim *sim, struct desk *desk, const struct call *call)
{
    struct desks *d = desk->all;

    d->arrival =
        with_room(d->arrival, d->arrivals, &d->arrivals_room, sizeof *d->arrival);
    d->arrival[d->arrivals++] =
        (struct arrival){desk->self, sim_now(sim), call->work.who, call->work.try,
                         call->key,  call->bytes,  call->items};
}

static enum call_status outcome(const struct desk *desk, struct call *call)
{
    double u = unit_of(draw_bits(&desk->errors, call->work.try, 0));

    if (u >= desk->config->error_rate)
        return CALL_OK;
    call->error = desk->config->error;
    return CALL_FAILED;
}

static void leaf_ready(struct sim *sim, void *ctx)
{
    struct job *job = ctx;
    struct desk *desk = job->desk;

    work_spent(&job->call->work, TIME_CALL, job->latency);
    if (desk->config->room != ABSENT)
        limit_leave(sim, desk->self->limit[0], 1);
    call_reply(sim, job->call, outcome(desk, job->call), 0);
    sim_put(sim, job, sizeof *job);
}

static void leaf_accept(struct sim *sim, struct desk *desk, struct call *call)
{
    struct limit *limit = desk->config->room == ABSENT ? NULL : desk->self->limit[0];
    sim_time latency = source_draw(sim, &desk->latency, &call->work);
    struct job *job;

    note_arrival(sim, desk, call);
    if (limit && !limit_has_room(limit, 1)) {
        call_refuse(sim, call, limit, 0);
        return;
    }
    if (!desk->config->hold) {
        work_spent(&call->work, TIME_CALL, latency);
        call_reply(sim, call, outcome(desk, call), latency);
        return;
    }
    if (limit)
        limit_enter(sim, limit, 1);
    job = sim_get(sim, sizeof *job);
    job->desk = desk;
    job->call = call;
    job->latency = latency;
    sim_after(sim, &job->clock, latency, leaf_ready, job);
}

/* ---- worker ---- */

static void worker_answers(struct sim *sim, struct job *job, const struct walked *walked)
{
    struct call *call = job->call;

    sim_cancel(sim, &job->clock);
    call->limit = walked->limit;
    call->error = walked->error;
    call_reply(sim, call, walked->status == CALL_OK ? CALL_OK : CALL_FAILED, 0);
    sim_put(sim, job, sizeof *job);
}

static void worker_ended(struct sim *sim, struct walk *walk, const struct walked *walked)
{
    worker_answers(sim, walk->ctx, walked);
}

static void worker_timed_out(struct sim *sim, void *ctx)
{
    struct job *job = ctx;
    struct walked walked = {.error = "Timedout", .status = CALL_FAILED};

    walk_stop(sim, &job->walk);
    worker_answers(sim, job, &walked);
}

static const struct walker workers = {.ended = worker_ended};

static void worker_accept(struct sim *sim, struct desk *desk, struct call *call)
{
    struct job *job = sim_get(sim, sizeof *job);

    job->desk = desk;
    job->call = call;
    job->walk.body = desk->body;
    job->walk.work = call->work;
    job->walk.batch = desk->all->batch;
    job->walk.ctx = job;
    if (desk->config->handler_timeout)
        sim_after(sim, &job->clock, desk->config->handler_timeout, worker_timed_out, job);
    walk_begin(sim, &job->walk);
}

/* ---- relay ---- */

static void relay_answered(struct sim *sim, const struct answer *answer, void *ctx)
{
    struct call *call = ctx;

    call->limit = answer->limit;
    call->error = answer->error;
    call_reply(sim, call, answer->status, 0);
}

static void relay_accept(struct sim *sim, struct desk *desk, struct call *call)
{
    struct asking asking = {.parent = &call->work,
                            .delay = desk->config->overhead,
                            .answered = relay_answered,
                            .ctx = call};

    site_ask_begin(sim, desk->site, &asking);
    work_spent(&call->work, TIME_GATEWAY, desk->config->overhead);
}

/* ---- client ---- */

static void begin_journey(struct sim *sim, struct desk *desk);

static void journey_ended(struct sim *sim, struct walk *walk, const struct walked *walked)
{
    struct job *job = walk->ctx;
    struct desk *desk = job->desk;
    struct desks *d = desk->all;
    struct root *root = job->root;

    d->visit = with_room(d->visit, d->visits, &d->visits_room, sizeof *d->visit);
    d->visit[d->visits++] = (struct visit){
        root->ordinal, root->born, sim_now(sim) - root->born, *walked, root->spent};
    sim_put(sim, job, sizeof *job);
    root_drop(sim, root);
    if (desk->config->users > 0 && desk->begun < (uint64_t)desk->config->requests)
        begin_journey(sim, desk);
}

static const struct walker journeys = {.ended = journey_ended};

static void begin_journey(struct sim *sim, struct desk *desk)
{
    struct job *job = sim_get(sim, sizeof *job);
    uint64_t k = desk->begun++;
    uint64_t who = name_root(name_text(desk->self->address), "arrival", k, 0);

    job->desk = desk;
    job->root = root_new(sim, desk->self, who, k, sim_now(sim));
    job->walk.body = desk->body;
    job->walk.work = (struct work){
        .root = job->root, .who = who, .try = who, .spent = &job->root->spent};
    job->walk.ctx = job;
    walk_begin(sim, &job->walk);
}

static void client_next(struct sim *sim, void *ctx)
{
    struct desk *desk = ctx;

    begin_journey(sim, desk);
    if (desk->begun < (uint64_t)desk->config->requests)
        sim_after(sim, &desk->next, desk->config->every, client_next, desk);
}

static void desk_completed(struct sim *sim, struct service *self, const struct root *root)
{
    struct desk *desk = self->state;

    (void)root;
    desk->all->completed++;
    desk->all->last_completion = sim_now(sim);
}

/* ---- the model ---- */

static void desk_declare(struct catalogue *catalogue, const struct resource *self)
{
    const struct desk_config *c = self->config;

    if (c->room != ABSENT)
        declare_limit(catalogue, LIMIT_LEVEL, "room");
}

static void *desk_start(struct sim *sim, struct service *self)
{
    struct desk_config *c = self->config;
    struct desk *desk = sim_get(sim, sizeof *desk);

    desk->self = self;
    desk->config = c;
    desk->latency = source_of(sim, self, "latency", &c->latency);
    desk->errors = service_stream(sim, self, "errors");
    desk->body =
        body_new(sim, self, c->kind == DESK_CLIENT ? &journeys : &workers, &c->steps);
    if (c->kind == DESK_RELAY)
        desk->site = site_new(sim, self, &c->ask, "target");
    if (c->room != ABSENT)
        limit_set_level(sim, self->limit[0], c->room);
    if (c->kind == DESK_CLIENT)
        sim_after(sim, &desk->next, 0, client_next, desk);
    return desk;
}

static void desk_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct desk *desk = self->state;

    if (desk->config->kind == DESK_LEAF)
        leaf_accept(sim, desk, call);
    else if (desk->config->kind == DESK_WORKER)
        worker_accept(sim, desk, call);
    else
        relay_accept(sim, desk, call);
}

/* ---- the calculator's view ---- */

static void desk_offers(const struct resource *self, sim_time from, sim_time to,
                        struct offered *offered)
{
    const struct desk_config *c = self->config;

    (void)from;
    (void)to;
    *offered = (struct offered){.items = 1};
    if (c->kind == DESK_CLIENT)
        offered->rate = 1e9 / (double)c->every;
}

static struct forecast_time desk_forecast(struct forecast *f, const struct resource *self,
                                          const struct offered *offered)
{
    const struct desk_config *c = self->config;
    static const struct forecast_body as_drawn = {0};
    struct forecast_time time;

    if (c->kind == DESK_LEAF)
        time = forecast_law(f, &c->latency);
    else if (c->kind == DESK_RELAY)
        time = forecast_both(forecast_ask(f, &c->ask, offered->rate),
                             (struct forecast_time){1e-9 * (double)c->overhead, 0});
    else
        time = forecast_steps(f, &c->steps, offered->rate, &as_drawn);
    if (c->room != ABSENT)
        forecast_limit(f, self->limit[0], offered->rate * time.mean, (double)c->room);
    forecast_resource(f, self, offered->rate, time.mean);
    return time;
}

static const char *const actions[] = {"Ask", "Tell", NULL};

static const struct model desk_model = {
    .name = "desk",
    .dimension = "desk",
    .fields = desk_fields,
    .config_size = sizeof(struct desk_config),
    .actions = actions,
    .declare = desk_declare,
    .offers = desk_offers,
    .forecast = desk_forecast,
    .start = desk_start,
    .accept = desk_accept,
    .completed = desk_completed,
};

/* ---- opening ---- */

static int by_address(const void *a, const void *b)
{
    return strcmp(((const struct resource *)a)->address,
                  ((const struct resource *)b)->address);
}

static void load(struct desks *d, const struct node *desks)
{
    struct reading reading = {
        .arena = &d->arena, .diag = &d->diag, .attributes = &d->graph.attributes};
    size_t n = 0;

    d->graph.resource =
        arena_get(&d->arena, (desks->count + 1) * sizeof(struct resource));
    for (const struct node *one = desks->first; one; one = one->next) {
        struct resource *r = &d->graph.resource[n++];
        r->model = &desk_model;
        r->name = one->name;
        r->address = arena_text(&d->arena, "desk.%s", one->name);
        r->at = one->at;
        r->config = arena_get(&d->arena, sizeof(struct desk_config));
        field_read_group(&reading, desk_fields, one, r->address, r->config);
    }
    d->graph.resources = n;
    qsort(d->graph.resource, n, sizeof *d->graph.resource, by_address);
    for (size_t i = 0; i < n; i++)
        d->graph.resource[i].index = i;
    for (struct link_note *link = reading.links; link; link = link->next)
        graph_link(&d->graph, link, &d->diag);
    for (size_t i = 0; i < n && !d->diag.errors; i++) {
        struct desk_config *c = d->graph.resource[i].config;
        steps_check(&d->arena, &c->steps,
                    arena_text(&d->arena, "%s.steps", d->graph.resource[i].address), NULL,
                    &d->diag);
    }
}

static void start(struct desks *d, uint64_t seed)
{
    struct world *w = &d->world;
    struct graph *g = &d->graph;
    struct account *account = arena_get(&d->arena, sizeof *account);

    graph_declare(g, NULL, &d->arena);
    *w = (struct world){.graph = g, .seed = seed, .ledger = &d->ledger};
    w->arrivals_end = SIM_FOREVER;
    w->service = arena_get(&d->arena, (g->resources + 1) * sizeof *w->service);
    w->limit = arena_get(&d->arena, (g->limits + 1) * sizeof *w->limit);
    for (size_t i = 0; i < g->limits; i++)
        w->limit[i].name = &g->limit[i];
    d->sim = sim_new(w);
    for (size_t i = 0; i < g->resources; i++) {
        struct resource *r = &g->resource[i];
        struct service *s = &w->service[i];
        *s = (struct service){.model = r->model,
                              .resource = r,
                              .address = r->address,
                              .config = r->config,
                              .account = account};
        s->limit = arena_get(&d->arena, (r->limits + 1) * sizeof *s->limit);
        for (size_t k = 0; k < r->limits; k++)
            s->limit[k] = &w->limit[r->limit[k]];
    }
    for (size_t i = 0; i < g->resources; i++) {
        struct desk *desk = w->service[i].state = desk_start(d->sim, &w->service[i]);
        desk->all = d;
    }
}

void desks_open(struct desks *d, const char *text, uint64_t seed)
{
    struct node *root;

    *d = (struct desks){.diag.out = stdout};
    root = read_libconfig_text(text, strlen(text), "desks.cfg", &d->arena, &d->diag);
    if (root)
        load(d, node_member(root, "desk"));
    if (root && !d->diag.errors)
        start(d, seed);
}

void desks_close(struct desks *d)
{
    if (d->sim)
        sim_free(d->sim);
    arena_release(&d->arena);
    free(d->visit);
    free(d->arrival);
}

struct service *desk_named(struct desks *d, const char *address)
{
    const struct resource *r = graph_find(&d->graph, address);

    return &d->world.service[r->index];
}

bool desks_add_up(struct desks *d, bool over)
{
    int64_t held = 0, refused = 0, refusals = 0;
    bool good = true;

    for (size_t i = 0; i < d->graph.resources; i++) {
        const struct traffic *t = &d->world.service[i].traffic;
        held += traffic_awaited(t) + t->timed_out - t->late;
        refused += t->refused;
        good &= t->sent >= t->arrived && t->arrived >= t->replied;
        good &= !over || (t->sent == t->arrived && traffic_running(t) == 0);
    }
    for (size_t i = 0; i < d->graph.limits; i++) {
        refusals += d->world.limit[i].refusals;
        good &= limit_audit(&d->world.limit[i], &d->diag);
    }
    good &= held == d->ledger.calls && refused == refusals;
    good &= d->ledger.begun == d->ledger.completed + (int64_t)d->world.open;
    good &= !over || (d->ledger.calls == 0 && d->world.open == 0);
    return good;
}

int64_t spent_sum(const struct spent *s)
{
    int64_t sum = 0;

    for (size_t i = 0; i < TIME_PARTS; i++)
        sum += s->ns[i];
    return sum;
}
