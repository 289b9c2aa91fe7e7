/* request_log.h - one line a request, as its client saw it (`--requests N`).
 *
 * Kept only when asked for: world->requests is NULL otherwise.  One journey in `every` is
 * kept whole, by its ordinal, so that the choice depends on nothing that happens in it.
 */
#ifndef REQUEST_LOG_H
#define REQUEST_LOG_H

#include "flow/call.h"

struct request_row {
    const struct root *root; /* client, ordinal, step and intended start */
    sim_time latency;        /* to the final answer, retries included */
    enum call_status status; /* of the final answer */
    int64_t attempts;
    const struct limit *limit; /* of the last attempt, when THROTTLED; else NULL */
};

struct request_log {
    uint64_t every;
    size_t count, room;
    struct logged {
        double arrival_s, latency_s; /* after t = 0; */
        uint32_t client, request;    /* resource index; place along the request axis */
        int32_t limit;               /* index in the graph, -1: none */
        uint32_t attempts;
        uint64_t ordinal;
        uint8_t status;
    } * row;
};

/* Where a client's request has its final answer.  NULL log: nothing happens. */
void request_log_add(struct sim *, const struct request_row *);

#endif
