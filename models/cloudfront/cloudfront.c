/* cloudfront.c - the life of a viewer's request, in the order it is lived:
 *
 *   accept -> (quota) -> kept: replied
 *                     -> on its way to another: waits
 *                     -> fetched: ask_origin -> origin_answered (-> ask_origin, where it
 *                        did not answer in time) -> kept, replied, and all who waited
 *
 * Developer guide, RequestAndResponseBehaviorCustomOrigin, HTTPStatusCodes and
 * Expiration, 2020-09 and 2026.
 */
#include "cloudfront/cloudfront.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "cloudfront/distribution.h"
#include "cloudfront/tables.h"
#include "flow/limit.h"
#include "flow/usage.h"

static void origin_answered(struct sim *, const struct answer *, void *ctx);

/* ---- start ---- */

static void start_behavior(struct sim *sim, struct distribution *d, size_t i)
{
    struct cloudfront_behavior *all = d->config->behaviors.element;
    struct behavior *b = &d->behavior[i];
    struct text name = {0};

    if (all[i].origin.timeout <= 0)
        all[i].origin.timeout = d->account->response_timeout;
    b->config = &all[i];
    b->index = i;
    b->ttl = cloudfront_ttl(b->config);
    b->meter = d->self->part[i].meter;
    text_add(&name, "cache_behaviors[%s]", all[i].path_pattern);
    b->origin = site_new(sim, d->self, &all[i].origin, text_of(&name));
    text_add(&name, "/response_size");
    b->response_size = source_of(sim, d->self, text_of(&name), &all[i].response_size);
    text_free(&name);
}

/* What is kept is of one behaviour, and an answer or an error. */
static size_t kind_of(const struct behavior *b, enum kept what)
{
    return b->index * KEPT_KINDS + what;
}

static void start_cache(struct sim *sim, struct distribution *d)
{
    size_t edges = (size_t)d->config->edges, n = d->config->behaviors.count;
    size_t kinds = n * KEPT_KINDS;
    sim_time *ttl = sim_get(sim, kinds * sizeof *ttl);

    for (size_t i = 0; i < n; i++) {
        const struct behavior *b = &d->behavior[i];
        ttl[kind_of(b, KEPT_ANSWER)] = b->ttl;
        ttl[kind_of(b, KEPT_BAD_GATEWAY)] = d->config->error_ttl;
        ttl[kind_of(b, KEPT_TIMEOUT)] = d->config->error_ttl;
    }
    d->cache = sim_get(sim, edges * sizeof *d->cache);
    for (size_t edge = 0; edge < edges; edge++)
        cache_start(sim, &d->cache[edge], INT64_MAX, kinds, ttl);
    sim_put(sim, ttl, kinds * sizeof *ttl);
}

static void *cloudfront_start(struct sim *sim, struct service *self)
{
    struct cloudfront_config *c = self->config;
    struct distribution *d = sim_get(sim, sizeof *d);

    d->self = self;
    d->config = c;
    d->account = self->account->config;
    d->rate = self->limit[0];
    limit_set_bucket(sim, d->rate, c->rate, fmax(1, c->rate), 1);
    d->behavior = sim_get(sim, c->behaviors.count * sizeof *d->behavior);
    for (size_t i = 0; i < c->behaviors.count; i++)
        start_behavior(sim, d, i);
    start_cache(sim, d);
    return d;
}

/* ---- counting ---- */

static void meter_both(struct distribution *d, const struct behavior *b, size_t row,
                       int64_t amount)
{
    meter_add(&d->self->meter[row], amount);
    meter_add(&b->meter[METRIC_OF_BEHAVIOR + row], amount);
}

/* Each request that is let in, whatever becomes of it; bytes to the origin of what is
 * neither GET nor HEAD (pricing page, read 2026-11). */
static void bill(struct distribution *d, const struct behavior *b,
                 const struct call *call)
{
    size_t region = (size_t)d->config->region;
    bool is_up = !cloudfront_keeps(call->action);

    usage_add(d->self, ITEM_REQUEST + region, 1);
    usage_add(d->self, ITEM_OUT + region, call->reply_bytes);
    meter_both(d, b, METRIC_DOWN, call->reply_bytes);
    if (is_up) {
        usage_add(d->self, ITEM_ORIGIN + region, call->bytes);
        meter_both(d, b, METRIC_UP, call->bytes);
    }
}

