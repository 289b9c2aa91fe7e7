/* parcel.h - records that a producer has put together into one.
 *
 * A stream takes a parcel for a single record and bills it as one; who reads it takes it
 * apart.  What is in it comes held, by the parcel itself: who takes one hands it on, or
 * drops it.
 */
#ifndef PARCEL_H
#define PARCEL_H

#include "flow/call.h"

struct parcel {
    uint32_t holders;
    size_t count, room;
    struct item *item; /* in the order in which they came */
    int64_t bytes;     /* of all items */
};

/* Held once, by who makes it; with room for so many. */
struct parcel *parcel_new(struct sim *, size_t room);
/* Holds the item's root. */
void parcel_add(struct sim *, struct parcel *, const struct item *);
/* Moves all that is in `from`, of which nobody else has anything, to the end of `to`. */
void parcel_join(struct sim *, struct parcel *to, struct parcel *from);
void parcel_drop(struct sim *, struct parcel *);

/* Items that are records or parcels: what holding and dropping one means. */
static inline void item_hold(const struct item *item)
{
    root_hold(item->root);
    if (item->parcel)
        item->parcel->holders++;
}
void item_drop(struct sim *, const struct item *);

/* Records in an item: those of the parcel, or itself. */
static inline size_t item_records(const struct item *item)
{
    return item->parcel ? item->parcel->count : 1;
}
/* Record i of it, which came to its source when the item did; held by nobody more. */
struct item item_record(const struct item *, size_t i);

/* For one more item. */
void batch_make_room(struct sim *, struct batch *);
void batch_free(struct sim *, struct batch *);
/* Fills `apart` with all records of these items: what a body works on. */
void batch_take_apart(struct sim *, struct batch *apart, const struct item *,
                      size_t count);
/* Afterwards: an item fails with any of its records. */
void batch_put_together(const struct batch *apart, struct item *, size_t count);

/* Where a stream puts a record: the hash of its key, which producers know too (AWS: MD5
 * of the partition key); without a key, anywhere. */
static inline uint64_t record_hash(uint64_t key, uint64_t who)
{
    return mix64(mix64(key ? key : who) + name_text("shard"));
}

#endif
