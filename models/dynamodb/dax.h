/* dax.h - DynamoDB Accelerator: a cluster of cache nodes in front of one table.
 *
 * Every call to the table goes to it first.  A node serves so many normalized requests a
 * second; an eventually consistent read that is found in the cache is answered there, all
 * else goes on to the table, and what that answers is kept.
 */
#ifndef DYNAMODB_DAX_H
#define DYNAMODB_DAX_H

#include "dynamodb/dynamodb.h"
#include "flow/cache.h"
#include "flow/limit.h"

struct table;
struct cost;
struct dax;

void dax_declare(struct catalogue *, const struct resource *self);
/* What is wrong with a call of this table, for its cache; NULL: nothing. */
const char *dax_misplaced(const struct dynamodb_config *, const struct target *);
sim_time dax_memory(const struct dynamodb_config *);
/* NULL: the table has none. */
struct dax *dax_start(struct sim *, const struct table *);

/* All of these do nothing, and say so, where no cluster is asked for this call. */
/* The node's limit that turns it away. */
struct limit *dax_refuses(struct sim *, const struct table *, const struct call *);
/* Whether the cache answers item i of a call, which costs this: it takes what that needs
 * of the nodes either way. */
bool dax_answers(struct sim *, const struct table *, const struct call *,
                 const struct cost *);
bool dax_is_written_through(const struct table *, const struct call *);
/* The table has served it: it is to be kept. */
void dax_served(const struct table *, const struct call *, const struct cost *);
/* All that was served for this call is there in so long. */
void dax_keeps(struct sim *, const struct table *, const struct call *, sim_time delay);
/* How long the cluster itself takes. */
sim_time dax_takes(struct sim *, const struct table *, const struct call *);

void dax_audit(const struct table *, struct diag *);

/* The calculator's: the share of these reads that is found, and the mean time that the
 * cluster takes, s, with what its nodes are asked for added up. */
double dax_hit_ratio(const struct forecast *, const struct dynamodb_config *,
                     const struct offered *);
struct forecast_time dax_forecast(struct forecast *, const struct resource *self,
                                  const struct offered *, double hits);

/* For both: whether the answer to such a call is kept and looked for; whether this is
 * the address of the cluster's limit. */
bool dax_caches(const struct target *);
bool dax_is_limit(const char *address, const struct resource *self);

#endif
