#include "room.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flow/limit.h"
#include "flow/usage.h"
#include "run/world.h"

static const struct model nobody = {.name = "caller", .dimension = "caller"};

struct flying { /* calls of one shot that are still to be sent */
    struct room *room;
    struct shot shot;
    struct target target;
    size_t sent;
    struct event next;
};

static struct scenario *load(struct room *room, const char *text)
{
    char path[] = "/tmp/room-XXXXXX.cfg";
    int file = mkstemps(path, 4);
    const char *directory = getenv("HEADROOM_PKGDATADIR");
    char profiles[4096];
    struct scenario *scenario;

    assert(file >= 0 && directory);
    snprintf(profiles, sizeof profiles, "%s/profiles", directory);
    assert(write(file, text, strlen(text)) == (ssize_t)strlen(text));
    close(file);
    scenario = scenario_load(
        &(struct loading){.path = path, .profile_directory = profiles, .no_client = true},
        &room->diag);
    unlink(path);
    return scenario;
}

void room_up(struct room *room, const char *text)
{
    memset(room, 0, sizeof *room);
    room->diag.out = stderr;
    room->scenario = load(room, text);
    if (!room->scenario)
        exit(1);
    room->layout = layout_make(room->scenario, &room->arena);
    room->world = (struct world){.graph = &room->scenario->graph,
                                 .seed = 1,
                                 .start_s = room->scenario->run.start_s};
    room->sim = sim_new(&room->world);
    world_make(room->sim, &room->world, room->layout);
    world_start(room->sim, &room->world);
    room->caller = (struct service){.model = &nobody, .address = "caller.test"};
}

bool room_refuses(const char *text, const char *words)
{
    struct room room = {0};
    char *said = NULL;
    size_t length;
    bool refused;

    room.diag.out = open_memstream(&said, &length);
    room.scenario = load(&room, text);
    fclose(room.diag.out);
    refused = !room.scenario && strstr(said, words);
    if (room.scenario)
        scenario_free(room.scenario);
    free(said);
    return refused;
}

static void answered(struct sim *sim, struct call *call, void *ctx)
{
    struct room *room = ctx;

    room->answers[call->status]++;
    room->answered_at = sim_now(sim);
    if (call->status != CALL_OK) {
        room->error = call->error;
        room->limit = call->limit;
    }
}

static void send_one(struct sim *sim, struct flying *f)
{
    struct room *room = f->room;
    uint64_t who = name_root(name_text("caller.test"), "arrival", room->calls, 0);
    struct root *root = root_new(sim, &room->caller, who, room->calls++, sim_now(sim));
    const struct work work = {.root = root, .who = who, .try = who};
    struct call *call = call_new(sim, &work);

    call->bytes = f->shot.bytes;
    call->items = f->shot.items;
    call->key = f->shot.key;
    call->action = (uint8_t)f->shot.action;
    call_send(
        sim, call, &f->target,
        &(struct sending){.timeout = f->shot.timeout, .done = answered, .ctx = room});
    root_drop(sim, root);
}

static void shoot(struct sim *sim, void *ctx)
{
    struct flying *f = ctx;

    do {
        sim_time due;
        send_one(sim, f);
        if (++f->sent == f->shot.count)
            return;
        due = f->shot.at + f->shot.spread * (int64_t)f->sent / (int64_t)f->shot.count;
        if (due > sim_now(sim)) {
            sim_at(sim, &f->next, due, shoot, f);
            return;
        }
    } while (true);
}

void room_shoot(struct room *room, const struct shot *shot)
{
    struct flying *f = sim_get(room->sim, sizeof *f);
    const struct resource *to = graph_find(&room->scenario->graph, shot->to);

    assert(to);
    f->room = room;
    f->shot = *shot;
    if (f->shot.count == 0)
        f->shot.count = 1;
    f->target.address = shot->to;
    f->target.resource = to->index;
    f->target.action = shot->action;
    f->target.options = (void *)(uintptr_t)shot->options;
    sim_at(room->sim, &f->next, shot->at, shoot, f);
}

void room_run(struct room *room, sim_time until)
{
    sim_run(room->sim, until);
}

void room_down(struct room *room)
{
    for (size_t i = 0; i < room->world.graph->resources; i++) {
        struct service *s = &room->world.service[i];
        if (s->model->audit)
            s->model->audit(room->sim, s, &room->diag);
    }
    for (size_t i = 0; i < room->world.graph->limits; i++)
        limit_audit(&room->world.limit[i], &room->diag);
    if (room->diag.failures)
        exit(1);
    sim_free(room->sim);
    arena_release(&room->arena);
    scenario_free(room->scenario);
}

struct service *room_service(struct room *room, const char *address)
{
    const struct resource *r = graph_find(&room->scenario->graph, address);

    assert(r);
    return &room->world.service[r->index];
}

static const struct meter *meter_of(struct room *room, const char *address,
                                    const char *metric)
{
    const struct service *s = room_service(room, address);
    size_t row = 0;

    while (strcmp(s->model->metrics[row].name, metric) != 0)
        assert(s->model->metrics[++row].name);
    return &s->meter[row];
}

int64_t room_count(struct room *room, const char *address, const char *metric)
{
    return meter_of(room, address, metric)->count;
}

int64_t room_level(struct room *room, const char *address, const char *metric)
{
    return meter_of(room, address, metric)->level;
}

int64_t room_samples(struct room *room, const char *address, const char *metric)
{
    struct observed *seen = meter_of(room, address, metric)->seen;

    observed_settle(seen);
    return (int64_t)seen->open.n;
}

double room_mean(struct room *room, const char *address, const char *metric)
{
    struct observed *seen = meter_of(room, address, metric)->seen;

    observed_settle(seen);
    return histogram_period_mean(&seen->open);
}

int64_t room_usage(struct room *room, const char *address, const char *item)
{
    const struct service *s = room_service(room, address);
    size_t row = 0;

    while (strcmp(s->model->items[row].name, item) != 0)
        assert(s->model->items[++row].name);
    return s->usage[row].count;
}
