/* sns.c - the life of a message:
 *
 *   Publish, PublishBatch -> too large? -> within the account's quota? -> answered
 *   each message -> each subscription: its filter -> a delivery (flow/delivery.h)
 */
#include "sns/sns.h"

#include <math.h>

#include "flow/ask.h"
#include "flow/delivery.h"
#include "flow/limit.h"
#include "flow/usage.h"
#include "sns/tables.h"

struct topic {
    struct service *self;
    const struct sns_config *config;
    const struct sns_account *account;
    struct source latency;
    struct limit *quota;
    struct subscriber *subscriber; /* in order of the subscriptions */
    int64_t open;
};

struct subscriber {
    struct outlet outlet; /* must stay first */
    const struct subscription *said;
    struct delivery_policy policy;
    struct source filter;
};

/* ---- deliveries ---- */

static sim_time again(struct sim *sim, const struct delivery *d)
{
    const struct subscriber *s = (const struct subscriber *)d->by;
    const struct topic *t = d->by->owner;
    sim_time wait = policy_wait(&s->policy, (int64_t)d->tries);

    (void)sim;
    return wait == SIM_FOREVER ? wait
                               : delivery_jitter(d, wait, t->account->retry_jitter);
}

static void count(const struct topic *t, const struct outlet *o, size_t metric,
                  size_t of_part)
{
    meter_add(&t->self->meter[metric], 1);
    meter_add(&t->self->part[o->part].meter[of_part], 1);
}

static void opened(struct sim *sim, struct topic *t, int64_t change)
{
    t->open += change;
    meter_set(&t->self->meter[METRIC_OPEN], sim_now(sim), t->open);
}

static void delivered(struct sim *sim, struct topic *t, const struct outlet *o,
                      const struct delivery *d)
{
    count(t, o, METRIC_DELIVERED, METRIC_PART_DELIVERED);
    meter_observe(&t->self->meter[METRIC_TIME], sim_now(sim) - d->born);
    meter_observe(&t->self->meter[METRIC_AGE], sim_now(sim) - d->work.root->born);
    meter_observe(&t->self->part[o->part].meter[METRIC_PART_TIME],
                  sim_now(sim) - d->born);
}

/* Every try to an http endpoint is paid for [A]. */
static void hears(struct sim *sim, struct outlet *o, enum delivery_news news,
                  const struct delivery *d)
{
    struct topic *t = o->owner;

    if (d && subscription_is_http(((const struct subscriber *)o)->said))
        usage_add(t->self, ITEM_HTTP, 1);
    if (news == DELIVERY_DONE || news == DELIVERY_FAILED)
        opened(sim, t, -1);
    switch (news) {
    case DELIVERY_AGAIN:
        meter_add(&t->self->meter[METRIC_RETRIES], 1);
        break;
    case DELIVERY_DONE:
        delivered(sim, t, o, d);
        break;
    case DELIVERY_FAILED:
        count(t, o, METRIC_FAILED, METRIC_PART_FAILED);
        break;
    case DELIVERY_BURIED:
        count(t, o, METRIC_REDRIVEN, METRIC_PART_REDRIVEN);
        break;
    case DELIVERY_LOST:
        meter_add(&t->self->meter[METRIC_REDRIVE_FAILED], 1);
        break;
    }
}

/* ---- messages ---- */

/* One at least, whatever was drawn. */
static uint32_t messages_of(const struct call *call)
{
    return call->items > 0 ? call->items : 1;
}

/* The bytes of all; -1: too large, or too many. */
static int64_t size_of_all(const struct sim *sim, const struct topic *t,
                           const struct call *call)
{
    int64_t sum = 0;

    if (messages_of(call) > (call->action == ACTION_PUBLISH_BATCH ? BATCH_MOST : 1))
        return -1;
    for (uint32_t i = 0; i < messages_of(call); i++)
        sum += call_item_bytes(sim, call, i);
    return sum > t->account->message_most ? -1 : sum;
}

static void pass_on(struct sim *sim, struct topic *t, const struct call *call, uint32_t i)
{
    const struct work work = call_item_work(call, i);
    int64_t bytes = call_item_bytes(sim, call, i);

    meter_add(&t->self->meter[METRIC_PUBLISHED], 1);
    meter_observe(&t->self->meter[METRIC_SIZE], bytes);
    for (size_t k = 0; k < t->config->subscriptions.count; k++) {
        struct subscriber *s = &t->subscriber[k];
        if (!source_coin(sim, &s->filter, &work)) {
            count(t, &s->outlet, METRIC_FILTERED, METRIC_PART_FILTERED);
            continue;
        }
        opened(sim, t, 1);
        delivery_begin(sim, &s->outlet, &work, call_item_key(sim, call, i),
                       bytes + (s->said->raw ? 0 : t->account->envelope));
    }
}

