/* site.c - asks of a service in a run: their streams, and what each item of a batch
 * draws.
 */
#include "flow/site.h"

#include "base/text.h"

static struct source source_at(struct sim *sim, struct site *site, const char *address,
                               const char *what, const struct dist *dist)
{
    struct text name = {0};
    struct source source;

    text_add(&name, "%s/%s", address, what);
    source = source_of(sim, site->owner, text_of(&name), dist);
    text_free(&name);
    return source;
}

struct site *site_new(struct sim *sim, struct service *owner, const struct ask *ask,
                      const char *address)
{
    struct site *site = sim_get(sim, sizeof *site);

    site->owner = owner;
    site->ask = ask;
    site->retry = ask->retry;
    retry_suit(&site->retry, ask->to.address);
    site->name = name_text(address);
    site->item_size = source_at(sim, site, address, "item_size", &ask->item_size);
    site->items = source_at(sim, site, address, "items", &ask->items);
    site->key = source_at(sim, site, address, "key", &ask->key);
    site->backoff = source_at(sim, site, address, "backoff", NULL).stream;
    retry_budget_start(&site->budget, &site->retry);
    return site;
}

const struct ask *site_ask(const struct site *site)
{
    return site->ask;
}

const struct service *site_owner(const struct site *site)
{
    return site->owner;
}

const struct site_counts *site_counts(const struct site *site)
{
    return &site->counts;
}

void site_redraw(struct site *site)
{
    site->item_size.by_try = site->items.by_try = site->key.by_try = true;
}

/* ---- items of a batch ---- */

uint64_t call_item_who_named(const struct call *call, uint64_t i)
{
    return name_child(call->work.who, name_text("item"), i);
}

static struct work work_of_item(const struct call *call, uint64_t i)
{
    struct work work = call->work;

    work.who = call_item_who(call, i);
    return work;
}

int64_t call_item_bytes_drawn(const struct sim *sim, const struct call *call, uint64_t i)
{
    struct work work;

    if (!call->site || !source_given(&call->site->item_size))
        return call->bytes;
    work = work_of_item(call, i);
    return source_draw(sim, &call->site->item_size, &work);
}

uint64_t call_item_key_drawn(const struct sim *sim, const struct call *call, uint64_t i)
{
    struct work work;

    if (!call->site || !source_given(&call->site->key))
        return call->key;
    work = work_of_item(call, i);
    return source_key(sim, &call->site->key, &work);
}
