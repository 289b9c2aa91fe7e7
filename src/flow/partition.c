#include "flow/partition.h"

#include <string.h>

#include "base/sort.h"

struct partitions *partitions_new(struct sim *sim, size_t places)
{
    struct partitions *all = sim_get(sim, sizeof *all);

    all->places = places;
    return all;
}

static void append(struct sim *sim, struct partitions *all, struct partition *p)
{
    if (all->count == all->room) {
        size_t room = all->room ? 2 * all->room : 8;
        struct partition **more = sim_get(sim, room * sizeof(struct partition *));
        for (size_t i = 0; i < all->count; i++)
            more[i] = all->of[i];
        if (all->room)
            sim_put(sim, all->of, all->room * sizeof(struct partition *));
        all->of = more;
        all->room = room;
    }
    all->of[all->count++] = p;
}

static int by_low(const void *a, const void *b)
{
    const struct partition *x = *(struct partition *const *)a,
                           *y = *(struct partition *const *)b;

    return x->low < y->low ? -1 : x->low > y->low;
}

void partitions_begin(struct partitions *all, sim_time origin)
{
    size_t there = 0;

    for (size_t i = 0; i < all->count; i++) {
        struct partition *p = all->of[i];
        if (p->to != SIM_FOREVER)
            continue;
        p->from = origin;
        memset(p->count, 0, sizeof p->count);
        all->of[there++] = p;
    }
    all->count = there;
    sort_stable(all->of, there, sizeof(struct partition *), by_low);
}

size_t partition_place(const struct partitions *all, size_t i)
{
    return i < all->places - 1 ? i : all->places - 1;
}

struct partition *partition_begins(struct sim *sim, struct partitions *all, uint64_t low,
                                   uint64_t high)
{
    struct partition *p;

    if (!all)
        return NULL;
    p = sim_get(sim, sizeof *p);
    *p = (struct partition){
        .low = low, .high = high, .from = sim_now(sim), .to = SIM_FOREVER};
    append(sim, all, p);
    return p;
}

/* Two cuts at one instant leave nothing between them that has lasted. */
struct partition *partition_is_cut(struct sim *sim, struct partitions *all,
                                   struct partition *p, uint64_t high)
{
    if (!all)
        return NULL;
    if (p->from == sim_now(sim)) {
        p->high = high;
        return p;
    }
    p->to = sim_now(sim);
    return partition_begins(sim, all, p->low, high);
}
