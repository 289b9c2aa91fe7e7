/* delivery.h - what a service passes on by itself, when who sent it has been answered: a
 * topic's notifications, a bus's events.
 *
 * An outlet is where it goes (a subscription, a rule's target).  A delivery waits for its
 * latency, is tried until it succeeds or the outlet says that it is enough, and goes to
 * the dead letters then.  It holds the root, so that `completion` counts it.
 */
#ifndef DELIVERY_H
#define DELIVERY_H

#include "flow/source.h"

struct outlet;

struct delivery {
    struct outlet *by;
    struct work work; /* the first try's names; nobody waits for it */
    uint64_t key;
    int64_t bytes;
    sim_time born;       /* when the message came to the service */
    uint64_t tries;      /* that have gone wrong */
    uint64_t executions; /* of those the ones that were let in: a of methods.md 1 */
    struct event next;   /* idle while a try is under way, and while `may_go` keeps it */
    struct delivery *behind; /* whoever keeps it may line it up */
};

enum delivery_news {
    DELIVERY_AGAIN,  /* a try went wrong; there will be another */
    DELIVERY_DONE,   /* its last try has succeeded */
    DELIVERY_FAILED, /* there will be no other try */
    DELIVERY_BURIED, /* the dead-letter queue has it */
    DELIVERY_LOST,   /* the dead-letter queue has not taken it */
};

struct outlet {
    void *owner; /* the room's own */
    size_t part;
    const struct target *to, *dead_letter; /* dead_letter->address NULL: none */
    struct source latency;                 /* from the message to the first try */
    sim_time timeout;                      /* of a try; 0: none */
    uint64_t site, dead_site;              /* methods.md 1 */
    struct stream jitter;
    /* How long after a try that went wrong the next one comes; SIM_FOREVER: no more. */
    sim_time (*again)(struct sim *, const struct delivery *);
    /* Whether a try may be made now; false: the room keeps it, for delivery_go.  NULL: it
     * always may. */
    bool (*may_go)(struct sim *, struct delivery *);
    /* Delivery: NULL for what the dead letters have answered. */
    void (*hears)(struct sim *, struct outlet *, enum delivery_news,
                  const struct delivery *);
    uint64_t begun, done, failed, open;
};

/* Fills in streams and names: all but what the room says of itself. */
void outlet_start(struct sim *, struct outlet *, struct service *self, const char *name,
                  const struct dist *latency);
/* A setting of the outlet of this name: a stream of its own. */
struct source outlet_source(struct sim *, struct service *self, const char *name,
                            const char *what, const struct dist *);
/* Below this message's names. */
void delivery_begin(struct sim *, struct outlet *, const struct work *message,
                    uint64_t key, int64_t bytes);
void delivery_go(struct sim *, struct delivery *);
/* A wait longer or shorter by up to this share, as its next try draws it. */
sim_time delivery_jitter(const struct delivery *, sim_time wait, double share);
/* begun = done + failed + open; false after a message. */
bool outlet_audit(const struct outlet *, const struct resource *self, struct diag *);

/* The names of message i of a call: the call's own, or those of one of its items. */
struct work call_item_work(const struct call *, uint32_t i);

#endif
