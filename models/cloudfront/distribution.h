/* distribution.h - a distribution in a run; private to this room. */
#ifndef DISTRIBUTION_H
#define DISTRIBUTION_H

#include "cloudfront/cloudfront.h"
#include "flow/cache.h"

/* What is kept of a key, each with a time to live of its own. */
enum kept { KEPT_ANSWER, KEPT_BAD_GATEWAY, KEPT_TIMEOUT, KEPT_KINDS };

struct behavior {
    const struct cloudfront_behavior *config;
    struct site *origin;
    struct source response_size;
    struct meter *meter;
    sim_time ttl; /* of its answers; 0: they are not kept */
    size_t index;
};

struct waiter { /* for an answer that is on its way to another */
    struct call *call;
    struct waiter *next;
};

struct fetch { /* one question to an origin */
    struct distribution *of;
    struct behavior *behavior;
    struct call *call; /* of the viewer who asks */
    size_t edge;
    int64_t attempt;    /* from 1 */
    sim_time came, far; /* far: round trip from the edge to the Region */
    struct waiter *first, *last;
    struct fetch *chain; /* of its slot; only while others may wait for it */
};

enum { FETCH_SLOTS = 1024 };

struct distribution {
    struct service *self;
    const struct cloudfront_config *config;
    const struct cloudfront_account *account;
    struct behavior *behavior;
    struct limit *rate;
    struct cache *cache;             /* of each edge location */
    int64_t held;                    /* bytes, in all of them */
    struct fetch *slot[FETCH_SLOTS]; /* those that others may wait for, by their key */
    int64_t found, waited, fetched;  /* requests: each is one of these, or refused */
};

/* How long an answer of this behaviour is kept. */
sim_time cloudfront_ttl(const struct cloudfront_behavior *);
/* Whether answers to this action (a method of HTTP) may be kept. */
bool cloudfront_keeps(int action);

#endif
