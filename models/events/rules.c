/* rules.c - the rules of a bus:
 *
 *   event -> each rule: does it match? -> a delivery (flow/delivery.h)
 *   a try is due -> a token of the account's invocations, or in line for one -> go
 *   a schedule's time -> an event of its own, with a root of its own -> a delivery
 *
 * EventBridge user guide, quotas, 2021-08 and 2026: invocations beyond the quota still
 * happen, but are delayed; in the order in which they were due [A].
 */
#include <math.h>

#include "events/bus.h"
#include "events/tables.h"
#include "flow/limit.h"
#include "flow/usage.h"

/* ---- the account's quota of invocations ---- */

static void refilled(struct sim *, void *ctx);

static void in_line(struct sim *sim, struct line *line, int64_t change)
{
    line->waiting += change;
    meter_set(&line->account->meter[METRIC_WAITING], sim_now(sim), line->waiting);
}

static void wait_for_refill(struct sim *sim, struct line *line)
{
    sim_time wait = limit_wait(sim, line->quota, TOKEN);

    if (wait != SIM_FOREVER && !event_pending(&line->refill))
        sim_after(sim, &line->refill, wait, refilled, line);
}

static void refilled(struct sim *sim, void *ctx)
{
    struct line *line = ctx;

    while (line->first && limit_has_tokens(sim, line->quota, TOKEN)) {
        struct delivery *d = line->first;
        line->first = d->behind;
        if (!line->first)
            line->last = NULL;
        in_line(sim, line, -1);
        limit_take(sim, line->quota, TOKEN);
        delivery_go(sim, d);
    }
    if (line->first)
        wait_for_refill(sim, line);
}

static void count(const struct bus *b, const struct outlet *o, size_t metric,
                  size_t of_rule)
{
    meter_add(&b->self->meter[metric], 1);
    meter_add(&b->self->part[o->part].meter[of_rule], 1);
}

static bool may_go(struct sim *sim, struct delivery *d)
{
    const struct bus *b = d->by->owner;
    struct line *line = b->line;

    if (!line->first && limit_has_tokens(sim, line->quota, TOKEN)) {
        limit_take(sim, line->quota, TOKEN);
        return true;
    }
    limit_delayed(sim, line->quota, 1);
    count(b, d->by, METRIC_THROTTLED_RULES, METRIC_RULE_THROTTLED);
    d->behind = NULL;
    if (line->last)
        line->last->behind = d;
    else
        line->first = d;
    line->last = d;
    in_line(sim, line, 1);
    wait_for_refill(sim, line);
    return false;
}

/* What a second brings may come at once [A]: the guide has rates only. */
void *line_start(struct sim *sim, struct account *account)
{
    const struct events_account *c = account->config;
    struct line *line = sim_get(sim, sizeof *line);

    line->account = account;
    line->quota = account->limit[LIMIT_INVOCATIONS];
    limit_set_bucket(sim, line->quota, c->invocation_rate, fmax(1, c->invocation_rate),
                     1);
    limit_set_bucket(sim, account->limit[LIMIT_PUT], c->put_rate, fmax(1, c->put_rate),
                     1);
    return line;
}

/* ---- deliveries ---- */

static sim_time backoff(const struct events_account *c, uint64_t tries)
{
    sim_time wait = c->retry_shortest;

    while (--tries > 0 && wait < c->retry_longest)
        wait *= 2;
    return wait < c->retry_longest ? wait : c->retry_longest;
}

static sim_time again(struct sim *sim, const struct delivery *d)
{
    const struct ruling *r = (const struct ruling *)d->by;
    const struct bus *b = d->by->owner;
    sim_time wait;

    if ((int64_t)d->tries > r->retries)
        return SIM_FOREVER;
    wait = delivery_jitter(d, backoff(b->account, d->tries), b->account->retry_jitter);
    return sim_now(sim) + wait > d->born + r->age_most ? SIM_FOREVER : wait;
}

static void opened(struct sim *sim, struct bus *b, int64_t change)
{
    b->open += change;
    meter_set(&b->self->meter[METRIC_OPEN], sim_now(sim), b->open);
}

static void invoked(struct sim *sim, struct bus *b, const struct outlet *o,
                    const struct delivery *d)
{
    sim_time took = sim_now(sim) - d->born;

    count(b, o, METRIC_INVOCATIONS, METRIC_RULE_INVOCATIONS);
    meter_observe(&b->self->meter[METRIC_TIME], took);
    meter_observe(&b->self->meter[METRIC_AGE], sim_now(sim) - d->work.root->born);
    meter_observe(&b->self->part[o->part].meter[METRIC_RULE_TIME], took);
}

