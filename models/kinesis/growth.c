/* growth.c - how many shards a stream has, and what they cost by the hour.
 *
 * Provisioned: UpdateShardCount (a timeline's shard_count) -> refused, or under way ->
 * all shards end and others, of equal size, are there.  API reference, UpdateShardCount,
 * 2021-08 and 2026: not more than double, not less than half, ten times in 24 hours;
 * "a few minutes"; the steps between are not modelled.
 * On demand: a shard that was asked for more than half its rate in a minute is two shards
 * a quarter of an hour later (how-do-i-size-a-stream, 2023 and 2026).
 */
#include "flow/activity.h"
#include "flow/usage.h"
#include "kinesis/stream.h"

enum { UPDATES = sizeof((struct kinesis *)0)->updated / sizeof(sim_time) };

static void updated(struct sim *, void *ctx);

/* ---- money ---- */

static void charge_provisioned(struct sim *sim, struct kinesis *s)
{
    int64_t shards = (int64_t)s->shards, fan_outs = (int64_t)s->fan_outs;
    bool extended = s->config->retention > INCLUDED_RETENTION;

    usage_level(sim, s->self, ITEM_SHARD_HOUR, shards);
    usage_level(sim, s->self, ITEM_EXTENDED_SHARD_HOUR, extended ? shards : 0);
    usage_level(sim, s->self, ITEM_CONSUMER_SHARD_HOUR, shards * fan_outs);
}

void growth_charge(struct sim *sim, struct kinesis *s)
{
    if (s->config->mode == MODE_PROVISIONED)
        charge_provisioned(sim, s);
    else
        usage_level(sim, s->self, ITEM_STREAM_HOUR, 1);
}

/* ---- UpdateShardCount ---- */

/* At most so many in any 24 hours. */
static bool may_update(struct sim *sim, const struct kinesis *s)
{
    size_t most = (size_t)s->account->updates_most;
    sim_time day = 24 * SIM_HOUR;

    if (s->updates < most)
        return true;
    return sim_now(sim) - s->updated[(s->updates - most) % UPDATES] >= day;
}

static bool is_allowed(struct sim *sim, const struct kinesis *s, int64_t wanted)
{
    int64_t now = (int64_t)s->shards;

    return wanted <= 2 * now && 2 * wanted >= now && wanted <= s->account->shards_most &&
           may_update(sim, s);
}

static sim_time time_of_update(struct sim *sim, const struct kinesis *s)
{
    int64_t steps = s->wanted > s->from ? s->wanted - s->from : s->from - s->wanted;
    struct work work = {.who = (uint64_t)(world_clock(sim) / SIM_MINUTE)};

    work.try = work.who;
    return steps * source_draw(sim, &s->reshard_time, &work);
}

static void begin_update(struct sim *sim, struct kinesis *s, int64_t wanted)
{
    s->from = (int64_t)s->shards;
    s->wanted = wanted;
    s->activity = activity_begins(sim, &(struct activity){.limit = s->limit[0]->name,
                                                          .cause = CAUSE_TIMELINE,
                                                          .from = s->from,
                                                          .to = wanted});
    if (!is_allowed(sim, s, wanted)) {
        meter_add(&s->self->meter[METRIC_UPDATES_REFUSED], 1);
        activity_refused(sim, s->activity);
        return;
    }
    s->updated[s->updates++ % UPDATES] = sim_now(sim);
    sim_after(sim, &s->resharded, time_of_update(sim, s), updated, s);
}

/* While one is under way another is refused (ResourceInUseException): an operator asks
 * again when it is over. */
void reshard_asked(struct sim *sim, struct kinesis *s)
{
    if (s->config->mode == MODE_PROVISIONED && !event_pending(&s->resharded) &&
        s->config->shards != (int64_t)s->shards)
        begin_update(sim, s, s->config->shards);
}

static void updated(struct sim *sim, void *ctx)
{
    struct kinesis *s = ctx;

    shards_replace(sim, s, s->wanted);
    activity_settled(sim, s->activity, s->wanted);
    reshard_asked(sim, s);
}

/* ---- on demand ---- */

static void split_is_due(struct sim *sim, void *ctx)
{
    struct shard *shard = ctx;
    struct kinesis *s = shard->stream;

    if ((int64_t)s->shards < s->account->grown_most && shard->high > shard->low)
        shard_split(sim, shard);
}

static void minute_is_over(struct sim *sim, struct shard *shard, int64_t now)
{
    const struct kinesis_account *account = shard->stream->account;
    double most[WRITES] = {account->write_records, account->write_bytes};
    sim_time at = (shard->minute + 1) * SIM_MINUTE + account->split_after;
    bool hot = false;

    for (size_t i = 0; i < WRITES; i++) {
        hot |= (double)shard->in_minute[i] > 60 * account->split_share * most[i];
        shard->in_minute[i] = 0;
    }
    shard->minute = now;
    if (hot && !event_pending(&shard->split))
        sim_at(sim, &shard->split, at > sim_now(sim) ? at : sim_now(sim), split_is_due,
               shard);
}

void growth_put(struct sim *sim, struct shard *shard, int64_t bytes)
{
    int64_t now = sim_now(sim) / SIM_MINUTE;

    if (now != shard->minute)
        minute_is_over(sim, shard, now);
    shard->in_minute[WRITE_RECORDS]++;
    shard->in_minute[WRITE_BYTES] += bytes;
}
