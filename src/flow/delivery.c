/* delivery.c - the life of a delivery:
 *
 *   begin -> (latency) -> due -> may it go? -> go -> answered
 *     -> done | refused: failed | else: again, after the outlet's wait, or failed
 *   failed -> the dead letters
 */
#include "flow/delivery.h"

#include "base/text.h"
#include "flow/ask.h"

enum { EXECUTIONS_MOST = UINT16_MAX }; /* that names tell apart: sim/draw.h */

static void due(struct sim *, void *ctx);
static void answered(struct sim *, struct call *, void *ctx);

static uint64_t site_of(const char *what, const char *name)
{
    struct text text = {0};
    uint64_t site;

    text_add(&text, "%s %s", what, name);
    site = name_text(text_of(&text));
    text_free(&text);
    return site;
}

struct source outlet_source(struct sim *sim, struct service *self, const char *name,
                            const char *what, const struct dist *dist)
{
    struct text text = {0};
    struct source source;

    text_add(&text, "%s/%s", name, what);
    source = source_of(sim, self, text_of(&text), dist);
    text_free(&text);
    return source;
}

void outlet_start(struct sim *sim, struct outlet *o, struct service *self,
                  const char *name, const struct dist *latency)
{
    o->jitter = outlet_source(sim, self, name, "jitter", NULL).stream;
    o->latency = outlet_source(sim, self, name, "delivery_latency", latency);
    o->site = site_of("deliver", name);
    o->dead_site = site_of("dead letter", name);
}

void delivery_begin(struct sim *sim, struct outlet *o, const struct work *message,
                    uint64_t key, int64_t bytes)
{
    struct delivery *d = sim_get(sim, sizeof *d);

    d->by = o;
    d->work = work_child(message, o->site, 0);
    d->work.spent = NULL;
    d->key = key;
    d->bytes = bytes;
    d->born = sim_now(sim);
    root_hold(d->work.root);
    o->begun++;
    o->open++;
    sim_after(sim, &d->next,
              source_given(&o->latency) ? source_draw(sim, &o->latency, &d->work) : 0,
              due, d);
}

static void due(struct sim *sim, void *ctx)
{
    struct delivery *d = ctx;

    if (!d->by->may_go || d->by->may_go(sim, d))
        delivery_go(sim, d);
}

/* The first try has the delivery's own names; one that was turned away is no execution,
 * so the next one has the same. */
static struct work work_of_try(const struct delivery *d)
{
    struct work work = d->work;
    uint64_t a = d->executions < EXECUTIONS_MOST ? d->executions : EXECUTIONS_MOST;

    if (a > 0)
        work.try = name_try(d->work.try, d->by->site, 0, a, 0);
    return work;
}

void delivery_go(struct sim *sim, struct delivery *d)
{
    const struct work work = work_of_try(d);
    struct call *call = call_new(sim, &work);

    call->key = d->key;
    call->bytes = d->bytes;
    call_send(sim, call, d->by->to,
              &(struct sending){.timeout = d->by->timeout, .done = answered, .ctx = d});
}

/* ---- its end ---- */

static void buried(struct sim *sim, struct call *call, void *ctx)
{
    struct outlet *o = ctx;

    o->hears(sim, o, call->status == CALL_OK ? DELIVERY_BURIED : DELIVERY_LOST, NULL);
}

static void bury(struct sim *sim, const struct delivery *d)
{
    struct outlet *o = d->by;
    struct work work = work_child(&d->work, o->dead_site, 0);
    struct call *call;

    if (!o->dead_letter->address)
        return;
    call = call_new(sim, &work);
    call->key = d->key;
    call->bytes = d->bytes;
    call_send(sim, call, o->dead_letter, &(struct sending){.done = buried, .ctx = o});
}

static void end(struct sim *sim, struct delivery *d, enum delivery_news news)
{
    struct root *root = d->work.root;
    struct outlet *o = d->by;

    o->open--;
    o->hears(sim, o, news, d);
    if (news == DELIVERY_FAILED)
        bury(sim, d);
    sim_put(sim, d, sizeof *d);
    root_drop(sim, root);
}

/* What the receiver refuses it would refuse again. */
static void answered(struct sim *sim, struct call *call, void *ctx)
{
    struct delivery *d = ctx;
    struct outlet *o = d->by;
    sim_time wait;

    if (call->status == CALL_OK) {
        o->done++;
        end(sim, d, DELIVERY_DONE);
        return;
    }
    d->tries++;
    d->executions += call->status != CALL_THROTTLED;
    wait = call->status == CALL_REFUSED ? SIM_FOREVER : o->again(sim, d);
    if (wait == SIM_FOREVER) {
        o->failed++;
        end(sim, d, DELIVERY_FAILED);
        return;
    }
    o->hears(sim, o, DELIVERY_AGAIN, d);
    sim_after(sim, &d->next, wait, due, d);
}

sim_time delivery_jitter(const struct delivery *d, sim_time wait, double share)
{
    double u = unit_of(draw_bits(&d->by->jitter, d->work.try, (unsigned)d->tries));

    return wait + (sim_time)((double)wait * share * (2 * u - 1));
}

bool outlet_audit(const struct outlet *o, const struct resource *self, struct diag *diag)
{
    if (o->begun == o->done + o->failed + o->open)
        return true;
    diag_failure(diag, self->at,
                 "%s, %s: %llu deliveries begun, %llu done, %llu failed, %llu open",
                 self->address, o->to->address, (unsigned long long)o->begun,
                 (unsigned long long)o->done, (unsigned long long)o->failed,
                 (unsigned long long)o->open);
    return false;
}

struct work call_item_work(const struct call *call, uint32_t i)
{
    struct work work = call->work;

    if (i > 0) {
        work.who = call_item_who(call, i);
        work.try = call->work.try == call->work.who
                       ? work.who
                       : name_try(call->work.try, name_text("item"), i, 0, 0);
    }
    return work;
}