/* Every try to an API destination is paid for [A]. */
static void hears(struct sim *sim, struct outlet *o, enum delivery_news news,
                  const struct delivery *d)
{
    struct bus *b = o->owner;

    if (d && rule_is_to_http(((const struct ruling *)o)->said))
        usage_add(b->self, ITEM_HTTP, 1);
    if (news == DELIVERY_DONE || news == DELIVERY_FAILED)
        opened(sim, b, -1);
    switch (news) {
    case DELIVERY_AGAIN:
        meter_add(&b->self->meter[METRIC_RETRIES], 1);
        break;
    case DELIVERY_DONE:
        invoked(sim, b, o, d);
        break;
    case DELIVERY_FAILED:
        count(b, o, METRIC_INVOCATIONS, METRIC_RULE_INVOCATIONS);
        count(b, o, METRIC_FAILED, METRIC_RULE_FAILED);
        break;
    case DELIVERY_BURIED:
        count(b, o, METRIC_BURIED, METRIC_RULE_BURIED);
        break;
    case DELIVERY_LOST:
        meter_add(&b->self->meter[METRIC_LOST], 1);
        break;
    }
}

static void trigger(struct sim *sim, struct bus *b, struct ruling *r,
                    const struct work *work, const struct item *event)
{
    count(b, &r->outlet, METRIC_TRIGGERED, METRIC_RULE_TRIGGERED);
    opened(sim, b, 1);
    delivery_begin(sim, &r->outlet, work, event->key, event->bytes);
}

void bus_event(struct sim *sim, struct bus *b, const struct work *work, uint64_t key,
               int64_t bytes)
{
    const struct item event = {.key = key, .bytes = bytes};
    bool matched = false;

    meter_add(&b->self->meter[METRIC_EVENTS], 1);
    for (size_t i = 0; i < b->config->rules.count; i++) {
        struct ruling *r = &b->ruling[i];
        if (r->said->schedule.kind != SCHEDULE_NONE ||
            !source_coin(sim, &r->filter, work))
            continue;
        matched = true;
        trigger(sim, b, r, work, &event);
    }
    meter_add(&b->self->meter[METRIC_MATCHED], matched);
}

/* ---- schedules ---- */

static void time_has_come(struct sim *, void *ctx);

/* Times are after t = 0; none comes when arrivals have ended. */
static void set_clock(struct sim *sim, struct ruling *r, int64_t after)
{
    const struct world *w = world_of(sim);
    int64_t next = schedule_next(&r->said->schedule, w->start_s, after);

    if (next != INT64_MAX && (!w->arrivals_end || next < w->arrivals_end - w->origin))
        sim_at(sim, &r->next, w->origin + next, time_has_come, r);
}

/* It begins a root of its own, which ends with the last of its effects. */
static void time_has_come(struct sim *sim, void *ctx)
{
    struct ruling *r = ctx;
    struct bus *b = r->outlet.owner;
    uint64_t ordinal = r->ordinal++;
    uint64_t who = name_nth(r->schedule_name, ordinal, 0);
    struct root *root = root_new(sim, b->self, who, ordinal, sim_now(sim));
    const struct work work = {.root = root, .who = who, .try = who};
    const struct item event = {.bytes = source_draw(sim, &r->item_size, &work)};

    trigger(sim, b, r, &work, &event);
    root_drop(sim, root);
    set_clock(sim, r, sim_now(sim) - world_of(sim)->origin);
}

/* ---- start ---- */

static void start_outlet(struct bus *b, struct ruling *r, size_t i)
{
    r->outlet.owner = b;
    r->outlet.part = i;
    r->outlet.to = &r->said->target;
    r->outlet.dead_letter = &r->said->dead_letter;
    r->outlet.timeout = rule_is_to_http(r->said) ? b->account->http_timeout : 0;
    r->outlet.again = again;
    r->outlet.may_go = may_go;
    r->outlet.hears = hears;
}

void ruling_start(struct sim *sim, struct bus *b, size_t i)
{
    struct ruling *r = &b->ruling[i];
    const struct rule *said = (const struct rule *)b->config->rules.element + i;

    r->said = said;
    outlet_start(sim, &r->outlet, b->self, said->name, &b->config->delivery_latency);
    start_outlet(b, r, i);
    r->retries =
        said->retry.attempts == ABSENT ? b->account->retries : said->retry.attempts;
    r->age_most = said->retry.age == ABSENT ? b->account->age_most : said->retry.age;
    r->filter =
        outlet_source(sim, b->self, said->name, "filter_share", &said->filter_share);
    r->item_size = outlet_source(sim, b->self, said->name, "item_size", &said->item_size);
    r->schedule_name = name_child(name_kind(name_text(b->self->address), "schedule"),
                                  name_text(said->name), 0);
    if (said->schedule.kind != SCHEDULE_NONE)
        set_clock(sim, r, -1);
}
