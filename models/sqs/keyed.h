/* keyed.h - things found by a number: embedded in what is kept, and chained. */
#ifndef SQS_KEYED_H
#define SQS_KEYED_H

#include "sim/sim.h"

struct keyed {
    struct keyed *chain;
    uint64_t key;
};

struct keys {            /* all zero: empty */
    size_t count, slots; /* slots: a power of two */
    struct keyed **slot;
};

struct keyed *keys_find(const struct keys *, uint64_t key); /* NULL: is not there */
void keys_add(struct sim *, struct keys *, struct keyed *); /* it is not there */
void keys_remove(struct keys *, struct keyed *);

#endif