static void replied(struct sim *sim, const struct behavior *b, struct call *call,
                    enum call_status status, sim_time delay)
{
    struct distribution *d = call->to->state;
    bool is_4xx = status == CALL_THROTTLED || status == CALL_REFUSED;

    if (status != CALL_OK) {
        call->reply_bytes = 0;
        meter_both(d, b, is_4xx ? METRIC_4XX : METRIC_5XX, 1);
        meter_both(d, b, METRIC_ERRORS, 1);
    }
    bill(d, b, call);
    call_observe_age(call, &d->self->meter[METRIC_AGE], sim_now(sim) + delay);
    call_reply(sim, call, status, delay);
}

/* ---- what is kept ---- */

/* Nothing without a key, not even an error: nobody says that it is the same object. */
static bool has_place(const struct call *call)
{
    return cloudfront_keeps(call->action) && call->key != 0;
}

/* Which edge location: the same for a journey's requests. */
static size_t edge_of(const struct distribution *d, const struct call *call)
{
    return (size_t)(call->work.root->who % (uint64_t)d->config->edges);
}

/* What a cache held before and holds now. */
static void held(struct sim *sim, struct distribution *d, const struct cache *cache,
                 int64_t before)
{
    d->held += cache->held - before;
    meter_set(&d->self->meter[METRIC_CACHE_SIZE], sim_now(sim), d->held);
}

static bool answer_kept(struct sim *sim, struct distribution *d, const struct behavior *b,
                        struct call *call, size_t edge)
{
    static const char *const errors[] = {
        [KEPT_BAD_GATEWAY] = "502", [KEPT_TIMEOUT] = "504"};
    struct cache *cache = &d->cache[edge];
    const struct cacheable *found = NULL;
    int64_t before = cache->held;
    enum kept what;

    for (what = KEPT_ANSWER; what < KEPT_KINDS; what++) {
        const struct cacheable wanted = {kind_of(b, what), call->key, 0};
        if (cache->ttl[wanted.kind] > 0)
            found = cache_finds(sim, cache, &wanted);
        if (found)
            break;
    }
    held(sim, d, cache, before);
    if (!found)
        return false;
    d->found++;
    if (what == KEPT_ANSWER)
        meter_both(d, b, METRIC_HITS, 1);
    else
        call->error = errors[what];
    call->reply_bytes = found->bytes;
    replied(sim, b, call, what == KEPT_ANSWER ? CALL_OK : CALL_FAILED, 0);
    return true;
}

/* AWS keeps what an origin answers with 404, 405, 414 and 5xx, of which there are only
 * the last here; a 429 is not kept (HTTPStatusCodes). */
static void keep(struct sim *sim, struct fetch *f, const struct answer *answer)
{
    struct cache *cache = &f->of->cache[f->edge];
    bool good = answer->status == CALL_OK, late = answer->status == CALL_TIMED_OUT;
    struct cacheable kept = {0, f->call->key, good ? f->call->reply_bytes : 0};
    int64_t before = cache->held;

    if (answer->status == CALL_THROTTLED || answer->status == CALL_REFUSED)
        return;
    kept.kind = kind_of(f->behavior, good   ? KEPT_ANSWER
                                     : late ? KEPT_TIMEOUT
                                            : KEPT_BAD_GATEWAY);
    if (cache->ttl[kept.kind] == 0 || kept.bytes > f->of->account->object_most)
        return;
    cache_keeps(sim, cache, &kept, sim_now(sim));
    held(sim, f->of, cache, before);
}

/* ---- on its way ---- */

static struct fetch **slot_of(struct distribution *d, const struct behavior *b,
                              size_t edge, uint64_t key)
{
    struct fetch **at = &d->slot[(key ^ edge ^ kind_of(b, KEPT_ANSWER)) % FETCH_SLOTS];

    while (*at &&
           ((*at)->behavior != b || (*at)->edge != edge || (*at)->call->key != key))
        at = &(*at)->chain;
    return at;
}

