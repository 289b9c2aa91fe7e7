/* bill.c - Lambda pricing, 2021-08 to 2026: MB x ms of each execution, rounded up;
 * storage beyond what is included; snapshots but for Java, whose are free. */
#include "lambda/bill.h"

#include "flow/usage.h"
#include "lambda/tables.h"

void bill_execution(struct service *self, const struct lambda_account *account,
                    sim_time duration, sim_time also)
{
    const struct lambda_config *c = self->config;
    sim_time quantum = account->billing_quantum;
    int64_t ms = (duration + also + quantum - 1) / quantum * (quantum / SIM_MS);
    int64_t storage = c->storage_bytes - account->storage_included;
    size_t item =
        c->architecture == ARCHITECTURE_ARM64 ? ITEM_GB_SECOND_ARM : ITEM_GB_SECOND;

    usage_add(self, item, ms * (c->memory_bytes >> 20));
    if (storage > 0)
        usage_add(self, ITEM_STORAGE, ms * (storage >> 20));
    meter_observe(&self->meter[METRIC_BILLED_DURATION], ms * SIM_MS);
}

void bill_restore(struct service *self)
{
    const struct lambda_config *c = self->config;

    if (!lambda_runs(c, "java"))
        usage_add(self, ITEM_RESTORE, c->memory_bytes >> 20);
}

void bill_snapshot(struct sim *sim, struct service *self)
{
    const struct lambda_config *c = self->config;

    if (lambda_restores(c) && !lambda_runs(c, "java"))
        usage_level(sim, self, ITEM_SNAPSHOT, c->memory_bytes >> 20);
}
