/* tables.h - settings, metrics and line items of a queue. */
#ifndef SQS_TABLES_H
#define SQS_TABLES_H

#include "sqs/sqs.h"

enum { /* rows of sqs_metrics */
       METRIC_SENT,
       METRIC_RECEIVED,
       METRIC_DELETED,
       METRIC_EMPTY_RECEIVES,
       METRIC_SENT_SIZE,
       METRIC_VISIBLE,
       METRIC_NOT_VISIBLE,
       METRIC_DELAYED,
       METRIC_OLDEST,
       METRIC_MOVED,
       METRIC_EXPIRED,
       METRIC_RETURNED,
       METRIC_QUEUE_TIME,
       METRIC_AGE,
       METRIC_DEDUPLICATED,
       METRIC_GROUPS,
};

enum { ITEM_REQUEST, ITEM_FIFO_REQUEST }; /* rows of sqs_items */

/* In order of declaration; all but the first only of a FIFO queue. */
enum { LIMIT_IN_FLIGHT, LIMIT_SEND, LIMIT_RECEIVE, LIMIT_DELETE, LIMIT_GROUP };

enum { /* sqs_model.actions */
       ACTION_SEND,
       ACTION_SEND_BATCH,
       ACTION_RECEIVE,
       ACTION_DELETE,
};

enum { BATCH_MOST = 10 }; /* messages in one API call: SQS API reference, 2021 and 2026 */

/* What one request is charged for: SQS pricing, 2021 and 2026. */
#define REQUEST_PIECE (INT64_C(64) << 10)

extern const struct field sqs_fields[], sqs_account_fields[];
extern const struct metric sqs_metrics[];
extern const struct line_item sqs_items[];
extern const struct report_column sqs_columns[];
extern const struct own_limit sqs_own_limits[];

/* What differs by the kind of queue: calls of each kind a second, of a FIFO queue;
 * messages in flight at most. */
static inline double sqs_rate(const struct sqs_config *c, const struct sqs_account *a)
{
    return c->throughput == THROUGHPUT_PER_GROUP ? a->high_rate : a->fifo_rate;
}
static inline int64_t sqs_in_flight_most(const struct sqs_config *c,
                                         const struct sqs_account *a)
{
    return c->is_fifo ? a->fifo_in_flight_most : a->in_flight_most;
}

/* load.c: before it runs. */
void sqs_declare(struct catalogue *, const struct resource *self);
void sqs_check(const struct graph *, const struct resource *self, struct diag *);
void sqs_plan(struct plan *, const struct resource *self);
bool sqs_resolve(const struct graph *, const struct resource *self, struct target *,
                 struct diag *);
/* forecast.c */
struct forecast_time sqs_forecast(struct forecast *, const struct resource *self,
                                  const struct offered *);

#endif
