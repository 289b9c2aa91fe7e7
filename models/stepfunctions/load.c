/* load.c - a state machine before it runs: its limits and states, and whether all is
 * said that the definition leaves open.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow/graph.h"
#include "flow/plan.h"
#include "stepfunctions/asl.h"
#include "stepfunctions/tables.h"

struct checking {
    const struct graph *graph;
    const struct resource *self;
    struct stepfunctions_config *config;
    const struct asl *asl;
    struct diag *diag;
};

const struct state_config *state_said(const struct stepfunctions_config *c, size_t state)
{
    return (const struct state_config *)c->states.element + c->place[state];
}

/* Each state has its element in `states`: read.c saw to that. */
static const uint32_t *places_of(const struct stepfunctions_config *c,
                                 struct arena *arena)
{
    const struct asl *asl = c->definition.asl;
    const struct state_config *one = c->states.element;
    uint32_t *place = arena_get(arena, (asl->states + 1) * sizeof *place);

    for (size_t i = 0; i < c->states.count; i++) {
        uint32_t number = asl_find(asl, one[i].state);
        if (number != ASL_END)
            place[number] = (uint32_t)i;
    }
    return place;
}

void stepfunctions_declare(struct catalogue *all, const struct resource *self)
{
    struct stepfunctions_config *c = self->config;
    const struct asl *asl = c->definition.asl;

    c->place = places_of(c, catalogue_arena(all));
    declare_account_limit(all, LIMIT_BUCKET, "start_execution_refill_rate");
    declare_account_limit(all, LIMIT_BUCKET, "express_start_execution_refill_rate");
    declare_account_limit(all, LIMIT_BUCKET, "state_transition_refill_rate");
    declare_account_limit(all, LIMIT_LEVEL, "open_executions");
    if (c->type == TYPE_STANDARD)
        declare_unit(all, declare_limit(all, LIMIT_LEVEL, "history_events"), "event");
    for (size_t i = 0; i < asl->states; i++)
        declare_part(all, asl->state[i].name);
}

void stepfunctions_plan(struct plan *plan, const struct resource *self)
{
    const struct stepfunctions_config *c = self->config;

    plan_input(plan, c->definition.path, c->definition.crc);
}

bool stepfunctions_resolve(const struct graph *graph, const struct resource *self,
                           struct target *target, struct diag *diag)
{
    const struct stepfunctions_config *c = self->config;

    (void)graph;
    if (target->action == ACTION_START_SYNC && c->type != TYPE_EXPRESS) {
        diag_error(diag, target->action_at,
                   "%s: StartSyncExecution is for EXPRESS state machines", self->address);
        return false;
    }
    if (target->action == ACTION_START_AND_WAIT && c->type != TYPE_STANDARD) {
        diag_error(
            diag, target->action_at,
            "%s: a task waits (.sync) for STANDARD state machines only; an EXPRESS "
            "one answers aws-sdk:sfn:startSyncExecution",
            self->address);
        return false;
    }
    return true;
}

static bool is_said(const struct dist *dist)
{
    return dist->law.kind != LAW_NONE;
}

__attribute__((format(printf, 3, 4))) static void
wrong(const struct checking *c, const struct asl_state *s, const char *fmt, ...)
{
    char text[300];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    diag_error(c->diag, s->at, "%s.states[%s]: %s", c->self->address, s->name, text);
}

/* ---- tasks ---- */

bool task_has_room(const struct asl_task *t)
{
    static const char *const rooms[] = {"lambda", "dynamodb", "sqs",
                                        "sns",    "kinesis",  "states",
                                        "sfn",    "events",   "eventbridge"};

    for (size_t i = 0; t->service && i < sizeof rooms / sizeof *rooms; i++)
        if (strcmp(rooms[i], t->service) == 0)
            return true;
    return !t->service && t->pattern != ASL_ACTIVITY;
}

static void check_no_target(const struct checking *c, const struct asl_state *s,
                            const struct state_config *said)
{
    const struct asl_task *t = &s->task;

    if (is_said(&said->duration))
        return;
    if (task_has_room(t) && t->refers)
        wrong(c, s,
              "nothing stands for ${%s}: definition_substitutions = { %s = \"..\"; }, or "
              "resource, or a duration",
              t->refers, t->refers);
    else if (task_has_room(t))
        wrong(c, s, "what does %s call? resource = \"..\", or a duration", t->resource);
    else if (t->pattern != ASL_RESPONSE)
        wrong(c, s,
              "duration is missing: how long the job, the token or the worker takes");
}

