/* forecast.c - the calculator's view of a state machine.
 *
 * In each scope states are visited v = e + v Q times on average, where Q are the ways
 * between them; times come back the other way, with their squares, so that what the
 * longest of several branches takes can be told.  Nothing fails, so nothing is tried
 * again or caught; a Fail state ends its share.
 */
#include <math.h>
#include <stdlib.h>

#include "flow/forecast.h"
#include "stepfunctions/asl.h"
#include "stepfunctions/tables.h"

struct expecting {
    struct forecast *f;
    const struct resource *self;
    const struct stepfunctions_config *config;
    const struct stepfunctions_account *account;
    const struct asl *asl;
    double transitions;             /* per second, of Standard executions and children */
    double events;                  /* of one execution's history */
    bool express;                   /* what is walked is Express */
    double items;                   /* of the batch of a child; 0: none */
    double *visits, *mean, *square; /* by state; of what is left from there on */
};

struct scope_of { /* a pass through a scope */
    const struct asl_scope *scope;
    double rate;  /* passes a second */
    double times; /* passes for one execution */
};

static struct forecast_time pass(struct expecting *, const struct scope_of *);

static const struct state_config *said_of(const struct expecting *e, uint32_t state)
{
    return state_said(e->config, state);
}

/* ---- ways ---- */

/* How likely way i of a state is; *next: where it leads. */
static double way(const struct expecting *e, uint32_t state, size_t i, uint32_t *next)
{
    const struct asl_state *s = &e->asl->state[state];
    const struct state_config *said = said_of(e, state);
    const struct choice_config *one = said->choices.element;
    double sum = 0, open = 0, own = -1;

    *next = s->next;
    if (s->type != ASL_CHOICE)
        return 1;
    *next = s->choice.next[i];
    for (size_t k = 0; k < s->choice.count; k++) {
        size_t place;
        bool given = choice_is_said(&s->choice, said, k, &place);
        double share = given ? forecast_mean(e->f, &one[place].probability) : 0;
        sum += share;
        open += !given;
        if (k == i && given)
            own = share;
    }
    return own >= 0 ? own : fmax(0, 1 - sum) / open;
}

static size_t ways(const struct asl_state *s)
{
    return s->type == ASL_CHOICE ? s->choice.count : 1;
}

/* Rounds of a scope: of circles that hardly ever end no more is asked. */
static int64_t most_rounds(const struct asl_scope *scope)
{
    enum { LOOKED_AT = 2000000 }; /* states in all: a fraction of a second */

    return LOOKED_AT / (int64_t)scope->count + 1;
}

/* So many more visits of a state go on to those that come after it. */
static void send_on(struct expecting *e, uint32_t state, double more)
{
    uint32_t next;

    for (size_t i = 0; more > 0 && i < ways(&e->asl->state[state]); i++) {
        double share = way(e, state, i, &next);
        if (next != ASL_END)
            e->visits[next] += share * more;
    }
}

/* Sends visits on along the ways until there are no more to send. */
static void count_visits(struct expecting *e, const struct asl_scope *scope)
{
    double *sent = xcalloc(e->asl->states + 1, sizeof *sent), moved = 1;

    for (size_t k = 0; k < scope->count; k++)
        e->visits[scope->state[k]] = 0;
    e->visits[scope->start] = 1;
    for (int64_t left = most_rounds(scope); left > 0 && moved > 1e-12; left--) {
        moved = 0;
        for (size_t k = 0; k < scope->count; k++) {
            uint32_t state = scope->state[k];
            double more = e->visits[state] - sent[state];
            sent[state] = e->visits[state];
            moved = fmax(moved, more);
            send_on(e, state, more);
        }
    }
    free(sent);
}

