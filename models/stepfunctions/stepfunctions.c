/* stepfunctions.c - the life of a call to a state machine:
 *
 *   StartExecution -> its bucket (Standard: room for one more open) -> begun -> answered
 *   StartSyncExecution, StartExecution.sync -> the same -> answered when it has ended
 *
 * The execution's own life: execution.c.
 */
#include "stepfunctions/stepfunctions.h"

#include "base/text.h"
#include "flow/limit.h"
#include "stepfunctions/machine.h"

/* ---- starting ---- */

/* The limit that turns it away, with AWS's name of the error; NULL: none does.  Of
 * StartSyncExecution there is no quota that is published (the guide, 2021-08 and 2026).
 */
static struct limit *first_in_the_way(struct sim *sim, const struct machine *m,
                                      struct call *call)
{
    struct limit *starts =
        m->config->type == TYPE_EXPRESS ? m->shared->express_start : m->shared->start;

    if (call->action == ACTION_START_SYNC)
        return NULL;
    if (!limit_has_tokens(sim, starts, TOKEN)) {
        call->error = "ThrottlingException";
        return starts;
    }
    if (m->config->type == TYPE_STANDARD && !limit_has_room(m->shared->open, 1)) {
        call->error = "ExecutionLimitExceeded";
        return m->shared->open;
    }
    limit_take(sim, starts, TOKEN);
    return NULL;
}

static void answer_at_once(struct sim *sim, const struct machine *m, struct call *call)
{
    sim_time takes = source_draw(sim, &m->start_latency, &call->work);

    work_spent(&call->work, TIME_CALL, takes);
    call_reply(sim, call, CALL_OK, takes);
}

static void stepfunctions_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct machine *m = self->state;
    struct limit *full = first_in_the_way(sim, m, call);
    struct work work = call->work;

    if (full) {
        meter_add(&self->meter[METRIC_START_THROTTLES], 1);
        call_refuse(sim, call, full, 0);
        return;
    }
    if (call->action != ACTION_START) {
        execution_begin(sim, m, &work, call);
        return;
    }
    work.spent = NULL;
    root_hold(work.root); /* until it holds it itself */
    answer_at_once(sim, m, call);
    execution_begin(sim, m, &work, NULL);
    root_drop(sim, work.root);
}

/* ---- start ---- */

static struct source source_at(struct sim *sim, const struct machine *m,
                               const struct state *s, const char *what,
                               const struct dist *dist)
{
    struct text name = {0};
    struct source source;

    text_add(&name, "state %s/%s", s->asl->name, what);
    source = source_of(sim, m->self, text_of(&name), dist);
    text_free(&name);
    return source;
}

static void start_choice(struct sim *sim, const struct machine *m, struct state *s)
{
    const struct asl_choice *choice = &s->asl->choice;
    const struct choice_config *said = s->said->choices.element;

    s->choice = source_at(sim, m, s, "choice", NULL).stream;
    s->share = sim_get(sim, (choice->count + 1) * sizeof *s->share);
    for (size_t i = 0; i < choice->count; i++) {
        size_t place;
        if (choice_is_said(choice, s->said, i, &place))
            s->share[i] = source_at(sim, m, s, "share", &said[place].probability);
    }
}

static void start_state(struct sim *sim, struct machine *m, size_t number)
{
    struct state *s = &m->state[number];
    struct text site = {0};

    s->asl = &m->asl->state[number];
    s->said = state_said(m->config, number);
    s->meter = m->self->part[number].meter;
    text_add(&site, "state %s", s->asl->name);
    s->site = name_text(text_of(&site));
    if (s->said->ask.to.address)
        s->asks = site_new(sim, m->self, &s->said->ask, text_of(&site));
    text_free(&site);
    s->duration = source_at(sim, m, s, "duration", &s->said->duration);
    s->items = source_at(sim, m, s, "items", &s->said->ask.items);
    s->item_size = source_at(sim, m, s, "item_size", &s->said->ask.item_size);
    s->key = source_at(sim, m, s, "key", &s->said->ask.key);
    s->error_rate = source_at(sim, m, s, "error_rate", &s->said->error_rate);
    s->backoff = source_at(sim, m, s, "backoff", NULL).stream;
    if (s->asl->type == ASL_CHOICE)
        start_choice(sim, m, s);
}

static void *stepfunctions_start(struct sim *sim, struct service *self)
{
    const struct stepfunctions_config *c = self->config;
    struct machine *m = sim_get(sim, sizeof *m);

    m->self = self;
    m->config = c;
    m->account = self->account->config;
    m->shared = self->account->state;
    m->asl = c->definition.asl;
    m->state = sim_get(sim, m->asl->states * sizeof *m->state);
    m->start_latency = source_of(sim, self, "start_latency", &c->start_latency);
    m->transition_latency =
        source_of(sim, self, "transition_latency", &c->transition_latency);
    m->dispatch_latency = source_of(sim, self, "dispatch_latency", &c->dispatch_latency);
    m->completion_latency =
        source_of(sim, self, "completion_latency", &c->completion_latency);
    m->service_duration = source_of(sim, self, "service_duration", &c->service_duration);
    if (c->type == TYPE_STANDARD) {
        m->history = self->limit[0];
        limit_set_level(sim, m->history, m->account->history_most);
    }
    for (size_t i = 0; i < m->asl->states; i++)
        start_state(sim, m, i);
    return m;
}

/* ---- the ledger (methods.md 9.8) ---- */

static void stepfunctions_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct machine *m = self->state;

    (void)sim;
    if (m->begun != m->ended + (uint64_t)m->open || m->children_begun < m->children_ended)
        diag_failure(diag, self->resource->at,
                     "%s: %llu executions begun, %llu ended, %lld are open",
                     self->address, (unsigned long long)m->begun,
                     (unsigned long long)m->ended, (long long)m->open);
    if (m->granted != m->moved)
        diag_failure(diag, self->resource->at,
                     "%s: %llu transitions were granted, %llu states entered or retried",
                     self->address, (unsigned long long)m->granted,
                     (unsigned long long)m->moved);
}

const struct model stepfunctions_model = {
    .name = "stepfunctions",
    .dimension = "state_machine",
    .part_dimension = "state",
    .also = "sfn states step_functions state_machine state_machines workflow workflows",
    .help = "AWS Step Functions: Standard and Express state machines",
    .fields = stepfunctions_fields,
    .account_fields = stepfunctions_account_fields,
    .config_size = sizeof(struct stepfunctions_config),
    .account_size = sizeof(struct stepfunctions_account),
    .metrics = stepfunctions_metrics,
    .own_limits = stepfunctions_own_limits,
    .items = stepfunctions_items,
    .columns = stepfunctions_columns,
    .needed = stepfunctions_needed,
    .actions = (const char *const[]){"StartExecution", "StartSyncExecution",
                                     "StartExecution.sync", NULL},
    .errors_are_answers = true,
    .expand = stepfunctions_expand,
    .complete = stepfunctions_complete,
    .declare = stepfunctions_declare,
    .check = stepfunctions_check,
    .plan = stepfunctions_plan,
    .resolve = stepfunctions_resolve,
    .forecast = stepfunctions_forecast,
    .start_account = transitions_start,
    .start = stepfunctions_start,
    .accept = stepfunctions_accept,
    .audit = stepfunctions_audit,
};
