/* table.h - a table in a run, as the files of this room see it. */
#ifndef DYNAMODB_TABLE_H
#define DYNAMODB_TABLE_H

#include "dynamodb/capacity.h"
#include "dynamodb/tables.h"

enum { MOST_INDEXES = 20 };

struct index {
    const struct dynamodb_index *config;
    struct source item_size, writes;
    struct meter *meter;
};

struct table {
    struct service *self;
    struct dynamodb_config *config; /* this run's own: a timeline may change it */
    const struct dynamodb_account *account;
    struct source latency, read_latency, write_latency;
    struct index *index;
    size_t indexes;
    struct capacity capacity;
    int64_t served_halves[SIDES];
};

struct cost { /* of one request, in half units */
    enum side side;
    int64_t table, index[MOST_INDEXES], all;
    int64_t bytes; /* read or written */
};

/* units.c: what a call to this table costs. */
void units_of(struct sim *, const struct table *, const struct call *, struct cost *);

#endif