/* From the states' own times to those of what is left from each state on. */
static void add_times(struct expecting *e, const struct asl_scope *scope,
                      const struct forecast_time *own)
{
    double moved = 1;

    for (size_t k = 0; k < scope->count; k++)
        e->mean[scope->state[k]] = e->square[scope->state[k]] = 0;
    for (int64_t left = most_rounds(scope); left > 0 && moved > 1e-9; left--) {
        moved = 0;
        for (size_t k = scope->count; k-- > 0;) {
            uint32_t state = scope->state[k], next;
            double mean = 0, square = 0, t = own[k].mean;
            for (size_t i = 0; i < ways(&e->asl->state[state]); i++) {
                double share = way(e, state, i, &next);
                mean += next == ASL_END ? 0 : share * e->mean[next];
                square += next == ASL_END ? 0 : share * e->square[next];
            }
            square += own[k].variance + t * t + 2 * t * mean;
            moved = fmax(moved, fabs(square - e->square[state]) / (1e-9 + square));
            e->mean[state] = t + mean;
            e->square[state] = square;
        }
    }
}

/* ---- states ---- */

static struct forecast_time called(struct expecting *e, const struct ask *ask,
                                   double rate)
{
    const struct graph *graph = forecast_graph(e->f);
    struct offered batch = {.rate = rate,
                            .items = e->items,
                            .is_batch = true,
                            .target = &ask->to,
                            .keys = &ask->key,
                            .sizes = &ask->item_size};

    if (e->items > 0)
        return forecast_call(e->f, &graph->resource[ask->to.resource], &batch);
    return forecast_ask(e->f, ask, rate);
}

static struct forecast_time task(struct expecting *e, uint32_t state, double rate)
{
    const struct asl_task *t = &e->asl->state[state].task;
    const struct state_config *said = said_of(e, state);
    struct forecast_time time = forecast_law(e->f, &e->config->dispatch_latency);
    bool own = said->duration.law.kind != LAW_NONE;

    if (said->ask.to.address)
        time = forecast_both(time, called(e, &said->ask, rate));
    if (own)
        return forecast_both(forecast_both(time, forecast_law(e->f, &said->duration)),
                             t->pattern == ASL_SYNC
                                 ? forecast_law(e->f, &e->config->completion_latency)
                                 : (struct forecast_time){0});
    if (!said->ask.to.address)
        time = forecast_both(time, forecast_law(e->f, &e->config->service_duration));
    return time;
}

/* So many alike, so many of them at once: all but the last `window` keep the lanes full,
 * and where they hardly vary they go in rounds. */
static struct forecast_time side_by_side(struct forecast_time one, double count,
                                         double window)
{
    enum { MOST = 1000 };
    double at_once = fmin(fmin(count, window), MOST);
    size_t lanes = (size_t)fmax(1, floor(at_once + 0.5));
    struct forecast_time *all = xcalloc(lanes, sizeof *all), longest;

    for (size_t i = 0; i < lanes; i++)
        all[i] = one;
    longest = count <= 0 ? (struct forecast_time){0} : forecast_longest(all, lanes);
    if (count > window) {
        longest.mean = fmax(longest.mean + (count - window) / window * one.mean,
                            ceil(count / window - 1e-9) * one.mean);
        longest.variance += (count - window) / window * one.variance / window;
    }
    free(all);
    return longest;
}

static struct forecast_time parallel(struct expecting *e, const struct asl_state *s,
                                     const struct scope_of *above)
{
    struct forecast_time *all = xcalloc(s->inners, sizeof *all), longest;

    for (uint32_t i = 0; i < s->inners; i++)
        all[i] = pass(e, &(struct scope_of){&e->asl->scope[s->inner + i], above->rate,
                                            above->times});
    longest = forecast_longest(all, s->inners);
    free(all);
    return longest;
}

static double window_of(const struct expecting *e, const struct asl_state *s,
                        const struct state_config *said)
{
    int64_t most =
        s->map.distributed ? e->account->distributed_most : e->account->inline_most;
    int64_t set = said->max_concurrency != ABSENT ? said->max_concurrency
                                                  : (int64_t)s->map.max_concurrency.value;

    return (double)(set > 0 && set < most ? set : most);
}

