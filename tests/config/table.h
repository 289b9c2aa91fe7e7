/* table.h - a field table with a row of every kind, for tests. */
#ifndef TABLE_H
#define TABLE_H

#include "config/field.h"
#include "config/read_libconfig.h"
#include "said.h"

struct route {
    const char *route;
    double limit;
    struct target integration;
};

struct tuning {
    int64_t window;
    double share;
};

struct inner {
    int64_t window;
};

struct step {
    const char *name;
    struct dist wait;
    struct target call;
    struct list steps, parallel;
};

struct thing {
    int64_t memory_size, timeout, concurrency, optional;
    double rate, share, factor, price;
    int mode;
    bool flag;
    const char *text, *path;
    struct dist work, key;
    struct target on_failure;
    struct list routes, steps;
    struct texts tags;
    struct tuning tuning, must;
    struct inner inner;
    int64_t custom;
};

struct options { /* of a callee */
    bool consistent_read;
    int64_t items;
};

#define OF_THING(member) FIELD_PLACE(thing, member)
#define OF_ROUTE(member) FIELD_PLACE(route, member)
#define OF_STEP(member) FIELD_PLACE(step, member)

extern const struct field step_table[];

static const char *const modes[] = {"REGIONAL", "EDGE", "PRIVATE", NULL};

static const struct field route_table[] = {
    {.name = "route",
     .kind = KIND_TEXT,
     .at = OF_ROUTE(route),
     .help = "method and path",
     .flags = FIELD_KEY},
    {.name = "throttling_rate_limit",
     .kind = KIND_RATE,
     .at = OF_ROUTE(limit),
     .fallback = "-",
     .min = "0/s",
     .help = "requests a second",
     .flags = FIELD_MAY_CHANGE},
    {.name = "integration",
     .kind = KIND_LINK,
     .at = OF_ROUTE(integration),
     .fallback = "-",
     .help = "what answers",
     .flags = FIELD_REQUEST},
    FIELD_END,
};
static const struct field tuning_table[] = {
    {.name = "window",
     .kind = KIND_TIME,
     .at = FIELD_PLACE(tuning, window),
     .fallback = "10 s",
     .min = "1 s",
     .max = "1 h",
     .help = "how far back it looks"},
    {.name = "failure_share",
     .kind = KIND_SHARE,
     .at = FIELD_PLACE(tuning, share),
     .help = "part that may fail"},
    FIELD_END,
};
static const struct field inner_table[] = {
    {.name = "maximum_batching_window",
     .kind = KIND_TIME,
     .at = FIELD_PLACE(inner, window),
     .fallback = "7 ms",
     .help = "how long it waits"},
    FIELD_END,
};
const struct field step_table[] = {
    {.name = "name",
     .kind = KIND_TEXT,
     .at = OF_STEP(name),
     .fallback = "-",
     .help = "its name",
     .flags = FIELD_KEY},
    {.name = "wait",
     .kind = KIND_LAW,
     .at = OF_STEP(wait),
     .fallback = "-",
     .unit = UNIT_TIME,
     .help = "time that passes",
     .scope = SCOPE_ATTEMPT,
     .min = "0 s",
     .max = "1 h",
     .flags = FIELD_MAY_CHANGE},
    {.name = "call",
     .kind = KIND_LINK,
     .at = OF_STEP(call),
     .fallback = "-",
     .help = "whom it asks",
     .flags = FIELD_REQUEST},
    {.name = "steps",
     .kind = KIND_LIST,
     .at = OF_STEP(steps),
     .fallback = "-",
     .of = step_table,
     .size = sizeof(struct step),
     .help = "a block"},
    {.name = "parallel",
     .kind = KIND_BLOCKS,
     .at = OF_STEP(parallel),
     .fallback = "-",
     .of = step_table,
     .size = sizeof(struct step),
     .help = "blocks side by side"},
    FIELD_END,
};

static bool read_custom(struct reading *reading, const struct field *row,
                        const struct node *node, void *place)
{
    (void)row;
    if (!node->text || strcmp(node->text, "seven") != 0) {
        diag_error(reading->diag, node->at, "%s: only seven will do", reading->address);
        return false;
    }
    *(int64_t *)place = 7;
    return true;
}

