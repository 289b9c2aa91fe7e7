/* turn.h - whose names a turn of a walk goes by: the walk's own, or, once for each item
 * of a batch, that item's.
 */
#ifndef TURN_H
#define TURN_H

#include "flow/body.h"

static inline bool per_item(const struct walk *walk, const struct stage *stage)
{
    return stage->step->count.items && walk->batch;
}

static inline struct item *item_of(const struct walk *walk, const struct stage *stage,
                                   uint64_t i)
{
    return per_item(walk, stage) ? &walk->batch->item[i] : walk->item;
}

/* Item i's own names; else those of the i-th time. */
static inline struct work work_of(const struct walk *walk, const struct stage *stage,
                                  uint64_t i)
{
    struct work work = walk->work;

    if (!per_item(walk, stage))
        return work_child(&walk->work, stage->site, i);
    work.root = walk->batch->item[i].root;
    work.who = walk->batch->item[i].who;
    work.try = walk->batch->item[i].try;
    return work;
}

#endif
