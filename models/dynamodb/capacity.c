/* capacity.c - the token buckets of a table and its indexes. */
#include "dynamodb/table.h"

enum { HALF = 2 };

void capacity_declare(struct catalogue *all, const struct resource *self)
{
    (void)self;
    declare_limit(all, LIMIT_BUCKET, "read_account_limit");
    declare_limit(all, LIMIT_BUCKET, "write_account_limit");
}

void capacity_start(struct sim *sim, struct table *table)
{
    const struct dynamodb_account *account = table->account;
    double units[SIDES] = {account->table_read_units, account->table_write_units};

    for (size_t side = 0; side < SIDES; side++) {
        struct limit *quota = table->self->limit[LIMIT_READ + side];

        table->capacity.quota[side] = quota;
        limit_set_bucket(sim, quota, units[side], units[side], 1);
    }
}

struct limit *capacity_refuses(struct sim *sim, struct table *table,
                               const struct cost *cost)
{
    struct limit *quota = table->capacity.quota[cost->side];

    return limit_has_tokens(sim, quota, 1) ? NULL : quota; /* some, not all: debt */
}

void capacity_take(struct sim *sim, struct table *table, const struct cost *cost)
{
    limit_take(sim, table->capacity.quota[cost->side], cost->all * (TOKEN / HALF));
}

/* Units metered = units debited from the buckets (methods.md 9.7). */
void capacity_audit(const struct table *table, struct diag *diag)
{
    for (size_t side = 0; side < SIDES; side++)
        if (table->capacity.quota[side]->taken !=
            table->served_halves[side] * (TOKEN / HALF))
            diag_failure(diag, (struct where){table->self->address, 0},
                         "units served are not units debited");
}
