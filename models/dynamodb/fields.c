/* fields.c - what a table can be told. */
#include "dynamodb/tables.h"

#define LIMITS_2021 "DynamoDB developer guide, Limits, 2021-08-17"
#define GUIDE_2021 "DynamoDB developer guide, 2021-08-17"
#define TABLE "AWS::DynamoDB::Table."
#define AT(member) FIELD_PLACE(dynamodb_config, member)
#define INDEX(member) FIELD_PLACE(dynamodb_index, member)
#define ACCOUNT(member) FIELD_PLACE(dynamodb_account, member)
#define REQUEST(member) FIELD_PLACE(dynamodb_request, member)
#define LATER(field_name, text)                                                          \
    {                                                                                    \
        .name = field_name, .kind = KIND_LATER, .help = text                             \
    }

static const char *const billing_modes[] = {"PROVISIONED", "PAY_PER_REQUEST", NULL};
static const char *const projections[] = {"ALL", "KEYS_ONLY", "INCLUDE", NULL};
const char *const dynamodb_later_actions[] = {
    "BatchGetItem",     "BatchWriteItem",     "Scan",
    "TransactGetItems", "TransactWriteItems", NULL,
};
const char *const dynamodb_actions[] = {"GetItem",    "PutItem", "UpdateItem",
                                        "DeleteItem", "Query",   NULL};

static const struct field index_fields[] = {
    {.name = "index_name",
     .kind = KIND_TEXT,
     .at = INDEX(name),
     .flags = FIELD_KEY,
     .help = "by which a Query names it",
     .cloudformation = TABLE "GlobalSecondaryIndexes.IndexName"},
    {.name = "projection_type",
     .kind = KIND_CHOICE,
     .at = INDEX(projection),
     .fallback = "ALL",
     .choices = projections,
     .help = "what an entry holds; its size is item_size",
     .cloudformation = TABLE "GlobalSecondaryIndexes.Projection.ProjectionType"},
    {.name = "item_size",
     .kind = KIND_LAW,
     .at = INDEX(item_size),
     .fallback = "-",
     .unit = UNIT_BYTES,
     .scope = SCOPE_REQUEST,
     .help = "of an entry; not given: as large as the item"},
    {.name = "index_writes",
     .kind = KIND_LAW,
     .at = INDEX(index_writes),
     .fallback = "1",
     .unit = UNIT_COUNT,
     .scope = SCOPE_REQUEST,
     .help =
         "entries written for a write to the table: 0 not indexed or unchanged, 1 put "
         "or changed, 2 its key changed",
     .source = GUIDE_2021},
    {.name = "key_distribution",
     .kind = KIND_LAW,
     .at = INDEX(key_distribution),
     .fallback = "-",
     .unit = UNIT_KEY,
     .scope = SCOPE_REQUEST,
     .help = "keys of calls that name none"},
    LATER("write_capacity_units", "provisioned capacity"),
    LATER("read_capacity_units", "provisioned capacity"),
    LATER("auto_scaling", "provisioned capacity"),
    FIELD_END,
};

const struct field dynamodb_fields[] = {
    {.name = "billing_mode",
     .kind = KIND_CHOICE,
     .at = AT(billing_mode),
     .fallback = "PROVISIONED",
     .choices = billing_modes,
     .help = "paid by the request unit, or by provisioned units",
     .cloudformation = TABLE "BillingMode"},
    {.name = "latency",
     .kind = KIND_LAW,
     .at = AT(latency),
     .fallback = "-",
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .flags = FIELD_MAY_CHANGE,
     .help =
         "of every action of this table; not given: account.dynamodb.read_latency and "
         "write_latency"},
    {.name = "key_distribution",
     .kind = KIND_LAW,
     .at = AT(key_distribution),
     .fallback = "-",
     .unit = UNIT_KEY,
     .scope = SCOPE_REQUEST,
     .help = "keys of calls that name none"},
    {.name = "table_size",
     .kind = KIND_BYTES,
     .at = AT(table_bytes),
     .fallback = "0 B",
     .min = "0 B",
     .max = "1000 TB",
     .help = "what is stored, for its price"},
    {.name = "global_secondary_indexes",
     .kind = KIND_LIST,
     .at = AT(indexes),
     .fallback = "-",
     .of = index_fields,
     .size = sizeof(struct dynamodb_index),
     .help = "written with the table, queried by name",
     .cloudformation = TABLE "GlobalSecondaryIndexes"},
    LATER("read_capacity_units", "provisioned capacity"),
    LATER("write_capacity_units", "provisioned capacity"),
    LATER("auto_scaling", "target tracking"),
    LATER("local_secondary_indexes", "local indexes"),
    LATER("burst_seconds", "provisioned capacity"),
    LATER("burst_credit", "provisioned capacity"),
    LATER("previous_peak", "on-demand growth"),
    LATER("on_demand_throughput", "maximum throughput"),
    LATER("warm_throughput", "on-demand growth"),
    LATER("stream_specification", "streams"),
    FIELD_END,
};

const struct field dynamodb_account_fields[] = {
    {.name = "table_read_units",
     .kind = KIND_RATE,
     .at = ACCOUNT(table_read_units),
     .min = "1/s",
     .max = "100M/s",
     .help = "read units a second of one table with its indexes",
     .source = LIMITS_2021},
    {.name = "table_write_units",
     .kind = KIND_RATE,
     .at = ACCOUNT(table_write_units),
     .min = "1/s",
     .max = "100M/s",
     .help = "write units a second of one table with its indexes",
     .source = LIMITS_2021},
    {.name = "read_latency",
     .kind = KIND_LAW,
     .at = ACCOUNT(read_latency),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "of GetItem and Query, network included"},
    {.name = "write_latency",
     .kind = KIND_LAW,
     .at = ACCOUNT(write_latency),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "of PutItem, UpdateItem and DeleteItem, network included"},
    {.name = "latency_per_64_kb",
     .kind = KIND_TIME,
     .at = ACCOUNT(latency_per_64_kb),
     .min = "0 s",
     .max = "1 s",
     .help = "a Query takes so much longer for each 64 KB that it reads"},
    {.name = "throttle_latency",
     .kind = KIND_TIME,
     .at = ACCOUNT(throttle_latency),
     .min = "0 s",
     .max = "1 s",
     .help = "of an answer that turns a request away"},
    {.name = "item_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(item_most),
     .min = "1 KB",
     .max = "1 GB",
     .help = "the largest item; a larger one is refused",
     .source = LIMITS_2021},
    FIELD_END,
};

const struct field dynamodb_request_fields[] = {
    {.name = "index_name",
     .kind = KIND_TEXT,
     .at = REQUEST(index_name),
     .fallback = "-",
     .help = "Query: the index that answers; not given: the table"},
    {.name = "consistent_read",
     .kind = KIND_FLAG,
     .at = REQUEST(consistent_read),
     .fallback = "false",
     .help = "strongly consistent: twice the units",
     .source = GUIDE_2021},
    FIELD_END,
};
