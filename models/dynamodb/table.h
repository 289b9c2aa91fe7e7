/* table.h - a table in a run, as the files of this room see it. */
#ifndef DYNAMODB_TABLE_H
#define DYNAMODB_TABLE_H

#include "dynamodb/capacity.h"
#include "dynamodb/dax.h"
#include "dynamodb/ranges.h"
#include "dynamodb/tables.h"

enum { MOST_INDEXES = 20, MOST_LOCALS = 5, MOST_ITEMS = 64 * CALL_LEFT };

struct local_index {
    struct source item_size, writes;
};

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
    struct stream before, condition; /* of callers' laws */
    struct index *index;
    struct local_index *local;
    size_t indexes, locals;
    struct capacity capacity;
    struct dax *dax; /* NULL: none stands in front of it */
    sim_time burst;  /* unused provisioned units are kept so long */
    int64_t served_halves[SIDES];
};

struct cost { /* of one item, or of a page, in half units */
    enum side side;
    int64_t table, index[MOST_INDEXES], all;
    int64_t bytes;                 /* read or written */
    struct key key;                /* of the table, or of the index that is read */
    struct work work;              /* names what it draws, and the entries' keys */
    int64_t items;                 /* of a page */
    bool more;                     /* the page ends before what was asked for */
    bool failed;                   /* its condition does not hold */
    uint8_t entries[MOST_INDEXES]; /* written to an index */
};

/* units.c: what item i of a call to this table costs; a page is one item. */
void units_of(struct sim *, const struct table *, const struct call *, uint64_t i,
              struct cost *);

/* requests.c */
void requests_accept(struct sim *, struct service *self, struct call *);
void requests_audit(const struct table *, struct diag *);

/* entrance.c: asked in the order table, indexes, partitions; a request is let in while no
 * bucket is empty, and may leave each in debt. */
void entrance_declare(struct catalogue *, const struct resource *self);
void entrance_start(struct sim *, struct table *);
/* The limit that turns it away, and the part that it belongs to (0: the table, 1 + index)
 * in *part; NULL: it may come in. */
struct limit *entrance_refuses(struct sim *, struct table *, const struct cost *,
                               size_t *part);
void entrance_take(struct sim *, struct table *, const struct cost *);
/* This cost was taken as a part of one request of so many halves. */
void entrance_owes(struct sim *, struct table *, const struct cost *, int64_t halves);
void entrance_ending(struct table *);
void entrance_audit(const struct table *, struct diag *);

#endif
