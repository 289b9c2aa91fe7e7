#include "flow/request_log.h"

#include <stdlib.h>

#include "flow/limit.h"

void request_log_add(struct sim *sim, const struct request_row *row)
{
    struct world *world = world_of(sim);
    struct request_log *log = world->requests;
    const struct root *root = row->root;

    if (!log || root->ordinal % log->every != 0 || root->born < world->origin)
        return;
    if (log->count == log->room) {
        log->room = log->room ? 2 * log->room : 1024;
        log->row = xrealloc(log->row, log->room, sizeof *log->row);
    }
    log->row[log->count++] = (struct logged){
        .arrival_s = (double)(root->born - world->origin) / 1e9,
        .latency_s = (double)row->latency / 1e9,
        .client = (uint32_t)root->client->resource->index,
        .request = (uint32_t)root->client->resource->first_part + root->step,
        .limit = row->limit ? (int32_t)(row->limit - world->limit) : -1,
        .attempts = (uint32_t)row->attempts,
        .ordinal = root->ordinal,
        .status = (uint8_t)row->status};
}
