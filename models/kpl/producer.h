/* producer.h - a producer in a run: what its files share.
 *
 * A user record is a call that waits.  Its item is in a parcel, whose `kept` is the call,
 * `came` when it last came to a buffer, `receipt` how often it has been sent.  Of the
 * call's own words kept[0] is when it came, kept[1] how long it has been in buffers.
 */
#ifndef KPL_PRODUCER_H
#define KPL_PRODUCER_H

#include "flow/limit.h"
#include "flow/parcel.h"
#include "flow/source.h"
#include "kpl/tables.h"

enum rate { RATE_RECORDS, RATE_BYTES, RATES };

struct bundle { /* a parcel that is closed, on its way to the stream */
    struct bundle *next;
    struct lane *lane; /* NULL: nobody asked in which shard it will be */
    struct parcel *parcel;
    int64_t bytes;     /* as the stream takes it */
    sim_time deadline; /* when it should be sent .. */
    sim_time ready;    /* .. and can be: it is compressed */
    sim_time oldest;   /* when the first of its records came */
};

struct bundles { /* a line of them */
    struct bundle *first, *last;
    size_t count;
    int64_t bytes;
};

struct lane { /* of a host, to a shard */
    struct host *host;
    struct lane *other;  /* of all that there have been */
    uint64_t shard, map; /* as the stream numbers it; the map that it is of */
    struct bundle *open; /* being filled; NULL: none */
    struct event due;
    struct bundles waiting; /* for tokens */
    struct limit rate[RATES];
    struct event tokens;
    int64_t collected; /* bytes in the host's next PutRecords */
};

struct host { /* a process */
    struct producer *producer;
    struct lane **lane; /* by shard of the producer's map; NULL: not needed yet */
    struct bundles collected;
    struct event due;
    sim_time compressed;    /* its CPU is busy until then */
    int64_t second, worked; /* ns in that second */
};

struct map { /* of shards, as the stream has told */
    size_t count;
    uint64_t *shard, *low, ordinal;
    bool asked; /* again: the answer is on its way */
};

struct producer {
    struct service *self;
    const struct kpl_config *config;
    const struct kpl_account *account;
    struct target list, put;
    struct root *root;    /* of questions that no record is about */
    uint64_t site;        /* of PutRecords: methods.md 1 */
    struct stream spread; /* records over hosts */
    struct source work;
    struct limit *rate, *cpu; /* as the scenario knows them; never debited */
    struct host *host;
    struct lane *lanes;
    struct map map;
    struct event begins;
    uint64_t received, put_records, expired, refused; /* user records */
    int64_t pending, sent; /* of those pending, in a PutRecords */
};

/* ---- kpl.c ---- */

/* The record's caller hears what became of it; its item is done with. */
void record_ends(struct sim *, struct producer *, const struct item *, bool is_put);
/* Those that have come to their record_ttl leave it; false: nothing is left. */
bool bundle_expires(struct sim *, struct producer *, struct bundle *);

/* ---- lane.c: from records to bundles ---- */

void lanes_take(struct sim *, struct host *, const struct item *);
/* What the stream has turned away. */
void lanes_take_back(struct sim *, struct host *, struct bundle *);
/* The stream has other shards: open parcels go, records are told apart anew. */
void lanes_renew(struct sim *, struct producer *);
void lanes_resize(struct sim *, struct producer *); /* rate_limit has changed */
void lanes_audit(const struct producer *, struct diag *);

/* ---- collect.c: from bundles to calls ---- */

void bundles_add(struct bundles *, struct bundle *);
struct bundle *bundles_pop(struct bundles *);
void collect(struct sim *, struct host *, struct bundle *);
void shards_learn(struct sim *, struct producer *);

#endif
