/* load.c - when journeys begin.
 *
 * Each of them has a name that says which it is, k-th arrival, i-th of a burst, row of a
 * trace or iteration of a user, and nothing of when it comes (methods.md 1).  So the same
 * journey is the same work whatever the rates are.
 */
#include "client/load.h"

#include <math.h>

#include "client/journey.h"
#include "client/tables.h"
#include "client/trace.h"

/* Ordinals of journeys that are not of the main process: kept apart, below 2^52. */
#define ORDINALS_OF_BURST (UINT64_C(1) << 44)
#define ORDINALS_OF_USER (UINT64_C(1) << 28)

static sim_time origin_of(const struct sim *sim)
{
    return world_of(sim)->origin;
}

static sim_time end_of(const struct sim *sim)
{
    return world_of(sim)->arrivals_end;
}

static uint64_t key_of(const struct client *client)
{
    return name_text(client->self->address);
}

/* ---- the open loop ---- */

static double gap(const struct arrivals *a, uint64_t who)
{
    if (a->pattern->kind == ARRIVALS_CONSTANT)
        return 1;
    return law_value(&a->pattern->gap, draw_bits(&a->gaps, who, 0));
}

static void arrived(struct sim *sim, void *ctx);

static void await(struct sim *sim, struct arrivals *a)
{
    sim_time when = pace_reaches(&a->pace, a->unit);

    if (when < a->pace.end)
        sim_at(sim, &a->next, when > sim_now(sim) ? when : sim_now(sim), arrived, a);
    else
        sim_cancel(sim, &a->next);
}

static void arrived(struct sim *sim, void *ctx)
{
    struct arrivals *a = ctx;
    uint64_t k = a->k++, who = a->who;

    a->who = name_nth(a->kind, a->k, 0);
    a->unit += gap(a, a->who);
    await(sim, a);
    journey_begin(sim, a->client, who, k, NULL);
}

static void arrivals_start(struct sim *sim, struct arrivals *a, struct client *client,
                           const char *kind)
{
    const struct pattern *pattern = &client->config->arrivals;
    bool main = a == &client->load.arrivals;

    a->client = client;
    a->pattern = pattern;
    a->kind = name_kind(key_of(client), kind);
    a->gaps = service_stream(sim, client->self, kind);
    a->who = name_nth(a->kind, 0, 0);
    a->unit = pattern->kind == ARRIVALS_CONSTANT ? 0.5 : gap(a, a->who);
    if (pattern->kind == ARRIVALS_MMPP)
        pace_modulate(&a->pace, pattern,
                      service_stream(sim, client->self, main ? "mmpp" : "preroll/mmpp"));
    await(sim, a);
}

/* Before t = 0 the first phase's rate holds; those arrivals are a process of their own,
 * so that a longer pre-roll changes no name of what comes later. */
static void preroll_start(struct sim *sim, struct client *client)
{
    struct load *load = &client->load;

    load->first = timetable_at(&load->table, 0);
    load->first.from = 0;
    load->first.to = SIM_FOREVER;
    load->first.to_rate = load->first.rate;
    load->before = (struct timetable){.count = 1, .segment = &load->first};
    pace_start(&load->preroll.pace, &load->before, 0, origin_of(sim));
    arrivals_start(sim, &load->preroll, client, "preroll");
}

/* ---- bursts ---- */

struct burst_run {
    struct client *client;
    const struct burst *burst;
    struct stream stream;
    uint64_t kind, key, ordinals;
    uint64_t times; /* it has come */
    struct event next;
};

struct burst_request { /* one of a burst, from its beginning on */
    struct burst_run *of;
    uint64_t who, ordinal;
    struct event due;
};

static void burst_request_due(struct sim *sim, void *ctx)
{
    struct burst_request *r = ctx;
    struct burst_request due = *r;

    sim_put(sim, r, sizeof *r);
    journey_begin(sim, due.of->client, due.who, due.ordinal, NULL);
}