static double items_of(const struct expecting *e, const struct asl_state *s,
                       const struct state_config *said)
{
    return said->ask.items.law.kind == LAW_NONE ? (double)s->map.items
                                                : forecast_mean(e->f, &said->ask.items);
}

static void charge_express(struct expecting *e, double rate, struct forecast_time time,
                           double memory)
{
    double piece = (double)BILLED_PIECE / 1e9;
    double pieces = time.variance > 0 ? time.mean / piece + 0.5
                                      : fmax(1, ceil(time.mean / piece - 1e-9));

    forecast_usage(e->f, e->self, ITEM_REQUEST, rate);
    forecast_usage(e->f, e->self, ITEM_GB_SECOND,
                   rate * pieces * ceil(memory / (double)MEMORY_PIECE) / 160);
}

static double memory_of(const struct expecting *e, uint32_t map)
{
    const struct asl_scope *inner = &e->asl->scope[e->asl->state[map].inner];
    int64_t most = said_of(e, map)->memory_used;

    for (size_t i = 0; i < inner->count; i++)
        if (said_of(e, inner->state[i])->memory_used > most)
            most = said_of(e, inner->state[i])->memory_used;
    return (double)(most == ABSENT ? e->config->memory_used : most);
}

static struct forecast_time distributed(struct expecting *e, uint32_t state,
                                        const struct scope_of *above)
{
    const struct asl_state *s = &e->asl->state[state];
    const struct state_config *said = said_of(e, state);
    double per = s->map.items_per_batch.given ? s->map.items_per_batch.value : 1;
    double items = items_of(e, s, said), children = ceil(items / per);
    double dispatch =
        s->map.express ? e->account->express_dispatch : e->account->standard_dispatch;
    struct expecting child = *e;
    struct forecast_time one, all;

    child.express = s->map.express;
    child.items = fmin(per, items);
    child.events = child.transitions = 0;
    one = forecast_both(forecast_law(e->f, &e->config->start_latency),
                        pass(&child, &(struct scope_of){&e->asl->scope[s->inner],
                                                        above->rate * children, 1}));
    e->transitions += child.transitions;
    if (child.express)
        charge_express(e, above->rate * children, one, memory_of(e, state));
    all = side_by_side(one, children, window_of(e, s, said));
    /* The last of them begins when its turn has come. */
    all.mean = fmax(all.mean, fmax(0, children - 1) / dispatch + one.mean);
    return forecast_both(forecast_law(e->f, &said->duration), all);
}

static struct forecast_time map(struct expecting *e, uint32_t state,
                                const struct scope_of *above)
{
    const struct asl_state *s = &e->asl->state[state];
    const struct state_config *said = said_of(e, state);
    double items = items_of(e, s, said);
    struct forecast_time one;

    if (s->map.distributed)
        return distributed(e, state, above);
    e->events += 2 * items * above->times;
    one = pass(e, &(struct scope_of){&e->asl->scope[s->inner], above->rate * items,
                                     above->times * items});
    return side_by_side(one, items, window_of(e, s, said));
}

/* Events of one visit, but for what is inside (README.md). */
static double events_of(const struct asl_state *s)
{
    if (s->type == ASL_FAIL)
        return 1;
    if (s->type == ASL_TASK)
        return 5 + (s->task.service && s->task.pattern != ASL_RESPONSE);
    if (s->type == ASL_MAP || s->type == ASL_PARALLEL)
        return s->map.distributed ? 6 : 4;
    return 2;
}

