/* throughput_fields.c - what a table and an index alike may say of their capacity. */
#include "dynamodb/tables.h"

#define LIMITS_2021 "DynamoDB developer guide, Limits, 2021-08-17"
#define GUIDE_2021 "DynamoDB developer guide, 2021-08-17"
#define GUIDE_2026 "DynamoDB developer guide, 2026-04-13"
#define TABLE "AWS::DynamoDB::Table."
#define AT(member) FIELD_PLACE(dynamodb_throughput, member)
#define SCALING(side)                                                                    \
    (offsetof(struct dynamodb_throughput, scaling) +                                     \
     (side) * sizeof(struct scaling_config))
#define PAIR(member, side)                                                               \
    (offsetof(struct dynamodb_throughput, member) + (side) * sizeof(double))

static const struct field scaled_fields[] = {
    {.name = "read_capacity_units",
     .kind = KIND_GROUP,
     .at = SCALING(SIDE_READ),
     .fallback = "-",
     .of = scaling_fields,
     .help = "target tracking of consumed read units, scheduled actions"},
    {.name = "write_capacity_units",
     .kind = KIND_GROUP,
     .at = SCALING(SIDE_WRITE),
     .fallback = "-",
     .of = scaling_fields,
     .help = "target tracking of consumed write units, scheduled actions"},
    FIELD_END,
};

static const struct field peak_fields[] = {
    {.name = "read_units",
     .kind = KIND_RATE,
     .at = PAIR(previous_peak, SIDE_READ),
     .fallback = "-",
     .min = "1/s",
     .max = "100M/s",
     .help = "highest minute of reads so far; a switch from provisioned: half of the "
             "most ever provisioned",
     .source = GUIDE_2021},
    {.name = "write_units",
     .kind = KIND_RATE,
     .at = PAIR(previous_peak, SIDE_WRITE),
     .fallback = "-",
     .min = "1/s",
     .max = "100M/s",
     .help = "highest minute of writes so far; a switch from provisioned: half of the "
             "most ever provisioned",
     .source = GUIDE_2021},
    FIELD_END,
};

static const struct field warm_fields[] = {
    {.name = "read_units_per_second",
     .kind = KIND_COUNT,
     .at = PAIR(warm, SIDE_READ),
     .fallback = "-",
     .min = "1",
     .max = "100000000",
     .help = "served at once, without growing to it",
     .source = GUIDE_2026,
     .cloudformation = TABLE "WarmThroughput.ReadUnitsPerSecond"},
    {.name = "write_units_per_second",
     .kind = KIND_COUNT,
     .at = PAIR(warm, SIDE_WRITE),
     .fallback = "-",
     .min = "1",
     .max = "100000000",
     .help = "served at once, without growing to it",
     .source = GUIDE_2026,
     .cloudformation = TABLE "WarmThroughput.WriteUnitsPerSecond"},
    FIELD_END,
};

static const struct field most_fields[] = {
    {.name = "max_read_request_units",
     .kind = KIND_COUNT,
     .at = PAIR(most, SIDE_READ),
     .fallback = "-",
     .min = "1",
     .max = "100000000",
     .help = "a second; more is turned away",
     .source = GUIDE_2026,
     .cloudformation = TABLE "OnDemandThroughput.MaxReadRequestUnits"},
    {.name = "max_write_request_units",
     .kind = KIND_COUNT,
     .at = PAIR(most, SIDE_WRITE),
     .fallback = "-",
     .min = "1",
     .max = "100000000",
     .help = "a second; more is turned away",
     .source = GUIDE_2026,
     .cloudformation = TABLE "OnDemandThroughput.MaxWriteRequestUnits"},
    FIELD_END,
};

const struct field dynamodb_throughput_fields[] = {
    {.name = "read_capacity_units",
     .also = "rcu rcus read_capacity provisioned_read",
     .kind = KIND_COUNT,
     .at = PAIR(units, SIDE_READ),
     .fallback = "-",
     .min = "1",
     .max = "100000000",
     .flags = FIELD_MAY_CHANGE,
     .help = "provisioned: read units a second",
     .source = LIMITS_2021,
     .cloudformation = TABLE "ProvisionedThroughput.ReadCapacityUnits"},
    {.name = "write_capacity_units",
     .also = "wcu wcus write_capacity provisioned_write",
     .kind = KIND_COUNT,
     .at = PAIR(units, SIDE_WRITE),
     .fallback = "-",
     .min = "1",
     .max = "100000000",
     .flags = FIELD_MAY_CHANGE,
     .help = "provisioned: write units a second",
     .source = LIMITS_2021,
     .cloudformation = TABLE "ProvisionedThroughput.WriteCapacityUnits"},
    {.name = "auto_scaling",
     .also = "autoscaling scaling",
     .kind = KIND_GROUP,
     .at = 0,
     .fallback = "-",
     .of = scaled_fields,
     .help = "provisioned: what moves the capacity"},
    {.name = "previous_peak",
     .kind = KIND_GROUP,
     .at = 0,
     .fallback = "-",
     .of = peak_fields,
     .help = "on demand: what has been served before; twice as much is served at once"},
    {.name = "warm_throughput",
     .kind = KIND_GROUP,
     .at = 0,
     .fallback = "-",
     .of = warm_fields,
     .help = "on demand: pre-warmed to so much",
     .cloudformation = TABLE "WarmThroughput"},
    {.name = "on_demand_throughput",
     .kind = KIND_GROUP,
     .at = 0,
     .fallback = "-",
     .of = most_fields,
     .help = "on demand: a cap of one's own",
     .cloudformation = TABLE "OnDemandThroughput"},
    FIELD_END,
};