static void answer(struct sim *sim, struct topic *t, struct call *call,
                   enum call_status status)
{
    sim_time takes = source_draw(sim, &t->latency, &call->work);

    work_spent(&call->work, TIME_CALL, takes);
    call_reply(sim, call, status, takes);
}

static void sns_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct topic *t = self->state;
    uint32_t messages = messages_of(call);
    int64_t bytes = size_of_all(sim, t, call), pieces;

    if (bytes < 0) {
        call->error = "InvalidParameter";
        answer(sim, t, call, CALL_REFUSED);
        return;
    }
    if (!limit_has_tokens(sim, t->quota, messages * TOKEN)) {
        meter_add(&self->meter[METRIC_THROTTLES], messages);
        call_refuse(sim, call, t->quota, 0);
        return;
    }
    limit_take(sim, t->quota, messages * TOKEN);
    pieces = (bytes + REQUEST_PIECE - 1) / REQUEST_PIECE;
    usage_add(self, ITEM_REQUEST, pieces > 1 ? pieces : 1);
    for (uint32_t i = 0; i < messages; i++)
        pass_on(sim, t, call, i);
    answer(sim, t, call, CALL_OK);
}

/* ---- start and the ledger ---- */

/* What a second brings may come at once [A]: the general reference has rates only. */
static void *sns_start_account(struct sim *sim, struct account *account)
{
    const struct sns_account *c = account->config;

    limit_set_bucket(sim, account->limit[LIMIT_PUBLISH], c->publish_rate,
                     fmax(BATCH_MOST, c->publish_rate), 1);
    return NULL;
}

static void start_subscriber(struct sim *sim, struct topic *t, size_t i)
{
    struct subscriber *s = &t->subscriber[i];
    const char *name;

    s->said = (const struct subscription *)t->config->subscriptions.element + i;
    name = s->said->endpoint.address;
    outlet_start(sim, &s->outlet, t->self, name, &t->config->delivery_latency);
    s->policy = policy_of(t->account, s->said);
    s->outlet.owner = t;
    s->outlet.part = i;
    s->outlet.to = &s->said->endpoint;
    s->outlet.dead_letter = &s->said->dead_letter;
    s->outlet.timeout = subscription_is_http(s->said) ? t->account->http_timeout : 0;
    s->outlet.again = again;
    s->outlet.hears = hears;
    s->filter = outlet_source(sim, t->self, name, "filter_share", &s->said->filter_share);
}

static void *sns_start(struct sim *sim, struct service *self)
{
    struct topic *t = sim_get(sim, sizeof *t);

    t->self = self;
    t->config = self->config;
    t->account = self->account->config;
    t->quota = self->account->limit[LIMIT_PUBLISH];
    t->latency = source_of(sim, self, "latency", &t->config->latency);
    t->subscriber =
        sim_get(sim, (t->config->subscriptions.count + 1) * sizeof *t->subscriber);
    for (size_t i = 0; i < t->config->subscriptions.count; i++)
        start_subscriber(sim, t, i);
    return t;
}

static void sns_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct topic *t = self->state;

    (void)sim;
    for (size_t i = 0; i < t->config->subscriptions.count; i++)
        outlet_audit(&t->subscriber[i].outlet, self->resource, diag);
}

const struct model sns_model = {
    .name = "sns",
    .dimension = "topic",
    .part_dimension = "subscription",
    .also = "topic topics notification notifications pubsub",
    .help = "Amazon SNS: standard topics and their subscriptions",
    .fields = sns_fields,
    .account_fields = sns_account_fields,
    .config_size = sizeof(struct sns_config),
    .account_size = sizeof(struct sns_account),
    .metrics = sns_metrics,
    .items = sns_items,
    .needed = sns_needed,
    .columns = sns_columns,
    .actions = (const char *const[]){"Publish", "PublishBatch", NULL},
    .expand = sns_expand,
    .declare = sns_declare,
    .check = sns_check,
    .resolve = sns_resolve,
    .forecast = sns_forecast,
    .start_account = sns_start_account,
    .start = sns_start,
    .accept = sns_accept,
    .audit = sns_audit,
};
