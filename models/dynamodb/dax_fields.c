/* dax_fields.c - what a cluster in front of a table can be told, and what the account
 * knows of its nodes. */
#include "dynamodb/tables.h"

#define GUIDE "DynamoDB developer guide, read 2026-11: "
#define CLUSTER "AWS::DAX::Cluster."
#define PARAMETERS "AWS::DAX::ParameterGroup.ParameterNameValues."
#define AT(member) FIELD_PLACE(dax_config, member)
#define ACCOUNT(member) FIELD_PLACE(dax_account, member)

/* Of t types, whose CPU is a credit, AWS states no capacity. */
static const char *const node_types[] = {[DAX_R5_LARGE] = "dax.r5.large",
                                         [DAX_R5_XLARGE] = "dax.r5.xlarge",
                                         [DAX_R5_2XLARGE] = "dax.r5.2xlarge",
                                         [DAX_R5_4XLARGE] = "dax.r5.4xlarge",
                                         [DAX_R5_8XLARGE] = "dax.r5.8xlarge",
                                         [DAX_R5_12XLARGE] = "dax.r5.12xlarge",
                                         [DAX_R5_16XLARGE] = "dax.r5.16xlarge",
                                         [DAX_R5_24XLARGE] = "dax.r5.24xlarge",
                                         [DAX_NODES] = NULL};
static const char *const strategies[] = {"WRITE_THROUGH", "WRITE_AROUND", NULL};

const struct field dynamodb_dax_fields[] = {
    {.name = "node_type",
     .kind = KIND_CHOICE,
     .at = AT(node_type),
     .choices = node_types,
     .help = "what a node serves and holds; for t types AWS states no capacity",
     .source = GUIDE "sizing your DAX cluster",
     .cloudformation = CLUSTER "NodeType"},
    {.name = "replication_factor",
     .kind = KIND_COUNT,
     .at = AT(replication_factor),
     .min = "1",
     .max = "11",
     .help = "nodes, the primary one included: reads are shared by all, writes cost each",
     .source = GUIDE "sizing your DAX cluster",
     .flags = FIELD_MONOTONE,
     .cloudformation = CLUSTER "ReplicationFactor"},
    {.name = "record_ttl",
     .kind = KIND_TIME,
     .at = AT(record_ttl),
     .fallback = "5 min",
     .min = "0 s",
     .max = "365 d",
     .help = "an item is found for so long after it was kept, however often it is read; "
             "0 s: for ever",
     .source = GUIDE "DAX concepts, TTL settings",
     .cloudformation = PARAMETERS "record-ttl-millis"},
    {.name = "query_ttl",
     .kind = KIND_TIME,
     .at = AT(query_ttl),
     .fallback = "5 min",
     .min = "0 s",
     .max = "365 d",
     .help = "the same of the answers of Query and Scan",
     .source = GUIDE "DAX concepts, TTL settings",
     .cloudformation = PARAMETERS "query-ttl-millis"},
    {.name = "write_strategy",
     .kind = KIND_CHOICE,
     .at = AT(write_strategy),
     .fallback = "WRITE_THROUGH",
     .choices = strategies,
     .help = "writes go through the cluster and renew what it holds, or straight to the "
             "table, and it holds what was until its time is over",
     .source = GUIDE "DAX design, write-through and write-around"},
    {.name = "latency",
     .kind = KIND_LAW,
     .at = AT(latency),
     .fallback = "-",
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "of an answer of the cluster itself; what goes on to the table takes its "
             "latency too; not given: account.dynamodb.dax.latency"},
    FIELD_END,
};

#define NODE(type, called, size)                                                         \
    {                                                                                    \
        .name = called, .kind = KIND_GROUP, .at = ACCOUNT(node[type]),                   \
        .of = node_fields, .fallback = "", .help = "a node of type dax." size            \
    }
#define OF_NODE(member)                                                                  \
    (offsetof(struct dax_account, node[0].member) - offsetof(struct dax_account, node))

static const struct field node_fields[] = {
    {.name = "requests",
     .kind = KIND_RATE,
     .at = OF_NODE(requests),
     .min = "1/s",
     .max = "1000M/s",
     .help = "normalized requests a second that it serves"},
    {.name = "memory",
     .kind = KIND_BYTES,
     .at = OF_NODE(memory),
     .min = "1 KB",
     .max = "1000 TB",
     .help = "what it has"},
    FIELD_END,
};

const struct field dynamodb_dax_account_fields[] = {
    NODE(DAX_R5_LARGE, "r5_large", "r5.large"),
    NODE(DAX_R5_XLARGE, "r5_xlarge", "r5.xlarge"),
    NODE(DAX_R5_2XLARGE, "r5_2xlarge", "r5.2xlarge"),
    NODE(DAX_R5_4XLARGE, "r5_4xlarge", "r5.4xlarge"),
    NODE(DAX_R5_8XLARGE, "r5_8xlarge", "r5.8xlarge"),
    NODE(DAX_R5_12XLARGE, "r5_12xlarge", "r5.12xlarge"),
    NODE(DAX_R5_16XLARGE, "r5_16xlarge", "r5.16xlarge"),
    NODE(DAX_R5_24XLARGE, "r5_24xlarge", "r5.24xlarge"),
    {.name = "memory_share",
     .kind = KIND_SHARE,
     .at = ACCOUNT(memory_share),
     .min = "0 %",
     .max = "100 %",
     .help = "of a node's memory, what cached items and answers may take"},
    {.name = "miss_requests",
     .kind = KIND_FACTOR,
     .at = ACCOUNT(miss_requests),
     .min = "1",
     .max = "1000",
     .help =
         "normalized requests of a read that goes on to the table, for each KB begun; "
         "one that is found is 1"},
    {.name = "write_requests",
     .kind = KIND_FACTOR,
     .at = ACCOUNT(write_requests),
     .min = "1",
     .max = "1000",
     .help = "the same of a write through the cluster, on every node"},
    {.name = "latency",
     .kind = KIND_LAW,
     .at = ACCOUNT(latency),
     .unit = UNIT_TIME,
     .scope = SCOPE_ATTEMPT,
     .help = "of an answer of the cluster itself, network included"},
    FIELD_END,
};