static void check_target(const struct checking *c, const struct asl_state *s,
                         const struct state_config *said)
{
    if (!said->ask.to.address)
        check_no_target(c, s, said);
    else if (s->task.pattern == ASL_TOKEN && !is_said(&said->duration))
        wrong(c, s, "duration is missing: how long it takes until the token comes back");
    else if (s->task.pattern != ASL_TOKEN && is_said(&said->duration))
        wrong(c, s, "it calls %s, which takes its own time: no duration",
              said->ask.to.address);
}

static void check_task(const struct checking *c, const struct asl_state *s,
                       const struct state_config *said)
{
    if (s->task.pattern != ASL_RESPONSE && c->config->type == TYPE_EXPRESS)
        wrong(c, s,
              "jobs (.sync), tokens and activities are for STANDARD state machines");
    if (s->task.timeout.dynamic && said->ask.timeout == ABSENT)
        wrong(c, s, "timeout is missing: TimeoutSeconds is not a number that is written");
    check_target(c, s, said);
}

/* ---- choices ---- */

static size_t choice_of(const struct asl_choice *choice, const char *next)
{
    size_t i = 0;

    while (i < choice->count && strcmp(choice->next_name[i], next) != 0)
        i++;
    return i;
}

static void check_choice(const struct checking *c, const struct asl_state *s,
                         const struct state_config *said)
{
    const struct choice_config *one = said->choices.element;
    double sum = 0;

    for (size_t i = 0; i < said->choices.count; i++) {
        if (choice_of(&s->choice, one[i].next) == s->choice.count)
            diag_error(c->diag, said->choices.at[i],
                       "%s.states[%s]: it does not lead to \"%s\"", c->self->address,
                       s->name, one[i].next);
        if (one[i].probability.law.kind == LAW_CONSTANT)
            sum += one[i].probability.law.at;
    }
    if (sum > 1 + 1e-9)
        wrong(c, s, "its choices add up to %.6g %%", sum * 100);
}

/* ---- maps and waits ---- */

static void check_dynamic(const struct checking *c, const struct asl_state *s,
                          const char *name, const struct asl_number *number)
{
    if (number->dynamic)
        wrong(c, s, "%s must be a number that is written in the definition", name);
}

static bool is_inside_distributed(const struct asl *asl, const struct asl_state *s)
{
    for (uint32_t owner = asl->scope[s->scope].owner; owner != ASL_END;
         owner = asl->scope[asl->state[owner].scope].owner)
        if (asl->state[owner].map.distributed)
            return true;
    return false;
}

static void check_distributed(const struct checking *c, const struct asl_state *s)
{
    const char *since = NULL;

    if (!c->graph->has_feature(c->graph, "stepfunctions_distributed_map", &since))
        diag_error(c->diag, s->at,
                   "%s.states[%s]: a distributed Map came on %s, after this profile",
                   c->self->address, s->name, since ? since : "a later day");
    if (c->config->type == TYPE_EXPRESS)
        wrong(c, s, "a distributed Map is for STANDARD state machines");
    if (is_inside_distributed(c->asl, s))
        wrong(c, s, "a distributed Map inside another is not built yet");
}

static void check_map(const struct checking *c, const struct asl_state *s,
                      const struct state_config *said)
{
    if (s->map.items == ABSENT && !is_said(&said->ask.items))
        wrong(c, s, "items is missing: how many items the Map has");
    if (s->map.max_concurrency.dynamic && said->max_concurrency == ABSENT)
        wrong(c, s,
              "max_concurrency is missing: MaxConcurrency is not a number that is "
              "written");
    check_dynamic(c, s, "MaxItemsPerBatch", &s->map.items_per_batch);
    check_dynamic(c, s, "ToleratedFailureCount", &s->map.tolerated_count);
    check_dynamic(c, s, "ToleratedFailurePercentage", &s->map.tolerated_share);
    if (s->map.distributed)
        check_distributed(c, s);
}

static void check_retry(const struct checking *c, const struct asl_state *s)
{
    const char *since = NULL;

    for (size_t i = 0; i < s->retriers; i++)
        if ((s->retrier[i].full_jitter || s->retrier[i].max_delay != ABSENT) &&
            !c->graph->has_feature(c->graph, "stepfunctions_retry_jitter", &since))
            diag_error(c->diag, s->at,
                       "%s.states[%s]: MaxDelaySeconds and JitterStrategy came on %s, "
                       "after this profile",
                       c->self->address, s->name, since ? since : "a later day");
}

