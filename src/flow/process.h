/* process.h - what the SDKs in one process remember between calls: an environment of a
 * function, a host of a client.
 *
 * An SDK has one client for each service it calls, with a quota of retries (retry.h) and,
 * in adaptive mode, a rate limiter: a token bucket whose rate falls by 30 % at a throttle
 * and comes back along CUBIC (botocore retries/adaptive.py, throttling.py, bucket.py;
 * smithy-typescript DefaultRateLimiter is the same).
 */
#ifndef PROCESS_H
#define PROCESS_H

#include "flow/retry.h"

struct limiter {   /* rates per s, times in s */
    bool enabled;  /* by the first throttle */
    double rate;   /* tokens a second */
    double tokens; /* there at `since` */
    double since;
    double highest;     /* rate at the last throttle (w_max) */
    double plateau;     /* s from it until that rate is reached again (K) */
    double throttle_at; /* the last one */
    double measured;    /* smoothed rate of answers */
    double half;        /* begin of the half second that is counted */
    int64_t answers;    /* in it */
};

void limiter_start(struct limiter *, sim_time now);
/* 0: a token is taken, the request may go; else how long to sleep before asking again. */
sim_time limiter_wait(struct limiter *, sim_time now);
void limiter_answered(struct limiter *, sim_time now, bool throttled);

struct sleeper { /* embedded in what waits for a token; all zero: awake */
    struct sleeper *next, *prev;
    event_fn *fn; /* it has the token */
    void *ctx;
};

struct sdk { /* its client for one service */
    const struct model *to;
    struct retry_budget budget;
    struct limiter limiter;
    struct sleeper *first, *last; /* first come, first served */
    struct event wake;
    struct sdk *next;
};

struct process {
    struct sdk *sdks;
};

/* The process' client for a model, made at the first call. */
struct sdk *process_sdk(struct sim *, struct process *, const struct model *to,
                        const struct retry *);
/* A token is taken: the request may go.  False: it must sleep. */
bool sdk_may_send(struct sim *, struct sdk *);
void sdk_sleep(struct sim *, struct sdk *, struct sleeper *);
void sdk_leave(struct sim *, struct sdk *, struct sleeper *); /* if it sleeps */
void sdk_answered(struct sim *, struct sdk *, bool throttled);
void process_ended(struct sim *, struct process *); /* it holds nothing any more */

#endif
