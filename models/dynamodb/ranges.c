/* ranges.c - partitions: their buckets, their heat, their splits.
 *
 * Of AWS's own rules the limits are published (developer guide, partition key design);
 * when and where it splits is only sketched (Elhemali et al., USENIX ATC 2022, section
 * 4.4: "order of minutes", at a key chosen from what was observed, never for one hot
 * item).
 */
#include "dynamodb/ranges.h"

#include <math.h>

#include "dynamodb/table.h"

enum { HALF = 2, WRITE_WEIGHT = 3 }; /* a write unit is a third of a thousandth */

struct key key_of(uint64_t name, uint64_t who)
{
    return (struct key){.hash = mix64(mix64(name ? name : who) + DRAW_GOLDEN),
                        .name = name};
}

int64_t ranges_needed(const struct dynamodb_account *account, double read_units,
                      double write_units, int64_t bytes, bool on_demand)
{
    double read = read_units / account->partition_read_units;
    double write = write_units / account->partition_write_units;
    double rate = account->partition_formula == PARTITIONS_ADD && !on_demand
                      ? ceil(read + write)
                      : fmax(ceil(read), ceil(write));

    return (int64_t)fmax(
        fmax(rate, ceil((double)bytes / (double)account->partition_size)), 1);
}

static double units_per_s(const struct ranges *r, size_t side)
{
    return side == SIDE_WRITE ? r->account->partition_write_units
                              : r->account->partition_read_units;
}

/* ---- where a key is ---- */

/* Halves are chosen without a branch: it would be guessed wrong half of the time. */
static size_t place_of(const struct ranges *r, uint64_t hash)
{
    struct range *const *first = r->range;
    size_t n = r->count;

    while (n > 1) {
        size_t half = n / 2;
        first = hash < first[half]->low ? first : first + half;
        n -= half;
    }
    return (size_t)(first - r->range);
}

/* Whoever comes in asks twice: whether he may, and to take what he needs. */
static struct range *range_of(struct ranges *r, uint64_t hash)
{
    struct range *found = r->found;

    if (!found || hash < found->low || hash > found->high)
        found = r->found = r->range[place_of(r, hash)];
    return found;
}

static struct range *new_range(struct sim *sim, struct ranges *r, uint64_t low,
                               uint64_t high)
{
    struct range *range = sim_get(sim, sizeof *range);

    range->of = r;
    range->low = low;
    range->high = high;
    range->followed = partition_begins(sim, r->partitions, low, high);
    range->heat.minute = sim_now(sim) / SIM_MINUTE;
    for (size_t side = 0; side < SIDES; side++) {
        range->bucket[side].name = r->limit[side]->name;
        limit_set_bucket(sim, &range->bucket[side], units_per_s(r, side),
                         units_per_s(r, side), 1);
    }
    return range;
}

static void insert(struct sim *sim, struct ranges *r, size_t at, struct range *range)
{
    if (r->count == r->room) {
        size_t room = r->room ? 2 * r->room : 8;
        struct range **more = sim_get(sim, room * sizeof(struct range *));
        for (size_t i = 0; i < r->count; i++)
            more[i] = r->range[i];
        if (r->room)
            sim_put(sim, r->range, r->room * sizeof(struct range *));
        r->range = more;
        r->room = room;
    }
    for (size_t i = r->count++; i > at; i--)
        r->range[i] = r->range[i - 1];
    r->range[at] = range;
}

void ranges_start(struct sim *sim, struct ranges *r, const struct table *table,
                  size_t count, const char *purpose)
{
    uint64_t step = UINT64_MAX / count;

    r->table = table;
    r->account = table->account;
    r->split_duration =
        source_of(sim, table->self, purpose, &r->account->partition_split_duration);
    for (size_t side = 0; side < SIDES; side++)
        limit_set_bucket(sim, r->limit[side], units_per_s(r, side), units_per_s(r, side),
                         1);
    for (size_t i = 0; i < count; i++) {
        uint64_t high = i + 1 == count ? UINT64_MAX : (i + 1) * step - 1;
        insert(sim, r, i, new_range(sim, r, i * step, high));
    }
}

/* ---- splits ---- */

/* The range in this place ends before `hash`; what is from there on is a new one. */
static void cut(struct sim *sim, struct ranges *r, size_t at, uint64_t hash)
{
    struct range *range = r->range[at];
    uint64_t high = range->high;

    assert(hash > range->low && hash <= high);
    range->high = hash - 1;
    range->followed = partition_is_cut(sim, r->partitions, range->followed, range->high);
    insert(sim, r, at + 1, new_range(sim, r, hash, high));
    range->heat = (struct heat){.minute = sim_now(sim) / SIM_MINUTE};
    range->asked = (struct lately){0}; /* where in the range it was is not known */
}

void ranges_grow(struct sim *sim, struct ranges *r, size_t count)
{
    while (r->count < count)
        for (size_t i = r->count; i-- > 0;) {
            const struct range *range = r->range[i];
            if (range->high > range->low)
                cut(sim, r, i, range->low + (range->high - range->low) / 2 + 1);
        }
}

