/* needed.c - which of the profile's values a state machine reads (language.md D39). */
#include "stepfunctions/asl.h"
#include "stepfunctions/tables.h"

/* Whether any state of it is such a one. */
static bool any(const struct occasion *o,
                bool (*is)(const struct stepfunctions_config *, size_t state))
{
    const struct stepfunctions_config *c = o->self->config;

    for (size_t i = 0; i < c->definition.asl->states; i++)
        if (is(c, i))
            return true;
    return false;
}

static bool is_task(const struct stepfunctions_config *c, size_t i)
{
    return c->definition.asl->state[i].type == ASL_TASK;
}

static bool is_job(const struct stepfunctions_config *c, size_t i)
{
    return is_task(c, i) && c->definition.asl->state[i].task.pattern == ASL_SYNC &&
           !state_said(c, i)->ask.to.address;
}

static bool is_service(const struct stepfunctions_config *c, size_t i)
{
    const struct state_config *said = state_said(c, i);

    return is_task(c, i) && !said->ask.to.address && said->duration.law.kind == LAW_NONE;
}

static bool is_inline(const struct stepfunctions_config *c, size_t i)
{
    const struct asl_state *s = &c->definition.asl->state[i];

    return s->type == ASL_MAP && !s->map.distributed;
}

static bool has_express_child(const struct stepfunctions_config *c, size_t i)
{
    return c->definition.asl->state[i].map.distributed &&
           c->definition.asl->state[i].map.express;
}

static bool has_tasks(const struct occasion *o)
{
    return any(o, is_task);
}

static bool waits_for_jobs(const struct occasion *o)
{
    return any(o, is_job) || (o->call && o->call->action == ACTION_START_AND_WAIT);
}

static bool asks_services(const struct occasion *o)
{
    return any(o, is_service);
}

static bool maps_inline(const struct occasion *o)
{
    return any(o, is_inline);
}

static bool pays_for_memory(const struct occasion *o)
{
    return ((const struct stepfunctions_config *)o->self->config)->type == TYPE_EXPRESS ||
           any(o, has_express_child);
}

const struct needed stepfunctions_needed[] = {
    {"defaults.stepfunctions.memory_used", pays_for_memory},
    {"defaults.stepfunctions.dispatch_latency", has_tasks},
    {"defaults.stepfunctions.completion_latency", waits_for_jobs},
    {"defaults.stepfunctions.service_duration", asks_services},
    {"account.stepfunctions.inline_map_concurrency", maps_inline},
    NEEDED_END,
};
