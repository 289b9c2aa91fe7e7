/* request_fields.c - what a caller says, and the limits of a request. */
#include "dynamodb/tables.h"

#define GUIDE_2021 "DynamoDB developer guide, 2021-08-17"
#define TABLE "AWS::DynamoDB::Table."
#define ACCOUNT(member) FIELD_PLACE(dynamodb_account, member)
#define REQUEST(member) FIELD_PLACE(dynamodb_request, member)
#define LOCAL(member) FIELD_PLACE(dynamodb_local_index, member)

static const char *const failed_writes[] = {"NEW_SIZE", "LARGER", NULL};

const char *const dynamodb_later_actions[] = {"ExecuteStatement", "BatchExecuteStatement",
                                              "ExecuteTransaction", NULL};
const char *const dynamodb_actions[] = {
    [ACTION_GET_ITEM] = "GetItem",
    [ACTION_PUT_ITEM] = "PutItem",
    [ACTION_UPDATE_ITEM] = "UpdateItem",
    [ACTION_DELETE_ITEM] = "DeleteItem",
    [ACTION_QUERY] = "Query",
    [ACTION_SCAN] = "Scan",
    [ACTION_BATCH_GET_ITEM] = "BatchGetItem",
    [ACTION_BATCH_WRITE_ITEM] = "BatchWriteItem",
    [ACTION_TRANSACT_GET_ITEMS] = "TransactGetItems",
    [ACTION_TRANSACT_WRITE_ITEMS] = "TransactWriteItems",
    NULL,
};

const struct field dynamodb_local_fields[] = {
    {.name = "index_name",
     .kind = KIND_TEXT,
     .at = LOCAL(name),
     .flags = FIELD_KEY,
     .help = "by which a Query names it",
     .cloudformation = TABLE "LocalSecondaryIndexes.IndexName"},
    {.name = "item_size",
     .kind = KIND_LAW,
     .at = LOCAL(item_size),
     .fallback = "-",
     .unit = UNIT_BYTES,
     .scope = SCOPE_REQUEST,
     .help = "of an entry; not given: as large as the item"},
    {.name = "index_writes",
     .kind = KIND_LAW,
     .at = LOCAL(index_writes),
     .fallback = "1",
     .unit = UNIT_COUNT,
     .scope = SCOPE_REQUEST,
     .help = "entries written for a write to the table",
     .source = GUIDE_2021},
    FIELD_END,
};

const struct field dynamodb_request_fields[] = {
    {.name = "index_name",
     .kind = KIND_TEXT,
     .at = REQUEST(index_name),
     .fallback = "-",
     .help = "Query, Scan: the index that answers; not given: the table"},
    {.name = "consistent_read",
     .kind = KIND_FLAG,
     .at = REQUEST(consistent_read),
     .fallback = "false",
     .help = "strongly consistent: twice the units",
     .source = GUIDE_2021},
    {.name = "condition_failure",
     .kind = KIND_LAW,
     .at = REQUEST(condition_failure),
     .fallback = "-",
     .unit = UNIT_SHARE,
     .scope = SCOPE_REQUEST,
     .min = "0 %",
     .max = "100 %",
     .help = "how likely the condition of a write does not hold: it is charged, and "
             "answered with ConditionalCheckFailedException",
     .source = GUIDE_2021},
    {.name = "size_before",
     .kind = KIND_LAW,
     .at = REQUEST(size_before),
     .fallback = "-",
     .unit = UNIT_BYTES,
     .scope = SCOPE_REQUEST,
     .help =
         "of the item that a write finds, 0 B where there is none: the larger of both "
         "is charged; not given: as large as item_size",
     .source = GUIDE_2021},
    FIELD_END,
};

const struct field dynamodb_operation_fields[] = {
    {.name = "batch_get_items",
     .kind = KIND_COUNT,
     .at = ACCOUNT(batch_get_items),
     .min = "1",
     .max = "128",
     .help = "most items of a BatchGetItem"},
    {.name = "batch_write_items",
     .kind = KIND_COUNT,
     .at = ACCOUNT(batch_write_items),
     .min = "1",
     .max = "128",
     .help = "most items of a BatchWriteItem"},
    {.name = "transaction_items",
     .kind = KIND_COUNT,
     .at = ACCOUNT(transaction_items),
     .min = "1",
     .max = "128",
     .help = "most items of a transaction"},
    {.name = "batch_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(batch_size),
     .min = "1 KB",
     .max = "1 GB",
     .help = "a BatchGetItem answers so much and hands back the rest; a larger "
             "BatchWriteItem is refused"},
    {.name = "transaction_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(transaction_size),
     .min = "1 KB",
     .max = "1 GB",
     .help = "a larger transaction is refused"},
    {.name = "page_size",
     .kind = KIND_BYTES,
     .at = ACCOUNT(page_size),
     .min = "1 KB",
     .max = "1 GB",
     .help = "so much a Query or Scan reads in one call"},
    {.name = "failed_write",
     .kind = KIND_CHOICE,
     .at = ACCOUNT(failed_write),
     .choices = failed_writes,
     .help = "a write whose condition does not hold is charged by the size of the new "
             "item, one unit where there is no old one, or by the larger of both"},
    {.name = "split_with_local_indexes",
     .kind = KIND_FLAG,
     .at = ACCOUNT(split_with_local_indexes),
     .help = "partitions of tables with local indexes are split for heat"},
    {.name = "split_with_streams",
     .kind = KIND_FLAG,
     .at = ACCOUNT(split_with_streams),
     .help = "partitions of provisioned tables with a stream are split for heat"},
    FIELD_END,
};
