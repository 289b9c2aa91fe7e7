/* shards.c - shards: ranges of hashed keys, each with its own rates of writing.
 *
 * Kinesis developer guide, service-sizes-and-limits, 2021-08 and 2026: 1 MB and 1 000
 * records a second.  A bucket of each, one second deep [A]; a record that is larger than
 * that needs a full bucket and leaves it in debt.
 */
#include <math.h>

#include "flow/limit.h"
#include "kinesis/stream.h"

static double per_second(const struct kinesis_account *account, size_t write)
{
    return write == WRITE_RECORDS ? account->write_records : account->write_bytes;
}

/* Tokens of a bucket, one of bytes being 1 000 of them, so that a year's fit. */
static double tokens_per_second(const struct kinesis_account *account, size_t write)
{
    return per_second(account, write) /
           (write == WRITE_RECORDS ? 1 : (double)TOKEN / BYTE_TOKEN);
}

/* ---- where a key is ---- */

struct shard *shard_of_key(const struct kinesis *s, uint64_t hash)
{
    size_t low = 0, high = s->shards - 1;

    while (low < high) {
        size_t middle = (low + high + 1) / 2;
        if (hash < s->open[middle]->low)
            high = middle - 1;
        else
            low = middle;
    }
    return s->open[low];
}

static void set_bucket(struct sim *sim, struct limit *bucket, const struct limit *name,
                       double rate)
{
    bucket->name = name->name;
    limit_set_bucket(sim, bucket, rate, rate, 1);
}

static void start_cursors(struct sim *sim, struct shard *shard)
{
    struct kinesis *s = shard->stream;

    shard->cursor = sim_get(sim, (s->consumers + 1) * sizeof *shard->cursor);
    for (size_t i = 0; i < s->consumers; i++) {
        struct cursor *c = &shard->cursor[i];
        c->shard = shard;
        c->of = &s->consumer[i];
        if (c->of->fans_out)
            set_bucket(sim, &c->bytes, s->limit[LIMIT_CONSUMER_BYTES],
                       s->account->consumer_bytes * BYTE_TOKEN / TOKEN);
    }
}

static struct shard *new_shard(struct sim *sim, struct kinesis *s, uint64_t low,
                               uint64_t high)
{
    struct shard *shard = sim_get(sim, sizeof *shard);

    shard->stream = s;
    shard->low = low;
    shard->high = high;
    shard->open = true;
    shard->minute = sim_now(sim) / SIM_MINUTE;
    shard->followed = partition_begins(sim, s->self->partitions, low, high);
    for (size_t i = 0; i < WRITES; i++)
        set_bucket(sim, &shard->write[i], s->limit[LIMIT_WRITE_RECORDS + i],
                   tokens_per_second(s->account, i));
    if (s->limit[LIMIT_READ_CALLS]) {
        set_bucket(sim, &shard->read_calls, s->limit[LIMIT_READ_CALLS],
                   s->account->read_calls);
        set_bucket(sim, &shard->read_bytes, s->limit[LIMIT_READ_BYTES],
                   s->account->read_bytes * BYTE_TOKEN / TOKEN);
    }
    start_cursors(sim, shard);
    return shard;
}

/* One more at this place of the array. */
static struct shard **insert(struct sim *sim, struct shard **of, size_t count,
                             size_t *room, size_t at)
{
    struct shard **more = of;

    if (count == *room) {
        size_t before = *room;
        *room = before ? 2 * before : 8;
        more = sim_get(sim, *room * sizeof *more);
        for (size_t i = 0; i < count; i++)
            more[i] = of[i];
        if (before)
            sim_put(sim, of, before * sizeof *of);
    }
    for (size_t i = count; i > at; i--)
        more[i] = more[i - 1];
    return more;
}

static void add_shard(struct sim *sim, struct kinesis *s, size_t at, struct shard *shard)
{
    s->open = insert(sim, s->open, s->shards, &s->room, at);
    s->open[at] = shard;
    s->shards++;
    s->ever = insert(sim, s->ever, s->all, &s->all_room, s->all);
    shard->ordinal = s->all;
    s->ever[s->all++] = shard;
}

static void close_shard(struct sim *sim, struct shard *shard)
{
    shard->open = false;
    partition_ends(sim, shard->followed);
    if (event_pending(&shard->split))
        sim_cancel(sim, &shard->split);
    shard_pushes(sim, shard);
}

/* What there are now is what limits, readers and the bill go by. */
static void counted(struct sim *sim, struct kinesis *s)
{
    limit_resize_level(sim, s->limit[LIMIT_SHARDS], (int64_t)s->shards);
    meter_set(&s->self->meter[METRIC_SHARDS], sim_now(sim), (int64_t)s->shards);
    growth_charge(sim, s);
}

