/* store_requests.c - /requests: one column a field, all along one dimension. */
#include "output/store.h"

#include <math.h>
#include <stdlib.h>

#include "output/store_parts.h"

enum column {
    ARRIVAL,
    LATENCY,
    REPLICATION,
    CLIENT,
    REQUEST,
    LIMIT,
    ATTEMPTS,
    ORDINAL,
    STATUS,
    COLUMNS
};

static const struct {
    const char *name;
    enum h5_type type;
    struct h5_label label;
} COLUMN[COLUMNS] = {
    [ARRIVAL] = {"arrival_s", H5_F64, {.units = "s", .long_name = "intended start"}},
    [LATENCY] = {"latency_s",
                 H5_F64,
                 {.units = "s", .long_name = "to the final answer, retries included"}},
    [REPLICATION] = {"replication", H5_I32, {.long_name = "of which replication"}},
    [CLIENT] = {"client", H5_I32, {.long_name = "place along /client"}},
    [REQUEST] = {"request_kind",
                 H5_I32,
                 {.long_name = "place along /request; -1: the client has one kind"}},
    [LIMIT] = {"limit",
               H5_I32,
               {.long_name = "place along /limit of what turned it away; -1: nothing"}},
    [ATTEMPTS] = {"attempts", H5_I32, {.long_name = "attempts made"}},
    [ORDINAL] = {"ordinal", H5_I64, {.long_name = "of the journey, from 0"}},
    [STATUS] = {"status",
                H5_I8,
                {.long_name = "final answer",
                 .flag_meanings = "ok throttled timed_out failed refused"}},
};

/* The log says which resource; the file, which place along its axis. */
static double place_of(const struct graph *g, uint32_t client)
{
    double place = 0;

    for (uint32_t i = 0; i < client; i++)
        place += g->resource[i].model == g->resource[client].model;
    return place;
}

static double cell(const struct graph *g, enum column column, const struct logged *row)
{
    switch (column) {
    case ARRIVAL:
        return row->arrival_s;
    case LATENCY:
        return row->latency_s;
    case CLIENT:
        return place_of(g, row->client);
    case REQUEST:
        return g->resource[row->client].parts > 0 ? (double)row->request : -1;
    case LIMIT:
        return row->limit;
    case ATTEMPTS:
        return row->attempts;
    case ORDINAL:
        return (double)row->ordinal;
    case STATUS:
        return row->status;
    case REPLICATION:
    case COLUMNS:
        break;
    }
    return NAN;
}

/* The k-th place of a column of this type. */
static void put(void *column, enum h5_type type, size_t k, double value)
{
    if (type == H5_F64)
        ((double *)column)[k] = value;
    else if (type == H5_I64)
        ((int64_t *)column)[k] = (int64_t)value;
    else if (type == H5_I32)
        ((int32_t *)column)[k] = (int32_t)value;
    else
        ((int8_t *)column)[k] = (int8_t)value;
}

void store_requests(struct store *store, const struct request_log *log,
                    size_t replications)
{
    size_t rows = 0, k;
    void *column;

    for (size_t r = 0; r < replications; r++)
        rows += log[r].count;
    column = xcalloc(rows + 1, sizeof(double));
    h5_group(store->h5, "requests");
    h5_axis_bare(store->h5, "request", rows);
    for (size_t c = 0; c < COLUMNS; c++) {
        k = 0;
        for (size_t r = 0; r < replications; r++)
            for (size_t i = 0; i < log[r].count; i++)
                put(column, COLUMN[c].type, k++,
                    c == REPLICATION ? (double)(store->first + r)
                                     : cell(&store->layout->scenario->graph,
                                            (enum column)c, &log[r].row[i]));
        h5_variable(store->h5, COLUMN[c].name, "request", COLUMN[c].type,
                    &COLUMN[c].label);
        h5_write(store->h5, COLUMN[c].name, NULL, 0, column);
    }
    h5_group(store->h5, NULL);
    free(column);
}