static struct forecast_time inside(struct expecting *e, uint32_t state,
                                   const struct scope_of *visits)
{
    const struct asl_state *s = &e->asl->state[state];
    const struct state_config *said = said_of(e, state);

    switch (s->type) {
    case ASL_TASK:
        return task(e, state, visits->rate);
    case ASL_WAIT:
        return said->duration.law.kind != LAW_NONE
                   ? forecast_law(e->f, &said->duration)
                   : (struct forecast_time){.mean = s->wait.value};
    case ASL_PARALLEL:
        return parallel(e, s, visits);
    case ASL_MAP:
        return map(e, state, visits);
    case ASL_PASS:
    case ASL_CHOICE:
    case ASL_SUCCEED:
    case ASL_FAIL:
        break;
    }
    return (struct forecast_time){0};
}

static struct forecast_time pass(struct expecting *e, const struct scope_of *of)
{
    const struct asl_scope *scope = of->scope;
    struct forecast_time *own = xcalloc(scope->count, sizeof *own), all;
    struct forecast_time enter = forecast_law(e->f, &e->config->transition_latency);

    count_visits(e, scope);
    for (size_t k = 0; k < scope->count; k++) {
        uint32_t state = scope->state[k];
        double v = e->visits[state];
        struct scope_of visits = {scope, of->rate * v, of->times * v};
        if (v <= 0)
            continue;
        e->transitions += e->express ? 0 : visits.rate;
        e->events += visits.times * events_of(&e->asl->state[state]);
        own[k] = forecast_both(enter, inside(e, state, &visits));
    }
    add_times(e, scope, own);
    free(own);
    all.mean = e->mean[scope->start];
    all.variance = fmax(0, e->square[scope->start] - all.mean * all.mean);
    return all;
}

/* ---- the machine ---- */

static void standard_use(struct expecting *e, double rate, double seconds)
{
    size_t own = e->self->limit[0];

    forecast_usage(e->f, e->self, ITEM_TRANSITION, e->transitions);
    forecast_account_limit(e->f, e->self, LIMIT_START, rate, e->account->start_rate);
    forecast_account_limit(e->f, e->self, LIMIT_OPEN,
                           forecast_at_once(e->f, rate, seconds),
                           (double)e->account->open_most);
    /* Of one execution, whoever starts it. */
    forecast_limit(e->f, own, fmax(0, e->events + 2 - forecast_use(e->f, own)->use),
                   (double)e->account->history_most);
}

static void express_use(struct expecting *e, const struct offered *offered,
                        struct forecast_time time)
{
    bool is_sync = offered->target && offered->target->action == ACTION_START_SYNC;

    charge_express(e, offered->rate, time, (double)e->config->memory_used);
    forecast_account_limit(e->f, e->self, LIMIT_EXPRESS_START,
                           is_sync ? 0 : offered->rate, e->account->express_start_rate);
}

struct forecast_time stepfunctions_forecast(struct forecast *f,
                                            const struct resource *self,
                                            const struct offered *offered)
{
    const struct stepfunctions_config *c = self->config;
    const struct asl *asl = c->definition.asl;
    double *work = xcalloc(3 * asl->states + 1, sizeof *work);
    struct expecting e = {.f = f,
                          .self = self,
                          .config = c,
                          .account = graph_account(forecast_graph(f), "stepfunctions"),
                          .asl = asl,
                          .express = c->type == TYPE_EXPRESS,
                          .visits = work,
                          .mean = work + asl->states,
                          .square = work + 2 * asl->states};
    struct forecast_time start = forecast_law(f, &c->start_latency), all;

    all = forecast_both(start,
                        pass(&e, &(struct scope_of){&asl->scope[0], offered->rate, 1}));
    free(work);
    forecast_account_limit(f, self, LIMIT_TRANSITION, e.transitions,
                           e.account->transition_rate);
    forecast_resource(f, self, offered->rate, all.mean);
    if (e.express)
        express_use(&e, offered, all);
    else
        standard_use(&e, offered->rate, all.mean);
    if (!offered->target || offered->target->action == ACTION_START)
        return start;
    if (offered->target->action == ACTION_START_AND_WAIT)
        all = forecast_both(all, forecast_law(f, &c->completion_latency));
    return all;
}