static const struct field thing_table[] = {
    {.name = "memory_size",
     .kind = KIND_BYTES,
     .at = OF_THING(memory_size),
     .fallback = "128 MB",
     .min = "128 MB",
     .max = "10240 MB",
     .help = "memory of one environment; CPU grows with it",
     .source = "Lambda quotas, 2026-01",
     .cloudformation = "AWS::Lambda::Function MemorySize",
     .flags = FIELD_MAY_CHANGE},
    {.name = "timeout",
     .kind = KIND_TIME,
     .at = OF_THING(timeout),
     .fallback = "3 s",
     .min = "1 ns",
     .help = "after which it is broken off"},
    {.name = "concurrency",
     .kind = KIND_COUNT,
     .at = OF_THING(concurrency),
     .fallback = "20",
     .max = "1M",
     .help = "how many at once"},
    {.name = "optional",
     .kind = KIND_COUNT,
     .at = OF_THING(optional),
     .fallback = "-",
     .help = "may be absent"},
    {.name = "rate",
     .kind = KIND_RATE,
     .at = OF_THING(rate),
     .fallback = "-",
     .help = "how often"},
    {.name = "error_rate",
     .kind = KIND_SHARE,
     .at = OF_THING(share),
     .fallback = "0 %",
     .min = "0 %",
     .max = "100 %",
     .help = "part that fails"},
    {.name = "factor",
     .kind = KIND_FACTOR,
     .at = OF_THING(factor),
     .fallback = "1",
     .help = "times"},
    {.name = "price",
     .kind = KIND_MONEY,
     .at = OF_THING(price),
     .fallback = "-",
     .help = "of one"},
    {.name = "mode",
     .kind = KIND_CHOICE,
     .at = OF_THING(mode),
     .fallback = "EDGE",
     .choices = modes,
     .help = "where it stands"},
    {.name = "enabled",
     .kind = KIND_FLAG,
     .at = OF_THING(flag),
     .fallback = "true",
     .help = "whether it is on"},
    {.name = "runtime",
     .kind = KIND_TEXT,
     .at = OF_THING(text),
     .help = "what it runs on"},
    {.name = "definition",
     .kind = KIND_PATH,
     .at = OF_THING(path),
     .fallback = "-",
     .help = "a file of states"},
    {.name = "work",
     .kind = KIND_LAW,
     .at = OF_THING(work),
     .fallback = "-",
     .unit = UNIT_TIME,
     .min = "0 s",
     .max = "15 min",
     .help = "CPU time at one vCPU",
     .flags = FIELD_AT},
    {.name = "key",
     .kind = KIND_LAW,
     .at = OF_THING(key),
     .fallback = "-",
     .unit = UNIT_KEY,
     .help = "its key"},
    {.name = "on_failure",
     .kind = KIND_LINK,
     .at = OF_THING(on_failure),
     .fallback = "-",
     .help = "where failures go"},
    {.name = "routes",
     .kind = KIND_LIST,
     .at = OF_THING(routes),
     .fallback = "-",
     .of = route_table,
     .size = sizeof(struct route),
     .help = "its routes"},
    {.name = "steps",
     .kind = KIND_LIST,
     .at = OF_THING(steps),
     .fallback = "-",
     .of = step_table,
     .size = sizeof(struct step),
     .help = "what it does"},
    {.name = "tags",
     .kind = KIND_TEXTS,
     .at = OF_THING(tags),
     .fallback = "-",
     .help = "words"},
    {.name = "breaker",
     .kind = KIND_GROUP,
     .at = OF_THING(tuning),
     .fallback = "-",
     .of = tuning_table,
     .help = "when it gives up"},
    {.name = "must",
     .kind = KIND_GROUP,
     .at = OF_THING(must),
     .fallback = "",
     .of = tuning_table,
     .help = "what it must have"},
    {.name = "(inner)", .kind = KIND_INLINE, .at = OF_THING(inner), .of = inner_table},
    {.name = "custom",
     .kind = KIND_CUSTOM,
     .at = OF_THING(custom),
     .fallback = "-",
     .read = read_custom,
     .help = "seven"},
    {.name = "snap_start", .kind = KIND_LATER, .help = "snapshots"},
    FIELD_END,
};
static const struct field options_table[] = {
    {.name = "consistent_read",
     .kind = KIND_FLAG,
     .at = FIELD_PLACE(options, consistent_read),
     .fallback = "false",
     .help = "reads what was written last"},
    {.name = "items",
     .kind = KIND_COUNT,
     .at = FIELD_PLACE(options, items),
     .fallback = "1",
     .min = "1",
     .help = "how many"},
    FIELD_END,
};

static const struct field *table_of_callee(void *ctx, const char *address, size_t *size)
{
    (void)ctx;
    if (strncmp(address, "dynamodb.", 9) != 0)
        return NULL;
    *size = sizeof(struct options);
    return options_table;
}

/* One loading. */
struct bench {
    struct said said;
    struct attributes attributes;
    struct reading reading;
    struct node *root;
    struct thing thing;
};

static inline void up(struct bench *b, const char *text)
{
    *b = (struct bench){0};
    said_begin(&b->said);
    b->reading = (struct reading){.arena = &b->said.arena,
                                  .diag = &b->said.diag,
                                  .attributes = &b->attributes,
                                  .request_table = table_of_callee};
    b->root =
        read_libconfig_text(text, strlen(text), "x.cfg", &b->said.arena, &b->said.diag);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b->root);
}

static inline bool read_thing(struct bench *b)
{
    return field_read_group(&b->reading, thing_table, b->root, "lambda.a", &b->thing);
}

#endif