static size_t cell_of(const struct range *range, uint64_t hash)
{
    uint64_t width = (range->high - range->low) / HEAT_CELLS + 1;

    return (size_t)((hash - range->low) / width);
}

static bool has_one_hot_key(const struct heat *heat)
{
    return 2 * heat->of_favourite > heat->asked;
}

/* The border of two cells that halves best what was asked; 0: all is in one cell. */
static uint64_t middle_of(const struct range *range)
{
    const struct heat *heat = &range->heat;
    int64_t below = 0, best = heat->asked;
    uint64_t width = (range->high - range->low) / HEAT_CELLS + 1, at = 0;

    for (uint64_t i = 1; i < HEAT_CELLS; i++) {
        int64_t apart;
        below += heat->cell[i - 1];
        apart = 2 * below - heat->asked;
        apart = apart < 0 ? -apart : apart;
        if (apart < best) {
            best = apart;
            at = range->low + i * width;
        }
    }
    return at;
}

static void isolate(struct sim *sim, struct ranges *r, size_t at, uint64_t hash)
{
    const struct range *range = r->range[at];

    if (hash < range->high)
        cut(sim, r, at, hash + 1);
    if (hash > range->low)
        cut(sim, r, at, hash);
}

static void split_is_done(struct sim *sim, void *ctx)
{
    struct range *range = ctx;
    struct ranges *r = range->of;
    const struct heat *heat = &range->heat;
    size_t at = place_of(r, range->low);
    uint64_t middle = middle_of(range);

    if (has_one_hot_key(heat))
        isolate(sim, r, at, heat->favourite);
    else if (middle)
        cut(sim, r, at, middle);
}

/* One hot key that is alone cannot be split further. */
static bool can_be_split(const struct range *range)
{
    const struct heat *heat = &range->heat;

    return range->of->may_split && range->high > range->low &&
           heat->asked > heat->of_favourite;
}

static bool was_hot(const struct range *range)
{
    const struct ranges *r = range->of;
    bool hot = false;

    for (size_t side = 0; side < SIDES; side++)
        hot |= (double)range->heat.served[side] >
               r->account->partition_split_share * units_per_s(r, side) * 60 * HALF;
    return hot;
}

/* A minute is over; what happens is named by the range and the minute (methods.md 1). */
static void minute_is_over(struct sim *sim, struct range *range, int64_t now)
{
    struct heat *heat = &range->heat;
    const struct ranges *r = range->of;
    struct work work = {.who = name_nth(range->low, (uint64_t)now, 0)};

    work.try = work.who;
    if (!was_hot(range) || now > heat->minute + 1) {
        if (!event_pending(&range->split))
            *heat = (struct heat){0};
    } else {
        heat->hot_for++;
    }
    heat->served[SIDE_READ] = heat->served[SIDE_WRITE] = 0;
    heat->minute = now;
    if (heat->hot_for * SIM_MINUTE >= r->account->partition_split_after &&
        !event_pending(&range->split) && can_be_split(range))
        sim_after(sim, &range->split, source_draw(sim, &r->split_duration, &work),
                  split_is_done, range);
}

/* Which key has the majority, if one has (Boyer and Moore's vote, weighted). */
static void vote(struct heat *heat, uint64_t hash, int64_t weight)
{
    if (heat->favourite == hash) {
        heat->votes += weight;
        heat->of_favourite += weight;
    } else if (heat->votes >= weight) {
        heat->votes -= weight;
    } else {
        heat->favourite = hash;
        heat->votes = weight - heat->votes;
        heat->of_favourite = weight;
    }
}

static void add_lately(struct lately *a, int64_t second, enum side side, int64_t halves)
{
    if (second != a->second) {
        for (size_t i = 0; i < SIDES; i++) {
            a->before[i] = second == a->second + 1 ? a->now[i] : 0;
            a->now[i] = 0;
        }
        a->second = second;
    }
    a->now[side] += halves;
}

static void was_asked(struct sim *sim, struct range *range, enum side side,
                      struct key key, int64_t halves)
{
    int64_t weight = side == SIDE_WRITE ? halves * WRITE_WEIGHT : halves;
    int64_t now = sim_now(sim) / SIM_MINUTE;
    struct ranges *r = range->of;

    if (now != range->heat.minute)
        minute_is_over(sim, range, now);
    add_lately(&r->asked, sim_now(sim) / SIM_SECOND, side, halves);
    add_lately(&range->asked, sim_now(sim) / SIM_SECOND, side, halves);
    range->heat.asked += weight;
    range->heat.cell[cell_of(range, key.hash)] += weight;
    vote(&range->heat, key.hash, weight);
    if (r->watched[side].name && r->watched[side].name == key.name)
        r->watched[side].halves += halves;
}

/* ---- asking and taking ---- */

bool ranges_refuse(struct sim *sim, struct ranges *r, enum side side, struct key key)
{
    return !limit_has_tokens(sim, &range_of(r, key.hash)->bucket[side], 1);
}

