/* bill.c - Lambda pricing, 2021-08 to 2026: MB x ms of each execution, rounded up;
 * storage beyond what is included; snapshots but for Java, whose are free; provisioned
 * environments, MB x s. */
#include "lambda/bill.h"

#include "flow/usage.h"
#include "lambda/tables.h"

static bool is_arm(const struct service *self)
{
    const struct lambda_config *c = self->config;

    return c->architecture == ARCHITECTURE_ARM64;
}

static size_t duration_item(const struct service *self, bool provisioned)
{
    if (provisioned)
        return is_arm(self) ? ITEM_PROVISIONED_DURATION_ARM : ITEM_PROVISIONED_DURATION;
    return is_arm(self) ? ITEM_GB_SECOND_ARM : ITEM_GB_SECOND;
}

/* Charged ms of so much time. */
static int64_t charged(const struct lambda_account *account, sim_time time)
{
    sim_time quantum = account->billing_quantum;

    return (time + quantum - 1) / quantum * (quantum / SIM_MS);
}

void bill_execution(struct service *self, const struct lambda_account *account,
                    sim_time duration, sim_time also, bool provisioned)
{
    const struct lambda_config *c = self->config;
    int64_t ms = charged(account, duration + also);
    int64_t storage = c->storage_bytes - account->storage_included;

    usage_add(self, duration_item(self, provisioned), ms * (c->memory_bytes >> 20));
    if (storage > 0)
        usage_add(self, ITEM_STORAGE, ms * (storage >> 20));
    meter_observe(&self->meter[METRIC_BILLED_DURATION], ms * SIM_MS);
}

void bill_init(struct service *self, const struct lambda_account *account, sim_time init)
{
    const struct lambda_config *c = self->config;

    usage_add(self, duration_item(self, true),
              charged(account, init) * (c->memory_bytes >> 20));
}

void bill_provisioned(struct sim *sim, struct service *self, int64_t environments)
{
    const struct lambda_config *c = self->config;
    size_t item = is_arm(self) ? ITEM_PROVISIONED_ARM : ITEM_PROVISIONED;

    usage_level(sim, self, item,
                self->usage[item].level + environments * (c->memory_bytes >> 20));
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
