/* table.h - a table in a run, as the files of this room see it. */
#ifndef DYNAMODB_TABLE_H
#define DYNAMODB_TABLE_H

#include "dynamodb/capacity.h"
#include "dynamodb/ranges.h"
#include "dynamodb/tables.h"

enum { MOST_INDEXES = 20 };

struct index {
    const struct dynamodb_index *config;
    uint64_t name; /* of its entries' keys */
    struct source item_size, writes, key;
    struct ranges ranges;
    struct meter *meter;
};

struct table {
    struct service *self;
    struct dynamodb_config *config; /* this run's own: a timeline may change it */
    const struct dynamodb_account *account;
    struct source latency, read_latency, write_latency, key;
    struct ranges ranges;
    struct index *index;
    size_t indexes;
    struct capacity capacity;
    sim_time burst; /* unused provisioned units are kept so long */
    int64_t served_halves[SIDES];
};

struct cost { /* of one request, in half units */
    enum side side;
    int64_t table, index[MOST_INDEXES], all;
    int64_t bytes;                 /* read or written */
    struct key key;                /* of the table, or of the index that is read */
    const struct work *work;       /* names the entries' keys */
    uint8_t entries[MOST_INDEXES]; /* written to an index */
};

/* units.c: what a call to this table costs. */
void units_of(struct sim *, const struct table *, const struct call *, struct cost *);

/* entrance.c: asked in the order table, indexes, partitions; a request is let in while no
 * bucket is empty, and may leave each in debt. */
void entrance_declare(struct catalogue *, const struct resource *self);
void entrance_start(struct sim *, struct table *);
/* The limit that turns it away, and the part that it belongs to (0: the table, 1 + index)
 * in *part; NULL: it may come in. */
struct limit *entrance_refuses(struct sim *, struct table *, const struct cost *,
                               size_t *part);
void entrance_take(struct sim *, struct table *, const struct cost *);
void entrance_ending(struct table *);
void entrance_audit(const struct table *, struct diag *);

#endif