static void burst_began(struct sim *sim, void *ctx)
{
    struct burst_run *run = ctx;
    const struct burst *b = run->burst;
    double scaled = (double)b->requests * run->client->config->scale;
    uint64_t n = (uint64_t)floor(scaled + 0.5), first = run->times++ << 32;

    for (uint64_t i = first; i < first + n; i++) {
        uint64_t who = name_nth(run->kind, run->key, i);
        double u = unit_of(draw_bits(&run->stream, who, 0));
        sim_time when = sim_now(sim) + (sim_time)(u * (double)b->within);
        struct burst_request *r;

        if (when >= end_of(sim))
            continue;
        r = sim_get(sim, sizeof *r);
        r->of = run;
        r->who = who;
        r->ordinal = run->ordinals + i;
        sim_at(sim, &r->due, when, burst_request_due, r);
    }
    if (b->every > 0)
        sim_after(sim, &run->next, b->every, burst_began, run);
}

static void bursts_start(struct sim *sim, struct client *client)
{
    const struct list *bursts = &client->config->bursts;
    const struct burst *burst = bursts->element;
    struct burst_run *run = sim_get(sim, (bursts->count + 1) * sizeof *run);

    client->load.bursts = run;
    for (size_t b = 0; b < bursts->count; b++, run++) {
        run->client = client;
        run->burst = &burst[b];
        run->stream = service_stream(sim, client->self, "burst");
        run->kind = name_kind(key_of(client), "burst");
        run->key = burst[b].name ? name_text(burst[b].name) : b;
        run->ordinals = (b + 1) * ORDINALS_OF_BURST;
        sim_at(sim, &run->next, origin_of(sim) + burst[b].at, burst_began, run);
    }
}

/* ---- a trace ---- */

static sim_time row_at(const struct sim *sim, const struct replay *r, size_t row)
{
    double s = r->trace->arrival[row] / r->client->config->arrivals.speed;

    return origin_of(sim) + (sim_time)(s * (double)SIM_SECOND + 0.5);
}

/* With `scale` a row stands for so many requests: the fraction by a coin of its own. */
static void row_due(struct sim *sim, void *ctx)
{
    struct replay *r = ctx;
    size_t row = r->trace->order[r->at++];
    double scale = r->client->config->scale, whole = floor(scale);
    double u = unit_of(draw_bits(&r->copies, row, 0));
    uint64_t copies = (uint64_t)whole + (u < scale - whole ? 1 : 0);

    if (r->at < r->trace->csv.rows) {
        sim_time when = row_at(sim, r, r->trace->order[r->at]);
        if (when < end_of(sim))
            sim_at(sim, &r->next, when, row_due, r);
    }
    for (uint64_t copy = 0; copy < copies; copy++)
        journey_begin(sim, r->client, name_nth(r->kind, row, copy), row, NULL);
}

static void replay_start(struct sim *sim, struct client *client)
{
    struct replay *r = &client->load.replay;
    sim_time when;

    r->client = client;
    r->trace = client->config->arrivals.trace;
    r->kind = name_kind(key_of(client), "trace");
    r->copies = service_stream(sim, client->self, "trace/scale");
    when = row_at(sim, r, r->trace->order[0]);
    if (when < end_of(sim))
        sim_at(sim, &r->next, when, row_due, r);
}

/* ---- the closed loop ---- */

struct user {
    struct crowd *crowd;
    uint64_t number, iteration;
    bool active;
    struct event next;
};

static void user_begins(struct sim *sim, void *ctx)
{
    struct user *user = ctx;
    struct crowd *crowd = user->crowd;
    uint64_t who = name_nth(crowd->kind, user->number, user->iteration);
    uint64_t ordinal = user->number * ORDINALS_OF_USER + user->iteration++;

    journey_begin(sim, crowd->client, who, ordinal, user);
}

static void set_active(struct sim *sim, struct user *user, bool active)
{
    struct crowd *crowd = user->crowd;

    user->active = active;
    crowd->active += active ? 1 : -1;
    meter_set(&crowd->client->self->meter[METRIC_USERS], sim_now(sim), crowd->active);
}

