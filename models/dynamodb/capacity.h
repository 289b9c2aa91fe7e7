/* capacity.h - the token buckets of a table and its indexes.
 *
 * Asked in this order: the table's buckets, the indexes', then the partitions'; a request
 * is let in while none of them is empty, and may leave each of them in debt.
 */
#ifndef DYNAMODB_CAPACITY_H
#define DYNAMODB_CAPACITY_H

#include "flow/limit.h"

enum side { SIDE_READ, SIDE_WRITE, SIDES };

struct table;
struct cost;

struct capacity {
    struct limit *quota[SIDES]; /* the account's, of a table */
};

void capacity_declare(struct catalogue *, const struct resource *self);
void capacity_start(struct sim *, struct table *);
/* The limit that turns this cost away; NULL: it may come in. */
struct limit *capacity_refuses(struct sim *, struct table *, const struct cost *);
void capacity_take(struct sim *, struct table *, const struct cost *);
void capacity_audit(const struct table *, struct diag *);

#endif
