/* sqs.c - the life of a call to a queue:
 *
 *   SendMessage, SendMessageBatch -> too large? -> put, message by message -> answered
 *   ReceiveMessage, DeleteMessageBatch -> receive.c
 *
 * The messages' own lives: queue.c.
 */
#include "sqs/sqs.h"

#include "flow/ask.h"
#include "flow/delivery.h"
#include "flow/limit.h"
#include "flow/usage.h"
#include "sqs/queue.h"
#include "sqs/tables.h"

static int64_t message_most(const struct queue *q)
{
    return q->config->message_most == ABSENT ? q->account->message_most
                                             : q->config->message_most;
}

void queue_charge(struct queue *q, int64_t bytes)
{
    int64_t pieces = (bytes + REQUEST_PIECE - 1) / REQUEST_PIECE;

    usage_add(q->self, q->fifo ? ITEM_FIFO_REQUEST : ITEM_REQUEST,
              pieces > 1 ? pieces : 1);
}

/* ---- sending ---- */

/* One at least, whatever was drawn. */
static uint32_t messages_of(const struct call *call)
{
    return call->items > 0 ? call->items : 1;
}

/* The bytes of all; -1: one of them, or all, are too large, or too many. */
static int64_t size_of_all(const struct sim *sim, const struct queue *q,
                           const struct call *call)
{
    int64_t sum = 0;

    if (messages_of(call) > (call->action == ACTION_SEND_BATCH ? BATCH_MOST : 1))
        return -1;
    for (uint32_t i = 0; i < messages_of(call); i++) {
        int64_t bytes = call_item_bytes(sim, call, i);
        if (bytes > message_most(q))
            return -1;
        sum += bytes;
    }
    return sum > q->account->batch_most ? -1 : sum;
}

static void answer_sent(struct sim *sim, struct queue *q, struct call *call,
                        enum call_status status)
{
    sim_time takes = source_draw(sim, &q->latency, &call->work);

    work_spent(&call->work, TIME_CALL, takes);
    call_reply(sim, call, status, takes);
}

static void send_messages(struct sim *sim, struct queue *q, struct call *call)
{
    int64_t bytes = size_of_all(sim, q, call);

    if (q->fifo && !limit_has_tokens(sim, q->fifo->send, TOKEN)) {
        call_refuse(sim, call, q->fifo->send, 0);
        return;
    }
    if (q->fifo)
        limit_take(sim, q->fifo->send, TOKEN);
    if (bytes < 0) {
        call->error = "InvalidParameterValue";
        answer_sent(sim, q, call, CALL_REFUSED);
        return;
    }
    queue_charge(q, bytes);
    for (uint32_t i = 0; i < messages_of(call); i++) {
        struct work work = call_item_work(call, i);
        queue_put(sim, q, &work, call_item_key(sim, call, i),
                  call_item_bytes(sim, call, i));
    }
    answer_sent(sim, q, call, CALL_OK);
    serve_polls(sim, q);
}

static void sqs_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct queue *q = self->state;

    switch (call->action) {
    case ACTION_RECEIVE:
        receive_message(sim, q, call);
        break;
    case ACTION_DELETE:
        delete_messages(sim, q, call);
        break;
    default:
        send_messages(sim, q, call);
    }
}

/* ---- start, changes and the ledger ---- */

static bool is_consumed(const struct sim *sim, const struct service *self)
{
    const struct graph *graph = world_of(sim)->graph;

    for (size_t i = 0; i < graph->resources; i++) {
        const struct model *model = graph->resource[i].model;
        if (model->consumes &&
            model->consumes(&graph->resource[i])->resource == self->resource->index)
            return true;
    }
    return false;
}

static void *sqs_start_account(struct sim *sim, struct account *account)
{
    (void)account;
    return sim_get(sim, sizeof(struct sqs_state));
}

static void begin(struct sim *sim, void *ctx)
{
    struct queue *q = ctx;
    const struct target *to = &q->config->redrive.dead_letter;

    if (to->address)
        q->dead_letter = target_service(sim, to)->state;
    queue_fill(sim, q);
    serve_polls(sim, q);
}

static void *sqs_start(struct sim *sim, struct service *self)
{
    struct queue *q = sim_get(sim, sizeof *q);

    q->self = self;
    q->config = self->config;
    q->account = self->account->config;
    q->latency = source_of(sim, self, "latency", &q->config->latency);
    q->receive_latency =
        source_of(sim, self, "receive_latency", &q->config->receive_latency);
    q->backlog_size = source_of(sim, self, "backlog_item_size", &q->config->backlog_size);
    q->in_flight = self->limit[LIMIT_IN_FLIGHT];
    q->consumed = is_consumed(sim, self);
    queue_start(sim, q);
    sim_after(sim, &q->begins, 0, begin, q);
    return q;
}

static void sqs_changed(struct sim *sim, struct service *self, const struct field *row)
{
    (void)row;
    queue_changed(sim, self->state);
}

static void sqs_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct queue *q = self->state;
    uint64_t came = q->began + q->sent + q->moved_in;
    uint64_t here = 0;

    (void)sim;
    for (size_t i = 0; i < sizeof q->count / sizeof *q->count; i++)
        here += (uint64_t)q->count[i];
    if (came != q->deleted + q->moved_out + q->expired + here)
        diag_failure(diag, self->resource->at,
                     "%s: %llu messages came, %llu were deleted, %llu moved, %llu "
                     "expired, %llu are there",
                     self->address, (unsigned long long)came,
                     (unsigned long long)q->deleted, (unsigned long long)q->moved_out,
                     (unsigned long long)q->expired, (unsigned long long)here);
}

const struct model sqs_model = {
    .name = "sqs",
    .dimension = "queue",
    .also = "queue queues message_queue",
    .help = "Amazon SQS: standard and FIFO queues, dead-letter queues",
    .fields = sqs_fields,
    .account_fields = sqs_account_fields,
    .config_size = sizeof(struct sqs_config),
    .account_size = sizeof(struct sqs_account),
    .metrics = sqs_metrics,
    .own_limits = sqs_own_limits,
    .items = sqs_items,
    .columns = sqs_columns,
    .actions = (const char *const[]){"SendMessage", "SendMessageBatch", "ReceiveMessage",
                                     "DeleteMessageBatch", NULL},
    .declare = sqs_declare,
    .check = sqs_check,
    .plan = sqs_plan,
    .resolve = sqs_resolve,
    .forecast = sqs_forecast,
    .start_account = sqs_start_account,
    .start = sqs_start,
    .accept = sqs_accept,
    .changed = sqs_changed,
    .audit = sqs_audit,
};
