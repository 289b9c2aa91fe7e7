/* ask_fields.c - what a caller may say of a call, wherever it stands. */
#include "flow/ask.h"

#define ASK(member) FIELD_PLACE(ask, member)
#define BREAKER(member) FIELD_PLACE(breaker, member)

/* clang-format off */
static const struct field breaker_fields[] = {
    {.name = "failure_share", .kind = KIND_SHARE, .at = BREAKER(failure_share),
     .min = "0.1 %", .max = "100 %", .flags = FIELD_MAY_CHANGE,
     .help = "opens when this share of the attempts in the window failed"},
    {.name = "window", .kind = KIND_TIME, .at = BREAKER(window), .fallback = "10 s",
     .min = "1 ms", .max = "24 h", .help = "outcomes so far back are counted"},
    {.name = "open_for", .kind = KIND_TIME, .at = BREAKER(open_for), .fallback = "5 s",
     .min = "1 ms", .max = "24 h", .flags = FIELD_MAY_CHANGE,
     .help = "how long calls fail at once, until one is let through as a probe"},
    {.name = "enabled", .kind = KIND_FLAG, .at = BREAKER(enabled), .fallback = "true",
     .flags = FIELD_MAY_CHANGE, .help = "whether the breaker is there"},
    FIELD_END,
};

const struct field ask_fields[] = {
    {.name = "action", .kind = KIND_TEXT, .at = ASK(to.action_name), .fallback = "-",
     .also = "operation api_call method",
     .help = "AWS API operation; default: the target's obvious one"},
    {.name = "item_size", .kind = KIND_LAW, .at = ASK(item_size), .fallback = "-",
     .also = "payload payload_size request_size body_size size",
     .unit = UNIT_BYTES, .scope = SCOPE_REQUEST, .flags = FIELD_MAY_CHANGE,
     .help = "bytes of one item, message or payload"},
    {.name = "items", .kind = KIND_LAW, .at = ASK(items), .fallback = "-",
     .also = "batch_size",
     .unit = UNIT_COUNT, .scope = SCOPE_REQUEST, .flags = FIELD_MAY_CHANGE,
     .help = "items of one call (Query, BatchWriteItem, PutRecords ..)"},
    {.name = "key", .kind = KIND_LAW, .at = ASK(key), .fallback = "-", .unit = UNIT_KEY,
     .also = "partition_key",
     .scope = SCOPE_REQUEST,
     .help = "partition key, message group, cache key or shard key"},
    {.name = "timeout", .kind = KIND_TIME, .at = ASK(timeout), .fallback = "0 s",
     .min = "0 s", .max = "366 d", .flags = FIELD_MAY_CHANGE,
     .help = "the caller gives an attempt up after this; 0 s: never"},
    {.name = "deadline", .kind = KIND_TIME, .at = ASK(deadline), .fallback = "0 s",
     .min = "0 s", .max = "366 d", .flags = FIELD_MAY_CHANGE,
     .help = "the caller gives up for good after this, all attempts; 0 s: never"},
    {.name = "retry", .kind = KIND_CUSTOM, .at = ASK(retry), .fallback = "-",
     .also = "retries max_attempts retry_policy",
     .of = retry_fields, .size = sizeof(struct retry), .read = retry_read,
     .help = "a group, or an SDK's policy by name such as \"botocore.legacy\""},
    {.name = "circuit_breaker", .kind = KIND_GROUP, .at = ASK(breaker), .fallback = "-",
     .of = breaker_fields, .help = "fails at once for a while after too many failures"},
    {.name = "hedge_after", .kind = KIND_TIME, .at = ASK(hedge_after), .fallback = "0 s",
     .also = "hedge hedging",
     .min = "0 s", .max = "366 d", .flags = FIELD_MAY_CHANGE,
     .help = "a second copy is sent if there is no answer by then; 0 s: none"},
    FIELD_END,
};
/* clang-format on */