static void add_evenly(struct sim *sim, struct kinesis *s, size_t count)
{
    uint64_t step = UINT64_MAX / count;

    for (size_t i = 0; i < count; i++) {
        uint64_t high = i + 1 == count ? UINT64_MAX : (i + 1) * step - 1;
        add_shard(sim, s, i, new_shard(sim, s, i * step, high));
    }
}

/* Shown, never debited: the shards have buckets of their own. */
static void show_limit(struct sim *sim, struct limit *limit, double rate)
{
    if (limit)
        limit_set_bucket(sim, limit, rate, rate, 1);
}

void shards_start(struct sim *sim, struct kinesis *s)
{
    int64_t count = kinesis_shards(s->config, s->account);

    limit_set_level(sim, s->limit[LIMIT_SHARDS], count);
    show_limit(sim, s->limit[LIMIT_WRITE_RECORDS], s->account->write_records);
    show_limit(sim, s->limit[LIMIT_WRITE_BYTES], s->account->write_bytes / SHOWN_BYTES);
    show_limit(sim, s->limit[LIMIT_READ_CALLS], s->account->read_calls);
    show_limit(sim, s->limit[LIMIT_READ_BYTES], s->account->read_bytes / SHOWN_BYTES);
    show_limit(sim, s->limit[LIMIT_CONSUMER_BYTES],
               s->account->consumer_bytes / SHOWN_BYTES);
    add_evenly(sim, s, (size_t)count);
    counted(sim, s);
}

void shards_replace(struct sim *sim, struct kinesis *s, int64_t count)
{
    size_t before = s->shards;
    struct shard **old = sim_get(sim, before * sizeof(struct shard *));

    for (size_t i = 0; i < before; i++)
        old[i] = s->open[i];
    s->shards = 0;
    add_evenly(sim, s, (size_t)count);
    for (size_t i = 0; i < before; i++)
        close_shard(sim, old[i]);
    sim_put(sim, old, before * sizeof(struct shard *));
    counted(sim, s);
}

static size_t place_of(const struct kinesis *s, const struct shard *shard)
{
    size_t at = 0;

    while (s->open[at] != shard)
        at++;
    return at;
}

void shard_split(struct sim *sim, struct shard *shard)
{
    struct kinesis *s = shard->stream;
    uint64_t middle = shard->low + (shard->high - shard->low) / 2;
    size_t at = place_of(s, shard);

    for (size_t i = at + 1; i < s->shards; i++)
        s->open[i - 1] = s->open[i];
    s->shards--;
    add_shard(sim, s, at, new_shard(sim, s, shard->low, middle));
    add_shard(sim, s, at + 1, new_shard(sim, s, middle + 1, shard->high));
    close_shard(sim, shard);
    counted(sim, s);
}

/* ---- what is asked for ---- */

static void add_lately(struct lately *a, int64_t second, int64_t bytes)
{
    const int64_t amount[WRITES] = {1, bytes};

    for (size_t i = 0; i < WRITES; i++) {
        if (second != a->second) {
            a->before[i] = second == a->second + 1 ? a->now[i] : 0;
            a->now[i] = 0;
        }
        a->now[i] += amount[i];
    }
    a->second = second;
}

/* Asked for half as much again as its part of all keys would be, and for more than chance
 * makes of an even load of such records (two standard deviations of a Poisson count). */
static bool is_beyond_its_share(const struct shard *shard, size_t write, int64_t bytes)
{
    const struct lately *all = &shard->stream->asked, *here = &shard->asked;
    double width = (double)(shard->high - shard->low) / (double)UINT64_MAX;
    double share = (double)(all->now[write] + all->before[write]) * width;
    double asked = (double)(here->now[write] + here->before[write]);
    double one = write == WRITE_RECORDS ? 1 : (double)bytes;

    return asked > share + fmax(share / 2, 2 * sqrt(share * one));
}

static const struct suspect *most_suspected(const struct suspect *all)
{
    const struct suspect *most = all;

    for (size_t i = 1; i < SUSPECTS; i++)
        if (all[i].refused - all[i].at_most_before > most->refused - most->at_most_before)
            most = &all[i];
    return most;
}

/* Space-saving counts (Metwally et al., 2005): the least one makes way for a new key. */
static void suspect(struct kinesis *s, uint64_t key)
{
    struct suspect *least = s->suspect;

    for (size_t i = 0; i < SUSPECTS; i++) {
        if (s->suspect[i].key == key) {
            s->suspect[i].refused++;
            return;
        }
        if (s->suspect[i].refused < least->refused)
            least = &s->suspect[i];
    }
    *least = (struct suspect){key, least->refused + 1, least->refused};
}

/* A hot shard is short of its own rate; where all are alike there are too few of them. */
static struct limit *blame(struct sim *sim, struct shard *shard, size_t write,
                           int64_t bytes)
{
    struct kinesis *s = shard->stream;

    limit_reached(sim, s->limit[LIMIT_WRITE_RECORDS + write], 1);
    if (is_beyond_its_share(shard, write, bytes))
        return s->limit[LIMIT_WRITE_RECORDS + write];
    limit_reached(sim, s->limit[LIMIT_SHARDS], 1);
    return s->limit[LIMIT_SHARDS];
}

