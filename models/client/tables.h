/* tables.h - settings and metrics of a client. */
#ifndef CLIENT_TABLES_H
#define CLIENT_TABLES_H

#include "client/client.h"

enum { /* rows of client_metrics */
       METRIC_REQUESTS,
       METRIC_ERRORS,
       METRIC_THROTTLED,
       METRIC_TIMEOUTS,
       METRIC_ATTEMPTS,
       METRIC_RETRIES,
       METRIC_LATENCY,
       METRIC_COMPLETION,
       METRIC_INCOMPLETE,
       METRIC_OPEN_REQUESTS,
       METRIC_JOURNEYS,
       METRIC_FAILED_JOURNEYS,
       METRIC_OPEN_JOURNEYS,
       METRIC_USERS,
       METRIC_OF_PART, /* from here on the same of one request of the journey */
};

extern const struct field client_fields[];
extern const struct metric client_metrics[];
extern const struct report_column client_columns[];
extern const struct report_causes client_causes[];

#endif