/* Space-saving counts (Metwally et al., 2005): the least one makes way for a new name. */
static struct suspect *suspect_of(struct suspect *all, uint64_t name)
{
    struct suspect *least = all;

    for (size_t i = 0; i < SUSPECTS; i++) {
        if (all[i].name == name)
            return &all[i];
        if (all[i].refused < least->refused)
            least = &all[i];
    }
    *least = (struct suspect){name, least->refused, least->refused};
    return least;
}

static const struct suspect *most_suspected(const struct suspect *all)
{
    const struct suspect *most = all;

    for (size_t i = 1; i < SUSPECTS; i++)
        if (all[i].refused - all[i].at_most_before > most->refused - most->at_most_before)
            most = &all[i];
    return most;
}

/* Asked for half as much again as its part of all keys would be, and for more than chance
 * makes of an even load of such requests (two standard deviations of a Poisson count). */
static bool is_beyond_its_share(const struct ranges *r, const struct range *range,
                                enum side side, int64_t halves)
{
    double width = (double)(range->high - range->low) / (double)UINT64_MAX;
    double share = (double)(r->asked.now[side] + r->asked.before[side]) * width;
    double asked = (double)(range->asked.now[side] + range->asked.before[side]);

    return asked > share + fmax(share / 2, 2 * sqrt(share * (double)halves));
}

static void suspect(struct ranges *r, enum side side, struct key key, sim_time now)
{
    const struct suspect *most;

    if (!key.name)
        return;
    suspect_of(r->suspect[side], key.name)->refused++;
    most = most_suspected(r->suspect[side]);
    if (r->watched[side].name != most->name) {
        r->watched[side].name = most->name;
        r->watched[side].from = now;
        r->watched[side].halves = 0;
    }
    r->watched[side].to = now;
    r->watched[side].by_then = r->watched[side].halves;
}

struct limit *ranges_refused(struct sim *sim, struct ranges *r, enum side side,
                             struct key key, int64_t halves)
{
    struct range *range = range_of(r, key.hash);

    was_asked(sim, range, side, key, halves);
    partition_add(range->followed, PARTITION_REFUSED + side, 1);
    limit_reached(sim, r->limit[side], 1);
    if (r->grown[side] && !is_beyond_its_share(r, range, side, halves)) {
        limit_reached(sim, r->grown[side], 1);
        return r->grown[side];
    }
    suspect(r, side, key, sim_now(sim));
    return r->limit[side];
}

/* Use of a limit: units of a second by those a partition serves in one. */
static void note_second(struct sim *sim, struct range *range, enum side side,
                        int64_t halves)
{
    int64_t second = sim_now(sim) / SIM_SECOND;
    double most = units_per_s(range->of, side) * HALF, share;

    if (second != range->second) {
        range->second = second;
        range->in_second[SIDE_READ] = range->in_second[SIDE_WRITE] = 0;
    }
    range->in_second[side] += halves;
    share = (double)range->in_second[side] / most;
    limit_reached(sim, range->of->limit[side], share < 1 ? share : 1);
}

void ranges_take(struct sim *sim, struct ranges *r, enum side side, struct key key,
                 int64_t halves)
{
    struct range *range = range_of(r, key.hash);

    was_asked(sim, range, side, key, halves);
    range->heat.served[side] += halves;
    limit_take(sim, &range->bucket[side], halves * (TOKEN / HALF));
    limit_passed(r->limit[side]);
    note_second(sim, range, side, halves);
    partition_add(range->followed, PARTITION_UNITS + side, halves);
    r->taken[side] += halves;
}

void ranges_owe(struct ranges *r, enum side side, struct key key, int64_t halves)
{
    limit_owes(&range_of(r, key.hash)->bucket[side], halves * (TOKEN / HALF));
}

/* ---- the end ---- */

void ranges_ending(struct ranges *r)
{
    for (size_t side = 0; side < SIDES; side++) {
        const struct suspect *most = most_suspected(r->suspect[side]);
        struct limit *limit = r->limit[side];
        double seconds =
            (double)(r->watched[side].to - r->watched[side].from) / (double)SIM_SECOND;

        if (!most->name)
            continue;
        limit->culprit.given = true;
        limit->culprit.key = most->name - 1;
        limit->culprit.rejections = most->refused - most->at_most_before;
        limit->culprit.asked_per_s =
            seconds < 1 ? (double)NAN : (double)r->watched[side].by_then / HALF / seconds;
    }
}

/* Table = sum of partitions (methods.md 9.7), and each bucket's own account. */
void ranges_audit(const struct ranges *r, struct diag *diag)
{
    for (size_t side = 0; side < SIDES; side++) {
        int64_t sum = 0;

        for (size_t i = 0; i < r->count; i++) {
            limit_audit(&r->range[i]->bucket[side], diag);
            sum += r->range[i]->bucket[side].taken;
        }
        if (sum != r->taken[side] * (TOKEN / HALF))
            diag_failure(diag, (struct where){r->table->self->address, 0},
                         "units served are not the sum of the partitions'");
    }
}