/* Who is not wanted any more leaves between two journeys; the next one begins from the
 * event loop, so that journeys that take no time do not nest. */
void load_user_is_back(struct sim *sim, struct user *user)
{
    if ((int64_t)user->number >= user->crowd->wanted || sim_now(sim) >= end_of(sim))
        set_active(sim, user, false);
    else
        sim_after(sim, &user->next, 0, user_begins, user);
}

static void make_room(struct sim *sim, struct crowd *crowd, size_t wanted)
{
    size_t room = crowd->room ? crowd->room : 16;
    struct user **user;

    if (wanted <= crowd->room)
        return;
    while (room < wanted)
        room *= 2;
    user = sim_get(sim, room * sizeof(struct user *));
    for (size_t i = 0; i < crowd->room; i++)
        user[i] = crowd->user[i];
    if (crowd->room)
        sim_put(sim, crowd->user, crowd->room * sizeof(struct user *));
    crowd->user = user;
    crowd->room = room;
}

static struct user *user_number(struct sim *sim, struct crowd *crowd, size_t number)
{
    struct user **place = &crowd->user[number];

    if (!*place) {
        *place = sim_get(sim, sizeof **place);
        (*place)->crowd = crowd;
        (*place)->number = number;
    }
    return *place;
}

/* So many users are wanted now: the missing ones begin at once. */
static void crowd_wants(struct sim *sim, struct crowd *crowd, int64_t users)
{
    crowd->wanted = users;
    make_room(sim, crowd, (size_t)users);
    for (size_t i = 0; i < (size_t)users; i++) {
        struct user *user = user_number(sim, crowd, i);
        if (!user->active) {
            set_active(sim, user, true);
            sim_after(sim, &user->next, 0, user_begins, user);
        }
    }
}

/* A phase begins (a pre-roll begins in the first one). */
static void crowd_turns(struct sim *sim, void *ctx)
{
    struct crowd *crowd = ctx;
    sim_time at = sim_now(sim) - origin_of(sim);
    struct segment s = timetable_at(&crowd->client->load.table, at > 0 ? at : 0);

    if (sim_now(sim) >= end_of(sim))
        return;
    if (s.users != crowd->wanted)
        crowd_wants(sim, crowd, s.users);
    if (s.to < end_of(sim) - origin_of(sim))
        sim_at(sim, &crowd->next, origin_of(sim) + s.to, crowd_turns, crowd);
}

static void crowd_start(struct sim *sim, struct client *client)
{
    struct crowd *crowd = &client->load.crowd;

    crowd->client = client;
    crowd->kind = name_kind(key_of(client), "user");
    sim_at(sim, &crowd->next, sim_now(sim), crowd_turns, crowd);
}

/* ---- all of it ---- */

void load_start(struct sim *sim, struct client *client)
{
    const struct client_config *c = client->config;
    struct load *load = &client->load;

    load->segment = sim_get(sim, timetable_segments(c) * sizeof *load->segment);
    timetable_make(&load->table, c, load->segment);
    bursts_start(sim, client);
    crowd_start(sim, client);
    if (c->arrivals.kind == ARRIVALS_TRACE) {
        replay_start(sim, client);
        return;
    }
    if (origin_of(sim) > 0)
        preroll_start(sim, client);
    pace_start(&load->arrivals.pace, &load->table, origin_of(sim), end_of(sim));
    arrivals_start(sim, &load->arrivals, client, "arrival");
}

void load_changed(struct sim *sim, struct client *client)
{
    struct load *load = &client->load;

    timetable_make(&load->table, client->config, load->segment);
    crowd_turns(sim, &load->crowd);
    if (client->config->arrivals.kind == ARRIVALS_TRACE)
        return;
    pace_change(&load->arrivals.pace, sim_now(sim));
    await(sim, &load->arrivals);
}
