/* tables.h - settings, metrics and line items of an outside service. */
#ifndef HTTP_TABLES_H
#define HTTP_TABLES_H

#include "http/http.h"

enum { /* rows of http_metrics */
       METRIC_REQUESTS,
       METRIC_ERRORS,
       METRIC_THROTTLES,
       METRIC_LATENCY,
       METRIC_QUEUE_WAIT,
       METRIC_CONCURRENT,
       METRIC_QUEUED,
       METRIC_AGE,
};

enum { ITEM_REQUEST }; /* rows of http_items */

/* Each service has its price, so what is counted is money: 1e-12 USD. */
#define HTTP_PRICE_SCALE 1e-12

extern const struct field http_fields[];
extern const struct metric http_metrics[];
extern const struct line_item http_items[];
extern const struct report_column http_columns[];

#endif
