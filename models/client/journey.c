/* journey.c - the life of a journey, in the order it is lived:
 *
 *   journey_begin -> (its steps) -> request_begins -> request_answered -> .. ->
 *   journey_ended
 *   and when all that a request caused has ended: journey_completed
 *
 * Every request is a root of its own, born at its intended start.  The short form has no
 * steps to walk: the request is the journey.
 */
#include "client/journey.h"

#include "client/tables.h"
#include "flow/breakdown.h"
#include "flow/request_log.h"

/* Roots say in `step` which request they are, and what became of it. */
#define STEP_OF_JOURNEY UINT32_MAX
#define STEP_FAILED (UINT32_C(1) << 31)

struct request {
    struct client *client;
    struct root *root;
    const struct client_request *as; /* of the journey; NULL: the short form */
    struct user *user;               /* the short form's */
    answer_fn *answered;             /* of the walk that waits for it */
    void *ctx;
};

struct journey {
    struct client *client;
    struct root *root;
    struct user *user;
    struct walk walk;
};

static void request_answered(struct sim *, const struct answer *, void *ctx);

/* ---- the requests of a scenario's journey ---- */

size_t journey_requests(const struct list *steps, const struct step **request)
{
    const struct step *step = steps->element;
    size_t n = 0;

    for (size_t i = 0; i < steps->count; i++) {
        const struct list *inner[] = {&step[i].steps, &step[i].parallel, &step[i].choose};

        if (step[i].kind == STEP_CALL || step[i].kind == STEP_SEND) {
            if (request)
                request[n] = &step[i];
            n++;
        }
        for (size_t k = 0; k < sizeof inner / sizeof *inner; k++)
            n += journey_requests(inner[k], request ? request + n : NULL);
    }
    return n;
}

const char *journey_request_name(const struct step *step)
{
    return step->name ? step->name : step->address;
}

/* ---- a request ---- */

/* Its kind of requests; NULL: the short form has none. */
static struct part *part_of(const struct request *r)
{
    return r->as ? &r->client->self->part[r->as->part] : NULL;
}

static struct tally *tally_of(const struct request *r)
{
    return r->as ? &r->client->part[r->as->part] : NULL;
}

static void count(const struct request *r, size_t row, int64_t n)
{
    struct part *part = part_of(r);

    meter_add(&r->client->self->meter[row], n);
    if (part)
        meter_add(&part->meter[METRIC_OF_PART + row], n);
}

static void observe(const struct request *r, size_t row, int64_t value)
{
    struct part *part = part_of(r);

    meter_observe(&r->client->self->meter[row], value);
    if (part)
        meter_observe(&part->meter[METRIC_OF_PART + row], value);
}

static void set_open(struct sim *sim, const struct client *client)
{
    meter_set(&client->self->meter[METRIC_OPEN_REQUESTS], sim_now(sim),
              client->all.begun - client->all.answered);
}

static enum way leaves(const struct request *r)
{
    return network_leaves(&r->client->config->network,
                          r->as ? r->as->door : r->client->door);
}

static int64_t bytes_of(const struct sim *sim, const struct call *call)
{
    int64_t bytes = 0;

    for (uint64_t i = 0; i < call->items; i++)
        bytes += call_item_bytes(sim, call, i);
    return bytes;
}

/* What goes by an interface endpoint, the API behind it tells: others call it too. */
static sim_time way(struct sim *sim, const struct call *call, void *ctx, sim_time *back)
{
    const struct request *r = ctx;
    struct client *client = r->client;
    enum door door = r->as ? r->as->door : client->door;

    if (leaves(r) == WAY_NAT)
        client->vpc->model->ways->carried(client->vpc, WAY_NAT, bytes_of(sim, call), 0);
    return network_way(sim, &client->network, door, &call->work, back);
}

/* The host that a journey comes from: by its name, so that it is the same whatever else
 * happens. */
static struct process *process_of(const struct client *client, uint64_t who)
{
    if (client->hosts == 0)
        return NULL;
    return &client->host[name_child(who, client->host_name, 0) % client->hosts];
}

/* What is asked, and for whom, is the caller's: a copy of what has just been written
 * would have to wait for it. */
static void request_sent(struct sim *sim, struct request *r, struct site *site,
                         const struct asking *asking, struct work *work)
{
    struct root *root = r->root;

    work->root = root;
    work->spent = &root->spent;
    work->epoch = work->depth = 0;
    r->client->all.begun++;
    if (r->as)
        tally_of(r)->begun++;
    count(r, METRIC_REQUESTS, 1);
    set_open(sim, r->client);
    site_ask_begin(sim, site, asking);
}

/* The walk's `request`: a call step has been reached. */
static void request_begins(struct sim *sim, struct walk *walk, struct site *site,
                           const struct step *step, const struct asking *how)
{
    struct journey *journey = walk->ctx;
    struct client *client = journey->client;
    struct client_request *as = client->request;
    struct request *r = sim_get(sim, sizeof *r);
    struct asking asking = *how;
    struct work work = *how->parent;

    while (as->step != step)
        as++;
    as->site = site;
    r->client = client;
    r->root = root_new(sim, client->self, journey->root->who, journey->root->ordinal,
                       sim_now(sim) + how->delay);
    r->root->step = (uint32_t)as->part;
    r->as = as;
    r->answered = how->answered;
    r->ctx = how->ctx;
    asking.parent = &work;
    asking.out = way;
    asking.process = process_of(client, r->root->who);
    asking.answered = request_answered;
    asking.ctx = r;
    request_sent(sim, r, site, &asking, &work);
}

