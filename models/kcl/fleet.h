/* fleet.h - a fleet in a run: what its files share.
 *
 * Each shard has a lease, which one worker holds, or nobody.  What a lease has read stays
 * with it until it is checkpointed: whoever takes it over works on that again.
 */
#ifndef KCL_FLEET_H
#define KCL_FLEET_H

#include "flow/limit.h"
#include "flow/parcel.h"
#include "flow/source.h"
#include "flow/steps.h"
#include "kcl/tables.h"

struct worker {
    struct fleet *fleet;
    size_t leases; /* held */
    bool lost;
    struct event round, renew;
};

struct lease {
    struct fleet *fleet;
    struct lease *other;
    uint64_t shard, name;        /* as the stream numbers it; methods.md 1 */
    struct worker *owner, *heir; /* NULL: nobody; nobody has stolen it */
    sim_time free;               /* without an owner: it may be taken from then on */
    struct batch read;           /* in the stream's records: not checkpointed yet */
    struct batch apart;          /* what the steps work on */
    bool reading, working, ended;
    unsigned runs; /* of this batch, before */
    sim_time read_at, began;
    struct event next; /* a read, or the end of a checkpoint */
    struct walk walk;
};

struct fleet {
    struct service *self;
    const struct kcl_config *config;
    const struct kcl_account *account;
    struct target list, read;
    struct root *root; /* of reads, which nobody asked for */
    uint64_t site;     /* of batches: methods.md 1 */
    struct source checkpoint;
    struct stream phases;
    struct limit *places;
    struct body *body;
    struct lease *lease; /* all of them */
    struct worker **worker;
    size_t leases, held, workers, room; /* held by a worker; workers that are there */
    bool began;
    int64_t working;
    uint64_t polled, done, skipped, waiting; /* the stream's records */
    struct event begins;
};

/* ---- lease.c ---- */

extern const struct walker kcl_walker;
/* The shards that have come; `done`: 1 + one that this fleet is through with. */
void leases_list(struct sim *, struct fleet *, uint64_t done);
/* Its new owner begins. */
void lease_begins(struct sim *, struct lease *);
/* Nobody works on it any more; what it has read it keeps. */
void lease_stops(struct sim *, struct lease *);
bool lease_is_busy(const struct lease *);

/* ---- worker.c ---- */

void workers_start(struct sim *, struct fleet *);
/* `workers` was set to another value. */
void workers_changed(struct sim *, struct fleet *);
/* Of the first leases each worker has its part. */
void workers_share(struct sim *, struct fleet *);
/* From its owner, if it has one, to another worker, which begins. */
void lease_pass(struct sim *, struct lease *, struct worker *to);
/* Its owner has it no more; others may take it from then on. */
void lease_free(struct sim *, struct lease *, sim_time from);

#endif
