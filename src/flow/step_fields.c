/* step_fields.c - the settings of a step. */
#include "flow/steps.h"

#define STEP(member) FIELD_PLACE(step, member)

static const char *const on_error[] = {"fail", "ignore", NULL};
static const char *const scope[] = {"batch", "item", NULL};
static const char *const redraw[] = {"request", "attempt", NULL};

/* clang-format off */
const struct field step_fields[] = {
    {.name = "name", .kind = KIND_TEXT, .at = STEP(name), .fallback = "-",
     .flags = FIELD_KEY,
     .help = "names its draws, metrics and address; else its kind, target and place do"},
    {.name = "probability", .kind = KIND_LAW, .at = STEP(probability), .fallback = "-",
     .unit = UNIT_SHARE, .scope = SCOPE_REQUEST, .flags = FIELD_MAY_CHANGE,
     .help = "that it is done at all; with count = \"items\": for each item"},
    {.name = "count", .kind = KIND_LAW, .at = STEP(count), .fallback = "-",
     .also = "times repeat loop",
     .unit = UNIT_COUNT, .scope = SCOPE_REQUEST, .flags = FIELD_MAY_CHANGE | FIELD_ITEMS,
     .help = "how often; \"items\": once for each item of the batch"},
    {.name = "work", .kind = KIND_LAW, .at = STEP(work), .fallback = "-",
     .also = "compute cpu cpu_time",
     .unit = UNIT_TIME, .scope = SCOPE_REQUEST, .flags = FIELD_MAY_CHANGE | FIELD_AT,
     .help = "CPU time at one full vCPU, or as measured: \"62 ms at 512 MB\""},
    {.name = "wait", .kind = KIND_LAW, .at = STEP(wait), .fallback = "-",
     .also = "think_time wait_time sleep pause delay",
     .unit = UNIT_TIME, .scope = SCOPE_ATTEMPT, .flags = FIELD_MAY_CHANGE,
     .help = "time in which nothing is done (a client's: think time)"},
    {.name = "threads", .kind = KIND_FACTOR, .at = STEP(threads), .fallback = "1",
     .min = "0.01", .max = "64", .flags = FIELD_MAY_CHANGE,
     .help = "vCPUs that the work can use"},
    {.name = "serial", .kind = KIND_SHARE, .at = STEP(serial), .fallback = "0",
     .min = "0", .max = "1", .flags = FIELD_MAY_CHANGE,
     .help = "share of the work that one thread does alone, however many there are"},
    {.name = "call", .kind = KIND_LINK, .at = STEP(call.to), .fallback = "-",
     .also = "invoke lambda dynamodb http apigateway",
     .flags = FIELD_REQUEST, .help = "a service to call and wait for"},
    {.name = "send", .kind = KIND_LINK, .at = STEP(send), .fallback = "-",
     .flags = FIELD_REQUEST, .help = "a service to call without waiting for it"},
    {.name = "", .kind = KIND_INLINE, .at = STEP(call), .of = ask_fields},
    {.name = "fail", .kind = KIND_TEXT, .at = STEP(fail), .fallback = "-",
     .help = "the error that is raised"},
    {.name = "scope", .kind = KIND_CHOICE, .at = STEP(of_item), .fallback = "batch",
     .choices = scope, .help = "what fails: the whole body, or the item it is done for"},
    {.name = "on_error", .kind = KIND_CHOICE, .at = STEP(on_error), .fallback = "fail",
     .choices = on_error, .flags = FIELD_MAY_CHANGE,
     .help = "what the step's failure does to the body"},
    {.name = "redraw", .kind = KIND_CHOICE, .at = STEP(redraw), .fallback = "request",
     .choices = redraw,
     .help = "attempt: a retry draws its work, sizes and choices anew"},
    {.name = "steps", .kind = KIND_LIST, .at = STEP(steps), .fallback = "-",
     .of = step_fields, .size = sizeof(struct step), .help = "a block of steps"},
    {.name = "parallel", .kind = KIND_BLOCKS, .at = STEP(parallel), .fallback = "-",
     .of = step_fields, .size = sizeof(struct step),
     .help = "blocks that go on side by side; all are waited for"},
    {.name = "choose", .kind = KIND_BLOCKS, .at = STEP(choose), .fallback = "-",
     .of = step_fields, .size = sizeof(struct step),
     .help = "blocks of which one is done, by probability"},
    FIELD_END,
};
/* clang-format on */
