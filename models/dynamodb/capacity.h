/* capacity.h - the token buckets of a table and its indexes.
 *
 * Each of them has for reads and for writes: provisioned, a bucket of its capacity with
 * unused units of up to 300 s (provision.c); on demand, buckets of what it has grown to
 * (growth.c), of a cap of its own and of the quota, each a second deep.  A request is let
 * in while none of them is empty, and may leave each in debt.
 */
#ifndef DYNAMODB_CAPACITY_H
#define DYNAMODB_CAPACITY_H

#include "dynamodb/dynamodb.h"
#include "flow/limit.h"

struct table;
struct cost;
struct provision;
struct growth;

/* Why a request is turned away: AWS's four causes (ThrottlingReasons). */
enum reason {
    REASON_PROVISIONED,
    REASON_KEY_RANGE,
    REASON_ACCOUNT,
    REASON_MAXIMUM,
    REASONS,
};

/* Asked in this order. */
enum bucket { BUCKET_PROVISIONED, BUCKET_MAXIMUM, BUCKET_QUOTA, BUCKET_GROWTH, BUCKETS };

struct throughput { /* one side of a table or index */
    struct table *table;
    enum side side;
    size_t part;                  /* 0: the table; 1 + index */
    struct limit *limit[BUCKETS]; /* NULL: it has none */
    int64_t served;               /* halves, since the run began */
    struct provision *provision;  /* NULL: on demand */
    struct growth *growth;        /* NULL: provisioned */
};

struct decreases { /* what a table or index may still do on this UTC day */
    int64_t day, used;
    sim_time last; /* -1: none yet */
};

struct capacity {
    struct throughput *of; /* [parts x SIDES]: table, then indexes */
    size_t count;
    struct decreases *decreases; /* by part */
    size_t updating;             /* changes under way: UpdateTable would be refused */
    sim_time update_begun;
    int64_t charged[SIDES]; /* unit-hours of this hour, of all parts */
    struct event hour, minute;
};

static inline struct throughput *capacity_of(const struct capacity *c, size_t part,
                                             enum side side)
{
    return &c->of[part * SIDES + side];
}

void capacity_declare(struct catalogue *, const struct resource *self);
const struct dynamodb_throughput *capacity_said(const struct dynamodb_config *,
                                                size_t part);
/* What follows the table's or index's address in the name of its bucket; NULL: it has no
 * such bucket. */
const char *capacity_word(const struct dynamodb_config *, const struct dynamodb_account *,
                          size_t part, enum bucket, enum side);
/* Units a second of a table with its indexes; 0 on demand. */
int64_t capacity_provisioned(const struct dynamodb_config *, enum side);
void capacity_plan(struct plan *, const struct resource *self);
sim_time capacity_memory(const struct graph *, const struct resource *self,
                         const char **what);
void capacity_check(const struct graph *, const struct resource *self, struct diag *);
/* The table's limit of this name, of the table itself or of an index; NULL: none. */
const char *capacity_limit_name(struct arena *, const struct dynamodb_config *,
                                size_t part, const char *word);
struct limit *capacity_limit(struct sim *, const struct table *, size_t part,
                             const char *word);

void capacity_start(struct sim *, struct table *);
/* The limit that turns this cost away, and whose it is in *part; NULL: it may come in. */
struct limit *capacity_refuses(struct sim *, struct table *, const struct cost *,
                               size_t *part);
/* Costs just taken were one request of so many halves in all. */
void capacity_owes(const struct table *, enum side, int64_t halves);
enum reason capacity_reason(const struct table *, const struct limit *, size_t part,
                            enum side);
void capacity_take(struct sim *, struct table *, const struct cost *);
void capacity_changed(struct sim *, struct table *); /* a setting has */
/* That serve what it has now, with `wanted` (of `t`) in place of what `t` has; by its
 * size too.  Once there, partitions stay. */
size_t capacity_partitions(const struct table *, size_t part);
size_t capacity_partitions_for(const struct throughput *, double wanted);
struct ranges *capacity_ranges(struct table *, size_t part);
void capacity_audit(const struct table *, struct diag *);

/* provision.c */
int64_t provision_units(const struct throughput *);
void provision_start(struct sim *, struct throughput *);
void provision_changed(struct sim *, struct throughput *);
void provision_hours(struct sim *, struct table *);
/* growth.c: units a second that it begins with, and how a unit of this side counts. */
double growth_units(const struct throughput *);
double growth_initial(const struct dynamodb_config *, const struct dynamodb_account *,
                      size_t part, enum side, double *weight);
/* `other`: the side that shares it, NULL: none. */
void growth_start(struct sim *, struct throughput *, const struct throughput *other);
void growth_minutes(struct sim *, struct table *);
void growth_take(struct sim *, struct throughput *, int64_t halves);
bool growth_audit(const struct throughput *);

#endif