struct limit *shard_refuses(struct sim *sim, struct shard *shard, uint64_t key,
                            int64_t bytes)
{
    struct kinesis *s = shard->stream;
    const int64_t needs[WRITES] = {
        TOKEN, (int64_t)fmin((double)bytes, s->account->write_bytes) * BYTE_TOKEN};
    size_t write = 0;
    struct limit *limit;

    add_lately(&s->asked, sim_now(sim) / SIM_SECOND, bytes);
    add_lately(&shard->asked, sim_now(sim) / SIM_SECOND, bytes);
    while (write < WRITES && limit_has_tokens(sim, &shard->write[write], needs[write]))
        write++;
    if (write == WRITES)
        return NULL;
    meter_add(&s->self->meter[METRIC_WRITE_EXCEEDED], 1);
    meter_add(&s->self->meter[METRIC_EXCEEDED_RECORDS + write], 1);
    partition_add(shard->followed, PARTITION_EXCEEDED, 1);
    limit = blame(sim, shard, write, bytes);
    if (key && limit != s->limit[LIMIT_SHARDS])
        suspect(s, key);
    return limit;
}

/* Use of a limit: what was asked for in this second by what may be put in one. */
static void note_use(struct sim *sim, const struct shard *shard)
{
    const struct kinesis *s = shard->stream;
    double fullest = 0;

    for (size_t i = 0; i < WRITES; i++) {
        double rate = per_second(s->account, i);
        limit_reached(sim, s->limit[LIMIT_WRITE_RECORDS + i],
                      fmin((double)shard->asked.now[i] / rate, 1));
        fullest = fmax(fullest, (double)s->asked.now[i] / (rate * (double)s->shards));
    }
    limit_reached(sim, s->limit[LIMIT_SHARDS], fmin(fullest, 1));
}

void shard_take(struct sim *sim, struct shard *shard, int64_t bytes)
{
    limit_take(sim, &shard->write[WRITE_RECORDS], TOKEN);
    limit_take(sim, &shard->write[WRITE_BYTES], bytes * BYTE_TOKEN);
    for (size_t i = LIMIT_SHARDS; i < LIMIT_WRITE_RECORDS + WRITES; i++)
        limit_passed(shard->stream->limit[i]);
    note_use(sim, shard);
    partition_add(shard->followed, PARTITION_RECORDS, 1);
    partition_add(shard->followed, PARTITION_BYTES, bytes);
    if (shard->stream->config->mode == MODE_ON_DEMAND)
        growth_put(sim, shard, bytes);
}

/* ---- the end ---- */

void shards_ending(struct kinesis *s)
{
    const struct suspect *most = most_suspected(s->suspect);

    for (size_t i = 0; most->key && i < WRITES; i++) {
        struct limit *limit = s->limit[LIMIT_WRITE_RECORDS + i];
        limit->culprit.given = limit->rejections > 0;
        limit->culprit.key = most->key - 1;
        limit->culprit.rejections = most->refused - most->at_most_before;
        if (limit->culprit.rejections > limit->rejections)
            limit->culprit.rejections = limit->rejections;
        limit->culprit.asked_per_s = (double)NAN;
    }
}

static void audit_buckets(const struct kinesis *s, const struct shard *shard,
                          struct diag *diag)
{
    for (size_t write = 0; write < WRITES; write++)
        limit_audit(&shard->write[write], diag);
    if (s->limit[LIMIT_READ_CALLS]) {
        limit_audit(&shard->read_calls, diag);
        limit_audit(&shard->read_bytes, diag);
    }
    for (size_t i = 0; i < s->consumers; i++)
        if (s->consumer[i].fans_out)
            limit_audit(&shard->cursor[i].bytes, diag);
}

void shards_audit(const struct kinesis *s, struct diag *diag)
{
    const struct meter *meter = s->self->meter;
    int64_t records = 0, bytes = 0;

    for (size_t i = 0; i < s->all; i++) {
        audit_buckets(s, s->ever[i], diag);
        records += s->ever[i]->write[WRITE_RECORDS].taken / TOKEN;
        bytes += s->ever[i]->write[WRITE_BYTES].taken / BYTE_TOKEN;
    }
    if (records != meter[METRIC_RECORDS].count || bytes != meter[METRIC_BYTES].count)
        diag_failure(
            diag, s->self->resource->at,
            "%s: %lld records of %lld bytes are not the sum of the shards', %lld "
            "of %lld",
            s->self->address, (long long)meter[METRIC_RECORDS].count,
            (long long)meter[METRIC_BYTES].count, (long long)records, (long long)bytes);
}
