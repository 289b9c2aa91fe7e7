/* dynamodb.h - Amazon DynamoDB: tables and their indexes.
 *
 * What it models and what it leaves out: models/dynamodb/README.md.
 */
#ifndef DYNAMODB_H
#define DYNAMODB_H

#include "flow/scaling.h"
#include "flow/source.h"

enum dynamodb_billing { BILLING_PROVISIONED, BILLING_PAY_PER_REQUEST };
enum dynamodb_projection { PROJECTION_ALL, PROJECTION_KEYS_ONLY, PROJECTION_INCLUDE };

/* In the order of dax_node_types. */
enum dax_node {
    DAX_R5_LARGE,
    DAX_R5_XLARGE,
    DAX_R5_2XLARGE,
    DAX_R5_4XLARGE,
    DAX_R5_8XLARGE,
    DAX_R5_12XLARGE,
    DAX_R5_16XLARGE,
    DAX_R5_24XLARGE,
    DAX_NODES,
};
enum dax_strategy { DAX_WRITE_THROUGH, DAX_WRITE_AROUND };

enum failed_write { FAILED_NEW_SIZE, FAILED_LARGER };
enum partition_formula { PARTITIONS_ADD, PARTITIONS_LARGEST };

/* In the order of dynamodb_actions. */
enum dynamodb_action {
    ACTION_GET_ITEM,
    ACTION_PUT_ITEM,
    ACTION_UPDATE_ITEM,
    ACTION_DELETE_ITEM,
    ACTION_QUERY,
    ACTION_SCAN,
    ACTION_BATCH_GET_ITEM,
    ACTION_BATCH_WRITE_ITEM,
    ACTION_TRANSACT_GET_ITEMS,
    ACTION_TRANSACT_WRITE_ITEMS,
};

struct dynamodb_local_index {
    const char *name;
    struct dist item_size, index_writes; /* as of a global one */
};

enum side { SIDE_READ, SIDE_WRITE, SIDES };

struct dynamodb_throughput { /* of a table or an index, by side */
    int64_t units[SIDES];    /* provisioned; ABSENT: not given */
    struct scaling_config scaling[SIDES];
    int64_t most[SIDES];         /* on demand: a cap; ABSENT: none */
    double previous_peak[SIDES]; /* on demand, a second; NaN: not given */
    int64_t warm[SIDES];         /* on demand, a second; ABSENT: not given */
};

struct dynamodb_index {
    const char *name;
    int projection;
    struct dist item_size;    /* of an entry; not given: the item's */
    struct dist index_writes; /* entries written for a write to the table */
    struct dist key_distribution;
    struct dynamodb_throughput throughput;
};

struct dax_config { /* a cluster of cache nodes; node_type -1: there is none */
    int node_type, write_strategy;
    int64_t replication_factor; /* nodes, the primary one included */
    sim_time record_ttl, query_ttl;
    struct dist latency; /* of the cluster itself; not given: the account's */
};

struct dynamodb_config {
    int billing_mode;
    struct dist latency; /* of every action; not given: the account's, by action */
    struct dist key_distribution;
    int64_t table_bytes;
    int stream;          /* StreamViewType; -1: no stream */
    struct list indexes; /* of struct dynamodb_index */
    struct list locals;  /* of struct dynamodb_local_index */
    struct dynamodb_throughput throughput;
    sim_time burst;      /* unused units are kept so long; ABSENT: the account's */
    double burst_credit; /* share of them that is there at the start */
    struct dax_config dax;
};

struct dax_account { /* account.dynamodb.dax */
    struct {
        double requests; /* normalized ones a second that a node serves */
        int64_t memory;
    } node[DAX_NODES];
    double memory_share; /* of it, what entries may take */
    /* Normalized requests for each KB begun: one for a read that is found. */
    double miss_requests, write_requests;
    struct dist latency;
};

struct dynamodb_account { /* account.dynamodb: quotas, and latencies where a table says
                             none */
    double table_read_units, table_write_units; /* a second */
    struct dist read_latency, write_latency;
    sim_time latency_per_64_kb; /* more for each 64 KB that a query reads */
    sim_time throttle_latency;  /* of a throttled answer */
    int64_t item_most;
    double partition_read_units, partition_write_units; /* a second */
    int64_t partition_size, new_table_partitions;
    int partition_formula;          /* enum partition_formula */
    double partition_split_share;   /* hot: this share of its units in a minute */
    sim_time partition_split_after; /* for so long */
    struct dist partition_split_duration;
    bool split_with_local_indexes, split_with_streams;
    int failed_write; /* enum failed_write: what it is charged by */
    int64_t batch_get_items, batch_write_items, transaction_items;
    int64_t batch_size, transaction_size, page_size;
    bool quota_with_indexes; /* table_*_units count a table with its indexes */
    double account_read_units, account_write_units; /* provisioned, of all tables */
    double initial_read_units, initial_write_units; /* of a new table on demand */
    bool shared_growth; /* they are either, or any mix of both */
    sim_time burst;
    int64_t decreases_per_day;
    sim_time decrease_interval;
    struct dist update_time, split_time; /* of UpdateTable */
    struct scaling_account auto_scaling;
    struct dax_account dax;
};

struct dynamodb_totals {  /* of all tables and indexes in a run */
    int64_t units[SIDES]; /* provisioned */
};

struct dynamodb_request { /* what a caller says */
    const char *index_name;
    size_t index; /* 0: the table; else 1 + its place in indexes */
    bool local;   /* index_name is of a local index */
    bool consistent_read;
    struct dist condition_failure; /* probability */
    struct dist size_before;       /* of the item that a write finds; 0: there is none */
};

extern const struct model dynamodb_model;

static inline bool dax_given(const struct dynamodb_config *c)
{
    return c->dax.node_type >= 0;
}

/* Whether the table's partitions split for heat. */
bool dynamodb_may_split(const struct dynamodb_config *, const struct dynamodb_account *);

/* Capacity units in halves, by the rules of the DynamoDB developer guide (2021-08-17,
 * ProvisionedThroughput): reads by 4 KB, half when eventually consistent; writes by 1 KB;
 * a query by the sum of its items.  An empty item counts as one. */
int64_t dynamodb_read_halves(int64_t bytes, bool consistent);
int64_t dynamodb_write_halves(int64_t bytes);

static inline bool dynamodb_action_writes(enum dynamodb_action action)
{
    switch (action) {
    case ACTION_GET_ITEM:
    case ACTION_QUERY:
    case ACTION_SCAN:
    case ACTION_BATCH_GET_ITEM:
    case ACTION_TRANSACT_GET_ITEMS:
        return false;
    case ACTION_PUT_ITEM:
    case ACTION_UPDATE_ITEM:
    case ACTION_DELETE_ITEM:
    case ACTION_BATCH_WRITE_ITEM:
    case ACTION_TRANSACT_WRITE_ITEMS:
        return true;
    }
    return false;
}

static inline bool dynamodb_action_scans(enum dynamodb_action action)
{
    return action == ACTION_QUERY || action == ACTION_SCAN;
}

static inline bool dynamodb_action_is_batch(enum dynamodb_action action)
{
    return action == ACTION_BATCH_GET_ITEM || action == ACTION_BATCH_WRITE_ITEM;
}

static inline bool dynamodb_action_is_transaction(enum dynamodb_action action)
{
    return action == ACTION_TRANSACT_GET_ITEMS || action == ACTION_TRANSACT_WRITE_ITEMS;
}

#endif
