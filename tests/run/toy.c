#include "run/toy.h"

#include <math.h>
#include <stdlib.h>

#include "flow/limit.h"
#include "flow/usage.h"
#include "run/run.h"

#define EVERY (250 * SIM_MS)

struct lamp_config {
    int64_t watts;
};

struct lamp {
    struct service *self;
    int64_t k;
    struct event flash, dark;
};

static bool never(const void *config)
{
    (void)config;
    return false;
}

static const struct field lamp_fields[] = {
    {.name = "watts", .kind = KIND_COUNT, .at = FIELD_PLACE(lamp_config, watts)},
    FIELD_END,
};

static const struct metric lamp_metrics[] = {
    [LAMP_FLASHES] = {"flashes", "Toy/Lamp Flashes", METRIC_COUNT, "1", NULL, "flashes",
                      OF_SERVICE, NULL},
    [LAMP_MISSES] = {"misses", NULL, METRIC_COUNT, "1", "flashes", "flashes nobody saw",
                     OF_SERVICE, NULL},
    [LAMP_GLOW] = {"glow", NULL, METRIC_OBSERVED, "s", NULL, "how long it was lit",
                   OF_SERVICE, NULL},
    [LAMP_LIT] = {"lit", NULL, METRIC_LEVEL, "1", NULL, "lamps lit", OF_SERVICE, NULL},
    [LAMP_HEAT] = {"heat", NULL, METRIC_OBSERVED, "s", NULL, "hot for", OF_PART, NULL},
    [LAMP_WATTS] = {"watts", NULL, METRIC_LEVEL, "1", NULL, "power", OF_ACCOUNT, NULL},
    [LAMP_UNFED] = {"unfed", NULL, METRIC_OBSERVED, "s", NULL, "never", OF_SERVICE,
                    never},
    METRIC_END,
};

static const struct line_item lamp_items[] = {
    {"flash", "flash", "flashes", 1, "each flash", false},
    {"power", "W-hour", "watt-hours", 1, "power held", true},
    LINE_ITEM_END,
};

static void gone_dark(struct sim *sim, void *ctx)
{
    struct lamp *lamp = ctx;

    meter_set(&lamp->self->meter[LAMP_LIT], sim_now(sim), 0);
    limit_leave(sim, lamp->self->account->limit[0], 1);
}

static void flashed(struct sim *sim, void *ctx)
{
    struct lamp *lamp = ctx;
    struct service *self = lamp->self;
    int64_t glow = (lamp->k % 10 + 1) * SIM_MS;

    meter_add(&self->meter[LAMP_FLASHES], 1);
    meter_add(&self->meter[LAMP_MISSES], lamp->k % 5 == 0);
    meter_observe(&self->meter[LAMP_GLOW], glow);
    meter_observe(&self->part[lamp->k % 2].meter[LAMP_HEAT], 2 * SIM_MS);
    meter_observe(&self->meter[LAMP_UNFED], 1);
    meter_set(&self->meter[LAMP_LIT], sim_now(sim), 1);
    usage_add(self, 0, 1);
    limit_enter(sim, self->account->limit[0], 1);
    sim_after(sim, &lamp->dark, glow, gone_dark, lamp);
    lamp->k++;
    sim_after(sim, &lamp->flash, EVERY, flashed, lamp);
}

static void *lamp_start(struct sim *sim, struct service *self)
{
    const struct lamp_config *config = self->config;
    struct lamp *lamp = sim_get(sim, sizeof *lamp);

    lamp->self = self;
    usage_level(sim, self, 1, config->watts);
    meter_set(&self->account->meter[LAMP_WATTS], sim_now(sim),
              self->account->meter[LAMP_WATTS].level + config->watts);
    sim_after(sim, &lamp->flash, 0, flashed, lamp);
    return lamp;
}

static void *lamp_start_account(struct sim *sim, struct account *account)
{
    limit_set_level(sim, account->limit[0], 4);
    return NULL;
}

const struct model lamp_model = {
    .name = "lamp",
    .dimension = "lamp",
    .part_dimension = "bulb",
    .help = "a lamp that flashes",
    .fields = lamp_fields,
    .config_size = sizeof(struct lamp_config),
    .metrics = lamp_metrics,
    .items = lamp_items,
    .start_account = lamp_start_account,
    .start = lamp_start,
};

static const char *bulbs[] = {"a", "b"};

static void make_graph(struct toy *t)
{
    static const char *const names[] = {"hall", "yard"};
    static const char *const addresses[] = {"lamp.hall", "lamp.yard"};

    for (size_t i = 0; i < 2; i++) {
        struct lamp_config *config = arena_get(&t->arena, sizeof *config);
        config->watts = i == 0 ? 60 : 40;
        t->resource[i] = (struct resource){.model = &lamp_model,
                                           .name = names[i],
                                           .address = addresses[i],
                                           .index = i,
                                           .config = config,
                                           .parts = 2,
                                           .part = bulbs,
                                           .first_part = 2 * i};
    }
    t->limit[0] = (struct limit_name){"account.lamp.lit_at_once", LIMIT_LEVEL, NULL};
    t->account[0] = (struct model_account){
        .model = &lamp_model, .limits = 1, .limit = arena_get(&t->arena, sizeof(size_t))};
    t->scenario.graph = (struct graph){.resources = 2,
                                       .resource = t->resource,
                                       .accounts = 1,
                                       .account = t->account,
                                       .limits = 1,
                                       .limit = t->limit};
}

void toy_make(struct toy *t)
{
    struct scenario *s = &t->scenario;

    *t = (struct toy){0};
    make_graph(t);
    s->arena = &t->arena;
    s->title = "Lamps";
    s->path = "lamps.cfg";
    s->region = "eu-west-1";
    s->text = "lamp = { hall = {}; yard = {}; };\n";
    s->overrides = s->inputs = "";
    s->profile.name = "none";
    s->run = (struct run_settings){.duration = 10 * SIM_SECOND,
                                   .period = SIM_SECOND,
                                   .seed = 7,
                                   .replications = 3,
                                   .confidence = 0.95,
                                   .precision = NAN,
                                   .runs_per_month = NAN};
    s->why_terminating = "lamp.hall has a clock";
    t->mark[0] = (struct mark){"early", 0, 4 * SIM_SECOND, MARK_PHASE, "lamp.hall"};
    t->mark[1] =
        (struct mark){"late", 4 * SIM_SECOND, 10 * SIM_SECOND, MARK_PHASE, "lamp.hall"};
    s->mark = t->mark;
    s->marks = 2;
    t->tier[0] = (struct price_tier){50, 0.5};
    t->tier[1] = (struct price_tier){INFINITY, 0.25};
    t->tier[2] = (struct price_tier){INFINITY, 0.36};
    t->price[0] = (struct price_row){.item = "lamp.flash", .tiers = 2, .tier = t->tier};
    t->price[1] =
        (struct price_row){.item = "lamp.power", .tiers = 1, .tier = t->tier + 2};
    s->price = t->price;
    s->prices = 2;
}

void toy_free(struct toy *t)
{
    arena_release(&t->arena);
}

double *toy_run(const struct layout *layout, struct diag *diag)
{
    struct result result = {layout, xcalloc(layout->values, sizeof(double))};
    struct running how = {.seed = 7};
    struct ran ran;

    if (run_once(layout, &how, &result, &ran, diag))
        return result.value;
    free(result.value);
    return NULL;
}