static void check_state(const struct checking *c, const struct asl_state *s,
                        const struct state_config *said)
{
    check_retry(c, s);
    if (s->type == ASL_TASK)
        check_task(c, s, said);
    if (s->type == ASL_CHOICE)
        check_choice(c, s, said);
    if (s->type == ASL_MAP)
        check_map(c, s, said);
    if (s->type == ASL_WAIT && s->wait.dynamic && !is_said(&said->duration))
        wrong(c, s,
              "duration is missing: how long it waits is not a number that is "
              "written");
    if (s->type != ASL_TASK && said->ask.to.address)
        wrong(c, s, "it is no Task: it calls no resource");
}

/* ---- whether it ends ---- */

bool choice_is_said(const struct asl_choice *choice, const struct state_config *said,
                    size_t i, size_t *place)
{
    const struct choice_config *one = said->choices.element;

    for (*place = 0; *place < said->choices.count; ++*place)
        if (strcmp(one[*place].next, choice->next_name[i]) == 0)
            return is_said(&one[*place].probability);
    return false;
}

/* Way i of a Choice is never taken. */
static bool is_never(const struct asl_state *s, const struct state_config *said, size_t i)
{
    const struct choice_config *one = said->choices.element;
    size_t place;

    return choice_is_said(&s->choice, said, i, &place) &&
           one[place].probability.law.kind == LAW_CONSTANT &&
           one[place].probability.law.at <= 0;
}

static bool may_end(const struct checking *c, const struct asl_state *s, const bool *ends)
{
    if (s->type != ASL_CHOICE)
        return s->next == ASL_END || ends[s->next];
    for (size_t i = 0; i < s->choice.count; i++)
        if (!is_never(s, state_said(c->config, (size_t)(s - c->asl->state)), i) &&
            ends[s->choice.next[i]])
            return true;
    return false;
}

/* With ways that are never taken a circle may have no end. */
static void check_ends(const struct checking *c)
{
    bool *ends = xcalloc(c->asl->states + 1, sizeof *ends), grown = true;

    while (grown) {
        grown = false;
        for (size_t i = c->asl->states; i-- > 0;)
            if (!ends[i] && may_end(c, &c->asl->state[i], ends))
                ends[i] = grown = true;
    }
    for (size_t i = 0; i < c->asl->states; i++)
        if (!ends[i] && c->asl->state[i].type == ASL_CHOICE)
            wrong(c, &c->asl->state[i], "as its choices go, it never comes to an end");
    free(ends);
}

/* ---- all of it ---- */

/* The guide's 99 999 999 s, where nothing is said, are as good as none. */
static void make_ask(const struct asl_state *s, struct state_config *said)
{
    if (said->ask.timeout == ABSENT)
        said->ask.timeout =
            s->task.timeout.given ? (sim_time)(s->task.timeout.value * 1e9) : 0;
    said->ask.retry = (struct retry){.max_attempts = 1, .budget = NAN};
}

static void say_no_state(const struct checking *c, size_t element, const char *name)
{
    const char *near = asl_nearest(c->asl, name);

    diag_error(c->diag, c->config->states.at[element],
               "%s.states[%s]: the definition has no such state%s%s%s", c->self->address,
               name, near ? "; did you mean \"" : "", near ? near : "",
               near ? "\"?" : "");
}

void stepfunctions_check(const struct graph *graph, const struct resource *self,
                         struct diag *diag)
{
    struct stepfunctions_config *config = self->config;
    struct checking c = {graph, self, config, config->definition.asl, diag};
    struct state_config *said = config->states.element;
    int before = diag->errors;

    if (c.asl->timeout.dynamic)
        diag_error(diag, self->at,
                   "%s: TimeoutSeconds of the definition must be a number",
                   self->address);
    for (size_t i = 0; i < config->states.count; i++) {
        uint32_t number = asl_find(c.asl, said[i].state);
        if (number == ASL_END) {
            say_no_state(&c, i, said[i].state);
            continue;
        }
        check_state(&c, &c.asl->state[number], &said[i]);
        make_ask(&c.asl->state[number], &said[i]);
    }
    if (diag->errors == before)
        check_ends(&c);
}