static void succeeded(struct sim *sim, struct request *r)
{
    sim_time latency = sim_now(sim) - r->root->born;

    observe(r, METRIC_LATENCY, latency);
    if (r->client->self->breakdown)
        breakdown_add(r->client->self->breakdown, &r->root->spent, latency);
    if (r->as && part_of(r)->breakdown)
        breakdown_add(part_of(r)->breakdown, &r->root->spent, latency);
}

__attribute__((noinline)) static void log_answer(struct sim *sim, const struct request *r,
                                                 const struct answer *answer)
{
    struct request_row row = {
        .root = r->root,
        .latency = sim_now(sim) - r->root->born,
        .status = answer->status,
        .attempts = answer->attempts,
        .limit = answer->status == CALL_OK ? NULL : answer->limit,
    };

    request_log_add(sim, &row);
}

static void failed(struct request *r, enum call_status status)
{
    count(r, METRIC_ERRORS, 1);
    if (status == CALL_THROTTLED)
        count(r, METRIC_THROTTLED, 1);
    if (status == CALL_TIMED_OUT)
        count(r, METRIC_TIMEOUTS, 1);
    r->client->all.failed++;
    if (r->as)
        tally_of(r)->failed++;
    r->root->step |= STEP_FAILED;
}

static void request_answered(struct sim *sim, const struct answer *answer, void *ctx)
{
    struct request *r = ctx;
    struct request ended = *r;

    if (world_of(sim)->requests)
        log_answer(sim, r, answer);
    r->client->all.answered++;
    if (r->as)
        tally_of(r)->answered++;
    set_open(sim, r->client);
    if (leaves(r) == WAY_NAT)
        r->client->vpc->model->ways->carried(r->client->vpc, WAY_NAT, 0,
                                             answer->reply_bytes);
    count(r, METRIC_ATTEMPTS, answer->attempts);
    if (answer->attempts > 1)
        count(r, METRIC_RETRIES, answer->attempts - 1);
    if (answer->status == CALL_OK)
        succeeded(sim, r);
    else
        failed(r, answer->status);
    sim_put(sim, r, sizeof *r);
    root_drop(sim, ended.root);
    if (ended.answered)
        ended.answered(sim, answer, ended.ctx);
    if (ended.user)
        load_user_is_back(sim, ended.user);
}

void journey_completed(struct sim *sim, struct service *self, const struct root *root)
{
    struct client *client = self->state;
    sim_time took = sim_now(sim) - root->born;

    if (root->step == STEP_OF_JOURNEY)
        return;
    if (root->step & STEP_FAILED)
        return;
    client->all.completed++;
    meter_observe(&self->meter[METRIC_COMPLETION], took);
    if (client->body) {
        client->part[root->step].completed++;
        meter_observe(&self->part[root->step].meter[METRIC_OF_PART + METRIC_COMPLETION],
                      took);
    }
}

/* ---- a journey ---- */

/* The short form: one request, as a journey of one call step would make it.  Where most
 * members are said, none is zeroed by rep stos, which is slow to start. */
static void single_request(struct sim *sim, struct client *client, uint64_t who,
                           uint64_t ordinal, struct user *user)
{
    struct request *r = sim_get(sim, sizeof *r);
    struct work work = {.who = who, .try = who};
    struct asking asking = {
        .parent = &work,
        .out = way,
        .item_size = -1,
        .items = -1,
        .process = process_of(client, who),
        .answered = request_answered,
        .ctx = r,
    };

    r->client = client;
    r->root = root_new(sim, client->self, who, ordinal, sim_now(sim));
    r->user = user;
    request_sent(sim, r, client->site, &asking, &work);
}

static void set_journeys(struct sim *sim, const struct client *client)
{
    meter_set(&client->self->meter[METRIC_OPEN_JOURNEYS], sim_now(sim),
              client->journeys - client->ended);
}

static void journey_ended(struct sim *sim, struct walk *walk, const struct walked *walked)
{
    struct journey *journey = walk->ctx;
    struct client *client = journey->client;
    struct user *user = journey->user;
    struct root *root = journey->root;

    client->ended++;
    if (walked->status != CALL_OK)
        meter_add(&client->self->meter[METRIC_FAILED_JOURNEYS], 1);
    set_journeys(sim, client);
    sim_put(sim, journey, sizeof *journey);
    root_drop(sim, root);
    if (user)
        load_user_is_back(sim, user);
}

const struct walker journey_walker = {.request = request_begins, .ended = journey_ended};

void journey_begin(struct sim *sim, struct client *client, uint64_t who, uint64_t ordinal,
                   struct user *user)
{
    struct journey *journey;

    if (!client->body) {
        single_request(sim, client, who, ordinal, user);
        return;
    }
    journey = sim_get(sim, sizeof *journey);
    journey->client = client;
    journey->user = user;
    journey->root = root_new(sim, client->self, who, ordinal, sim_now(sim));
    journey->root->step = STEP_OF_JOURNEY;
    journey->walk.body = client->body;
    journey->walk.work = (struct work){.root = journey->root, .who = who, .try = who};
    journey->walk.ctx = journey;
    client->journeys++;
    meter_add(&client->self->meter[METRIC_JOURNEYS], 1);
    set_journeys(sim, client);
    walk_begin(sim, &journey->walk);
}