static void wait_behind(struct sim *sim, struct fetch *f, struct call *call)
{
    struct waiter *w = sim_get(sim, sizeof *w);

    w->call = call;
    call->kept[0] = sim_now(sim);
    if (f->last)
        f->last->next = w;
    else
        f->first = w;
    f->last = w;
    f->of->waited++;
    meter_both(f->of, f->behavior, METRIC_COLLAPSED, 1);
}

/* ---- the origin ---- */

static bool may_be_kept(const struct behavior *b, const struct call *call)
{
    return b->ttl > 0 && has_place(call);
}

static void ask_origin(struct sim *sim, struct fetch *f)
{
    struct call *call = f->call;
    const struct ask *ask = &f->behavior->config->origin;
    const struct asking asking = {
        .parent = &call->work,
        .iteration = (uint64_t)f->attempt++,
        .delay = f->far - f->far / 2,
        .batch = call->batch,
        .item_size = ask->item_size.law.kind == LAW_NONE ? call->bytes : -1,
        .items = ask->items.law.kind == LAW_NONE ? (int64_t)call->items : -1,
        .key = call->key,
        .answered = origin_answered,
        .ctx = f,
    };

    meter_add(&f->of->self->meter[METRIC_FETCHES], 1);
    site_ask_begin(sim, f->behavior->origin, &asking);
    work_spent(&call->work, TIME_NETWORK, asking.delay);
}

/* From the viewer's edge location to the Region and back; of who is no client: no time.
 */
static sim_time far_of(struct sim *sim, const struct call *call)
{
    const struct service *caller = call->site ? site_owner(call->site) : NULL;

    if (!caller || !caller->model->point_to_region)
        return 0;
    return caller->model->point_to_region(sim, caller, &call->work);
}

static void fetch(struct sim *sim, struct distribution *d, struct behavior *b,
                  struct call *call, size_t edge)
{
    struct fetch *f = sim_get(sim, sizeof *f);

    *f = (struct fetch){.of = d,
                        .behavior = b,
                        .call = call,
                        .edge = edge,
                        .came = sim_now(sim),
                        .far = far_of(sim, call)};
    d->fetched++;
    if (may_be_kept(b, call)) {
        meter_both(d, b, METRIC_MISSES, 1);
        *slot_of(d, b, edge, call->key) = f;
    }
    ask_origin(sim, f);
}

/* ---- accept ---- */

static void cloudfront_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct distribution *d = self->state;
    const struct cloudfront_request *said = call->target->options;
    struct behavior *b = &d->behavior[said ? said->index : 0];
    size_t edge = edge_of(d, call);
    struct fetch *other;

    meter_both(d, b, METRIC_REQUESTS, 1);
    if (!limit_has_tokens(sim, d->rate, TOKEN)) {
        meter_both(d, b, METRIC_5XX, 1);
        meter_both(d, b, METRIC_ERRORS, 1);
        call_refuse(sim, call, d->rate, 0);
        return;
    }
    limit_take(sim, d->rate, TOKEN);
    if (has_place(call) && answer_kept(sim, d, b, call, edge))
        return;
    other = may_be_kept(b, call) ? *slot_of(d, b, edge, call->key) : NULL;
    if (other)
        wait_behind(sim, other, call);
    else
        fetch(sim, d, b, call, edge);
}

/* ---- the answer ---- */

static void tell(struct sim *sim, struct fetch *f, struct call *call,
                 const struct answer *answer, int64_t bytes)
{
    bool late = answer->status == CALL_TIMED_OUT;

    call->limit = answer->limit;
    call->error = late ? "504" : answer->error;
    call->reply_bytes = bytes;
    replied(sim, f->behavior, call, late ? CALL_FAILED : answer->status, f->far / 2);
}

/* All who waited have the answer of the one for whom it was fetched. */
static void tell_waiters(struct sim *sim, struct fetch *f, const struct answer *answer,
                         int64_t bytes)
{
    for (struct waiter *w = f->first, *next; w; w = next) {
        next = w->next;
        work_spent(&w->call->work, TIME_CALL, sim_now(sim) - w->call->kept[0]);
        work_spent(&w->call->work, TIME_NETWORK, f->far / 2);
        tell(sim, f, w->call, answer, bytes);
        sim_put(sim, w, sizeof *w);
    }
}

