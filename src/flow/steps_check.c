/* steps_check.c - what a list of steps means, and what must not stand in it. */
#include <string.h>

#include "base/text.h"
#include "flow/steps.h"

struct checking {
    struct arena *arena;
    const char *default_retry;
    struct diag *diag;
    struct where at; /* the step that is looked at */
    bool good;
};

static const char *const kinds[] = {"work", "wait",  "call",     "send",
                                    "fail", "steps", "parallel", "choose"};

/* Which kinds a step says: bits by enum step_kind. */
static unsigned said(const struct step *s)
{
    return (unsigned)(s->work.law.kind != LAW_NONE) << STEP_WORK |
           (unsigned)(s->wait.law.kind != LAW_NONE) << STEP_WAIT |
           (unsigned)(s->call.to.address != NULL) << STEP_CALL |
           (unsigned)(s->send.address != NULL) << STEP_SEND |
           (unsigned)(s->fail != NULL) << STEP_FAIL |
           (unsigned)(s->steps.count > 0) << STEP_BLOCK |
           (unsigned)(s->parallel.count > 0) << STEP_PARALLEL |
           (unsigned)(s->choose.count > 0) << STEP_CHOOSE;
}

static void wrong(struct checking *c, const char *where, const char *what)
{
    diag_error(c->diag, c->at, "%s: %s", where, what);
    c->good = false;
}

/* One kind a step. */
static bool find_kind(struct checking *c, struct step *s, const char *where)
{
    unsigned all = said(s);

    if (!all) {
        wrong(c, where,
              "a step says one of work, wait, call, send, fail, steps, parallel, choose");
        return false;
    }
    for (s->kind = STEP_WORK; !(all & 1U << s->kind); s->kind++)
        continue;
    if (all == 1U << s->kind)
        return true;
    for (enum step_kind k = STEP_CHOOSE; k > s->kind; k--)
        if (all & 1U << k) {
            diag_error(c->diag, c->at, "%s: %s and %s are two steps", where,
                       kinds[s->kind], kinds[k]);
            c->good = false;
            break;
        }
    return false;
}

/* SDKs retry calls of AWS's APIs; a plain HTTP client does not, and the KPL tries again
 * by itself. */
static bool is_sdk_call(const struct target *to)
{
    return strncmp(to->address, "http.", 5) != 0 &&
           strncmp(to->address, "apigateway.", 11) != 0 &&
           strncmp(to->address, "kpl.", 4) != 0;
}

static void move_sugar(struct checking *c, struct step *s)
{
    if (s->kind == STEP_SEND)
        s->call.to = s->send;
    if ((s->kind == STEP_CALL || s->kind == STEP_SEND) && !s->call.retry.given &&
        c->default_retry && is_sdk_call(&s->call.to))
        retry_policy(c->default_retry, &s->call.retry);
    if (s->kind == STEP_CALL || s->kind == STEP_SEND)
        retry_suit(&s->call.retry, s->call.to.address);
}

/* Whether a step says what only a call has a use for. */
static bool says_of_a_call(const struct ask *ask)
{
    const struct dist *laws[] = {&ask->item_size, &ask->items, &ask->key};
    const sim_time times[] = {ask->timeout, ask->deadline, ask->hedge_after};
    bool says = ask->retry.given || ask->breaker.failure_share > 0;

    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++)
        says |= laws[i]->law.kind != LAW_NONE;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        says |= times[i] > 0;
    return says;
}

static void check_uses(struct checking *c, const struct step *s, const char *where)
{
    bool calls = s->kind == STEP_CALL || s->kind == STEP_SEND;

    if (!calls && says_of_a_call(&s->call))
        wrong(c, where,
              "item_size, items, key, timeout, deadline, retry, circuit_breaker and "
              "hedge_after belong to a call or send");
    if (s->kind != STEP_FAIL && s->of_item)
        wrong(c, where, "scope belongs to a fail");
    if (s->kind == STEP_SEND && s->call.timeout > 0 && s->call.retry.max_attempts <= 1)
        wrong(c, where, "nobody waits for a send: its timeout means nothing");
}

static bool is_fixed(const struct dist *d)
{
    return d->law.kind == LAW_CONSTANT;
}

/* Probabilities of a choice sum to 1; one that says none takes the rest. */
static void check_choice(struct checking *c, const struct step *s, const char *where)
{
    const struct step *block = s->choose.element;
    size_t open = 0;
    double sum = 0;

    for (size_t i = 0; i < s->choose.count; i++) {
        const struct dist *p = &block[i].probability;
        if (p->law.kind == LAW_NONE)
            open++;
        else if (is_fixed(p))
            sum += p->law.at;
        else
            return; /* only a run knows */
    }
    if (open > 1)
        wrong(c, where, "only one block may leave out its probability");
    else if (sum > 1 + 1e-9 || (open == 0 && sum < 1 - 1e-9))
        wrong(c, where, "the probabilities of its blocks do not sum to 100 %");
}

/* "call dynamodb.bookings PutItem": what steps without a name are told apart by. */
static const char *plain_name(struct checking *c, const struct step *s)
{
    if (s->name)
        return s->name;
    if (s->kind != STEP_CALL && s->kind != STEP_SEND)
        return kinds[s->kind];
    return arena_text(c->arena, "%s %s%s%s", kinds[s->kind], s->call.to.address,
                      s->call.to.action_name ? " " : "",
                      s->call.to.action_name ? s->call.to.action_name : "");
}

static void check_list(struct checking *c, struct list *list, const char *where,
                       const char *above);

static void check_inside(struct checking *c, struct step *s, const char *where)
{
    struct list *inside[] = {&s->steps, &s->parallel, &s->choose};
    struct list *held = s->kind >= STEP_BLOCK ? inside[s->kind - STEP_BLOCK] : NULL;
    const char *inner = arena_text(c->arena, "%s.%s", where, kinds[s->kind]);

    if (s->kind == STEP_CHOOSE)
        check_choice(c, s, where);
    if (held)
        check_list(c, held, inner, arena_text(c->arena, "%s/", s->address));
}

/* Count among equals: those before it in the list, of the same name. */
static size_t equals_before(const char *const *names, size_t i)
{
    size_t n = 0;

    for (size_t k = 0; k < i; k++)
        n += names[k] && strcmp(names[k], names[i]) == 0;
    return n;
}

static void check_list(struct checking *c, struct list *list, const char *where,
                       const char *above)
{
    struct step *step = list->element;
    const char **names = arena_get(c->arena, (list->count + 1) * sizeof *names);

    for (size_t i = 0; i < list->count; i++) {
        struct step *s = &step[i];
        const char *here = s->name ? arena_text(c->arena, "%s[%s]", where, s->name)
                                   : arena_text(c->arena, "%s[%zu]", where, i);
        c->at = list->at ? list->at[i] : (struct where){0};
        if (!find_kind(c, s, here))
            continue;
        move_sugar(c, s);
        check_uses(c, s, here);
        names[i] = plain_name(c, s);
        if (s->name)
            s->address = arena_text(c->arena, "%s%s", above, s->name);
        else
            s->address = arena_text(c->arena, "%s%s/%zu", above, names[i],
                                    equals_before(names, i));
        check_inside(c, s, here);
    }
}

bool steps_check(struct arena *arena, struct list *steps, const char *owner,
                 const char *default_retry, struct diag *diag)
{
    struct checking c = {
        .arena = arena, .default_retry = default_retry, .diag = diag, .good = true};

    check_list(&c, steps, owner, "");
    return c.good;
}
