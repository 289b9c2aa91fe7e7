/* load.c - a queue before it runs: its limit, and rules between its settings. */
#include <string.h>

#include "flow/plan.h"
#include "sqs/tables.h"

void sqs_declare(struct catalogue *all, const struct resource *self)
{
    const struct sqs_config *c = self->config;

    declare_limit(all, LIMIT_LEVEL, "in_flight_messages");
    if (!c->is_fifo)
        return;
    declare_limit(all, LIMIT_BUCKET, "send_rate");
    declare_limit(all, LIMIT_BUCKET, "receive_rate");
    declare_limit(all, LIMIT_BUCKET, "delete_rate");
    declare_structural(all, declare_limit(all, LIMIT_LEVEL, "message_group"));
}

/* Dead letters must not come back here by themselves. */
static bool leads_back(const struct graph *graph, const struct resource *self)
{
    const struct resource *at = self;

    for (size_t steps = 0; steps <= graph->resources; steps++) {
        const struct sqs_config *c = at->config;
        if (!c || !c->redrive.dead_letter.address)
            return false;
        at = &graph->resource[c->redrive.dead_letter.resource];
        if (at->model != &sqs_model)
            return false;
        if (at == self)
            return true;
    }
    return false;
}

static void check_dead_letters(const struct graph *graph, const struct resource *self,
                               struct diag *diag)
{
    const struct sqs_config *c = self->config, *dead;
    const struct target *to = &c->redrive.dead_letter;

    if (graph->resource[to->resource].model != &sqs_model)
        diag_error(diag, to->at, "%s: %s is no queue: dead letters go to one",
                   self->address, to->address);
    else if (leads_back(graph, self))
        diag_error(diag, to->at, "%s: its dead letters come back to it", self->address);
    dead = graph->resource[to->resource].config;
    if (graph->resource[to->resource].model == &sqs_model && dead &&
        dead->is_fifo != c->is_fifo)
        diag_error(diag, to->at,
                   "%s: the dead letters of a FIFO queue go to a FIFO queue, those of a "
                   "standard queue to a standard queue",
                   self->address);
}

void sqs_check(const struct graph *graph, const struct resource *self, struct diag *diag)
{
    const struct sqs_config *c = self->config;
    const struct sqs_account *account = graph_account(graph, "sqs");
    const struct target *to = &c->redrive.dead_letter;

    if (c->message_most != ABSENT && c->message_most > account->message_most)
        diag_error(diag, self->at,
                   "%s: maximum_message_size is more than account.sqs.message_size, %lld "
                   "KB",
                   self->address, (long long)account->message_most >> 10);
    if (c->throughput == THROUGHPUT_PER_GROUP && c->scope != SCOPE_GROUP)
        diag_error(diag, self->at,
                   "%s: fifo_throughput_limit = \"perMessageGroupId\" needs "
                   "deduplication_scope = \"messageGroup\"",
                   self->address);
    if (!c->is_fifo && (c->scope == SCOPE_GROUP || c->by_content))
        diag_error(diag, self->at,
                   "%s: deduplication is of queues with fifo_queue = true",
                   self->address);
    if (to->address)
        check_dead_letters(graph, self, diag);
}
void sqs_plan(struct plan *plan, const struct resource *self)
{
    const struct sqs_config *c = self->config;

    if (c->backlog > 0)
        plan_change(plan, 0, "a backlog");
}

bool sqs_resolve(const struct graph *graph, const struct resource *self,
                 struct target *target, struct diag *diag)
{
    (void)graph;
    if (target->action == ACTION_SEND || target->action == ACTION_SEND_BATCH)
        return true;
    diag_error(diag, target->action_at,
               "%s: %s is what event source mappings do: "
               "lambda.NAME.event_source_mappings",
               self->address, target->action_name);
    return false;
}
