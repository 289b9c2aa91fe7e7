/* stream_load.c - what a mapping of a stream, and what one of a queue, may not say. */
#include <string.h>

#include "base/text.h"
#include "poller/stream.h"

void stream_check(const struct graph *graph, const struct resource *self,
                  struct diag *diag)
{
    const struct mapping *m = self->config;
    const struct target *failed = &m->on_failure;

    if (m->maximum_concurrency != ABSENT)
        diag_error(diag, self->at,
                   "%s: maximum_concurrency is of queues: of a stream "
                   "parallelization_factor says how many batches a shard has at once",
                   self->address);
    if (failed->address &&
        !text_is_one_of("SendMessage", graph->resource[failed->resource].model->actions))
        diag_error(diag, failed->at, "%s: on_failure of a stream is a queue, not %s",
                   self->address, failed->address);
}

/* Each by its name: it would mean nothing. */
void stream_refuse(const struct resource *self, struct diag *diag)
{
    const struct mapping *m = self->config;
    const struct {
        bool given;
        const char *name;
    } said[] = {{m->starting_position >= 0, "starting_position"},
                {m->consumer != NULL, "consumer"},
                {m->factor != ABSENT, "parallelization_factor"},
                {m->retry_attempts != ABSENT, "maximum_retry_attempts"},
                {m->record_age != ABSENT, "maximum_record_age"},
                {m->bisects, "bisect_batch_on_function_error"},
                {m->on_failure.address != NULL, "on_failure"}};

    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (said[i].given)
            diag_error(diag, self->at, "%s: %s is of streams, and %s is none",
                       self->address, said[i].name, m->source.address);
}

/* ---- what is read of the profile ---- */

static bool is_of_stream(const struct occasion *o)
{
    return mapping_reads_stream(o->self->config);
}

static bool is_of_queue(const struct occasion *o)
{
    return !is_of_stream(o);
}

const struct needed poller_needed[] = {
    {"account.poller.growth", is_of_queue},
    {"account.poller.wait_time", is_of_queue},
    {"account.poller.error_backoff", is_of_queue},
    {"account.poller.retry_interval", is_of_stream},
    {"account.poller.maximum_retry_interval", is_of_stream},
    NEEDED_END,
};