static void observe(struct sim *sim, const struct fetch *f)
{
    sim_time latency = sim_now(sim) + f->far / 2 - f->came;

    meter_observe(&f->of->self->meter[METRIC_ORIGIN_LATENCY], latency);
    meter_observe(&f->behavior->meter[METRIC_OF_BEHAVIOR + METRIC_ORIGIN_LATENCY],
                  latency);
}

static void origin_answered(struct sim *sim, const struct answer *answer, void *ctx)
{
    struct fetch *f = ctx;
    struct distribution *d = f->of;
    struct call *call = f->call;
    int64_t bytes;

    if (answer->status == CALL_TIMED_OUT && cloudfront_keeps(call->action) &&
        f->attempt < f->behavior->config->attempts) {
        ask_origin(sim, f);
        return;
    }
    call->reply_bytes = source_given(&f->behavior->response_size)
                            ? source_draw(sim, &f->behavior->response_size, &call->work)
                            : answer->reply_bytes;
    observe(sim, f);
    if (may_be_kept(f->behavior, call)) {
        struct fetch **at = slot_of(d, f->behavior, f->edge, call->key);
        assert(*at == f);
        *at = f->chain;
    }
    if (has_place(call))
        keep(sim, f, answer);
    bytes = call->reply_bytes;
    work_spent(&call->work, TIME_NETWORK, f->far / 2);
    tell(sim, f, call, answer, bytes);
    tell_waiters(sim, f, answer, bytes);
    sim_put(sim, f, sizeof *f);
}

/* ---- changes, the end ---- */

static void cloudfront_changed(struct sim *sim, struct service *self,
                               const struct field *row)
{
    struct distribution *d = self->state;

    (void)row;
    limit_resize_bucket(sim, d->rate, d->config->rate, fmax(1, d->config->rate));
}

static void audit_caches(const struct distribution *d, struct diag *diag)
{
    for (int64_t edge = 0; edge < d->config->edges; edge++)
        if (!cache_audit(&d->cache[edge]))
            diag_failure(diag, d->self->resource->at,
                         "%s: what a cache holds is not the sum of its entries",
                         d->self->address);
}

/* Each request was refused, found, waited or fetched; each question to an origin was one
 * for somebody, or again. */
static void cloudfront_audit(struct sim *sim, struct service *self, struct diag *diag)
{
    const struct distribution *d = self->state;
    int64_t ended = d->rate->rejections + d->found + d->waited + d->fetched;
    int64_t asked = 0;

    (void)sim;
    for (size_t i = 0; i < d->config->behaviors.count; i++)
        asked += site_counts(d->behavior[i].origin)->first;
    if (self->meter[METRIC_REQUESTS].count != ended)
        diag_failure(diag, self->resource->at,
                     "%s: %lld requests came, %lld are accounted for", self->address,
                     (long long)self->meter[METRIC_REQUESTS].count, (long long)ended);
    if (self->meter[METRIC_FETCHES].count != asked)
        diag_failure(diag, self->resource->at,
                     "%s: %lld requests to origins were counted, %lld sent",
                     self->address, (long long)self->meter[METRIC_FETCHES].count,
                     (long long)asked);
    audit_caches(d, diag);
}

const struct model cloudfront_model = {
    .name = "cloudfront",
    .dimension = "distribution",
    .part_dimension = "behavior",
    .also = "cdn distribution distributions edge",
    .help =
        "Amazon CloudFront: a cache at the edge in front of APIs, functions, services",
    .fields = cloudfront_fields,
    .account_fields = cloudfront_account_fields,
    .request_fields = cloudfront_request_fields,
    .config_size = sizeof(struct cloudfront_config),
    .account_size = sizeof(struct cloudfront_account),
    .request_size = sizeof(struct cloudfront_request),
    .metrics = cloudfront_metrics,
    .items = cloudfront_items,
    .needed = cloudfront_needed,
    .columns = cloudfront_columns,
    .actions = cloudfront_actions,
    .declare = cloudfront_declare,
    .check = cloudfront_check,
    .resolve = cloudfront_resolve,
    .door = cloudfront_door,
    .memory = cloudfront_memory,
    .warm = cloudfront_warm,
    .forecast = cloudfront_forecast,
    .start = cloudfront_start,
    .accept = cloudfront_accept,
    .changed = cloudfront_changed,
    .audit = cloudfront_audit,
};
