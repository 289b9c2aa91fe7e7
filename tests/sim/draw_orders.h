/* draw_orders.h - the orders in which a simulation reads its streams: from one
 * number to the next few bits of seed, name, site or slot change. */
#ifndef DRAW_ORDERS_H
#define DRAW_ORDERS_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/draw.h"

enum order {
    BY_REQUEST,     /* k sequential, site fixed */
    BY_SITE,        /* sites sequential, k fixed */
    BY_TRY,         /* attempts and hedges of one edge of one request after another */
    BY_SLOT,        /* slots 0 and 1 of each request */
    BY_STREAM,      /* two purposes of each request */
    BY_SEED,        /* seeds 1 .. 2^16, 16 requests each */
    BY_REPLICATION, /* replications 0 .., 16 requests each */
    WHO_AND_TRY,    /* who and second try of the same request */
    BY_DESCENT,     /* a chain: each work the child of the one before */
    ORDERS,
};

const char *order_name(enum order order);

/* What a run hashes once; all zero: nothing yet. */
struct reader {
    bool ready;
    uint64_t seed, kind, site;
    unsigned replication;
    struct stream work, latency;
};

/* The n-th number in that order. */
uint64_t drawn_in(struct reader *reader, enum order order, uint64_t n);

/* A root, a child of it and a draw, as test_draw.c and every later build must get them.
 */
#define PIN_ROOT UINT64_C(0x3f4dfc69d71a6312)
#define PIN_CHILD UINT64_C(0x85aeacf347a3f2a1)
#define PIN_BITS UINT64_C(0x433e07161cf732c2)

#endif
