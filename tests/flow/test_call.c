/* test_call.c - a call with one event does what a call with two would. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "flow/call.h"
#include "flow/limit.h"

/* ---- one life of a call, told by both ---- */

struct life { /* what is to happen, in ns */
    sim_time begins, out, back, timeout, works, rides;
    enum call_status status;
};

struct story { /* what happened; -1: it did not */
    sim_time arrived, done, given_back;
    enum call_status status;
    int times_done;
};

/* ---- the reference: an arrival or return, and a deadline of its own ---- */

struct two {
    const struct life *life;
    struct story *story;
    struct event hop, deadline;
    enum call_status status;
    bool told, replied;
};

static void two_tell(struct sim *sim, struct two *c, enum call_status status)
{
    c->told = true;
    c->story->times_done++;
    c->story->done = sim_now(sim);
    c->story->status = status;
}

static void two_returned(struct sim *sim, void *ctx)
{
    struct two *c = ctx;

    if (!c->told) {
        sim_cancel(sim, &c->deadline);
        two_tell(sim, c, c->status);
    }
    c->story->given_back = sim_now(sim);
}

static void two_deadline(struct sim *sim, void *ctx)
{
    struct two *c = ctx;
    sim_time end = c->hop.when - c->life->back;

    two_tell(sim, c, CALL_TIMED_OUT);
    if (c->replied) /* nobody hears the answer: the last stage ends, and that is all */
        sim_at(sim, &c->hop, end > sim_now(sim) ? end : sim_now(sim), two_returned, c);
}

static void two_worked(struct sim *sim, void *ctx)
{
    struct two *c = ctx;

    c->replied = true;
    c->status = c->life->status;
    sim_after(sim, &c->hop, c->life->rides + (c->told ? 0 : c->life->back), two_returned,
              c);
}

static void two_arrived(struct sim *sim, void *ctx)
{
    struct two *c = ctx;

    c->story->arrived = sim_now(sim);
    sim_after(sim, &c->hop, c->life->works, two_worked, c);
}

static void two_sent(struct sim *sim, void *ctx)
{
    struct two *c = ctx;

    sim_after(sim, &c->hop, c->life->out, two_arrived, c);
    if (c->life->timeout)
        sim_after(sim, &c->deadline, c->life->timeout, two_deadline, c);
}

/* ---- the product ---- */

struct one {
    const struct life *life;
    struct story *story;
    struct root *root;
    struct call *call;
    struct event begins, works;
};

static struct one *one_of(const struct root *root)
{
    return (struct one *)(uintptr_t)root->who;
}

static void one_done(struct sim *sim, struct call *call, void *ctx)
{
    struct one *c = ctx;

    c->story->times_done++;
    c->story->done = sim_now(sim);
    c->story->status = (enum call_status)call->status;
}

static void one_worked(struct sim *sim, void *ctx)
{
    struct one *c = ctx;

    call_reply(sim, c->call, c->life->status, c->life->rides);
}

static void one_accept(struct sim *sim, struct service *self, struct call *call)
{
    struct one *c = one_of(call->work.root);

    (void)self;
    c->story->arrived = sim_now(sim);
    c->call = call;
    if (c->life->works)
        sim_after(sim, &c->works, c->life->works, one_worked, c);
    else
        one_worked(sim, c);
}

static void one_completed(struct sim *sim, struct service *self, const struct root *root)
{
    (void)self;
    one_of(root)->story->given_back = sim_now(sim);
}

static const char *const actions[] = {"Ask", NULL};
static const struct model model = {
    .name = "one", .actions = actions, .accept = one_accept, .completed = one_completed};

struct office {
    struct service service;
    struct ledger ledger;
    struct world world;
    struct target target;
    struct sim *sim;
};

static void office_open(struct office *o)
{
    *o = (struct office){.service = {.model = &model, .address = "one.desk"},
                         .target = {.address = "one.desk"}};
    o->world = (struct world){.service = &o->service, .ledger = &o->ledger};
    o->sim = sim_new(&o->world);
}

static void one_sent(struct sim *sim, void *ctx)
{
    struct one *c = ctx;
    struct office *o =
        (struct office *)((char *)world_of(sim) - offsetof(struct office, world));
    struct root *root =
        root_new(sim, &o->service, (uint64_t)(uintptr_t)c, 7, sim_now(sim));
    struct work work = {.root = root, .spent = &root->spent};
    struct sending how = {.delay = c->life->out,
                          .back = c->life->back,
                          .timeout = c->life->timeout,
                          .done = one_done,
                          .ctx = c};

    call_send(sim, call_new(sim, &work), &o->target, &how);
    root_drop(sim, root);
}

/* Small numbers, so that instants fall together in all ways. */
static void one_event_tells_the_same_story_as_two(void)
{
    enum { LIVES = 60000 };
    struct life *life = xcalloc(LIVES, sizeof *life);
    struct story *a = xcalloc(LIVES, sizeof *a), *b = xcalloc(LIVES, sizeof *b);
    struct two *two = xcalloc(LIVES, sizeof *two);
    struct one *one = xcalloc(LIVES, sizeof *one);
    size_t timed_out = 0, early = 0, ties = 0, different = 0;
    struct sim *sim = sim_new(NULL);
    struct office o;

    office_open(&o);
    for (size_t i = 0; i < LIVES; i++) {
        uint64_t z = mix64(i + 4711);
        life[i] =
            (struct life){.begins = (sim_time)(i / 16),
                          .out = (sim_time)(z % 5),
                          .back = (sim_time)(z / 8 % 5),
                          .timeout = (sim_time)(z / 64 % 14),
                          .works = (sim_time)(z / 1024 % 6),
                          .rides = (sim_time)(z / 8192 % 4),
                          .status = (enum call_status)(z / 65536 % 2 * CALL_FAILED)};
        a[i].arrived = a[i].done = a[i].given_back = -1;
        b[i] = a[i];
        two[i] = (struct two){.life = &life[i], .story = &a[i]};
        one[i] = (struct one){.life = &life[i], .story = &b[i]};
        sim_at(sim, &two[i].hop, life[i].begins, two_sent, &two[i]);
        sim_at(o.sim, &one[i].begins, life[i].begins, one_sent, &one[i]);
    }
    sim_run(sim, SIM_SECOND);
    sim_run(o.sim, SIM_SECOND);
    for (size_t i = 0; i < LIVES; i++) {
        const struct life *l = &life[i];
        sim_time whole = l->out + l->works + l->rides + l->back;
        different += memcmp(&a[i], &b[i], sizeof *a) != 0;
        timed_out += b[i].status == CALL_TIMED_OUT;
        early += l->timeout && l->timeout < l->out;
        ties += l->timeout == whole || l->timeout == l->out;
        CU_ASSERT_EQUAL(b[i].times_done, 1);
    }
    CU_ASSERT_EQUAL(different, 0);
    CU_ASSERT_TRUE(timed_out > LIVES / 10 && early > LIVES / 50 && ties > LIVES / 50);
    CU_ASSERT_EQUAL(o.ledger.calls, 0);
    CU_ASSERT_EQUAL(o.world.open, 0);
    CU_ASSERT_EQUAL(o.service.traffic.timed_out, (int64_t)timed_out);
    CU_ASSERT_EQUAL(o.service.traffic.late, (int64_t)timed_out);
    CU_ASSERT_EQUAL(o.service.traffic.answered, (int64_t)(LIVES - timed_out));
    CU_ASSERT_EQUAL(o.service.traffic.replied, LIVES);
    CU_ASSERT_TRUE(sim_events(o.sim).scheduled < sim_events(sim).scheduled);
    sim_free(sim);
    sim_free(o.sim);
    free(life);
    free(a);
    free(b);
    free(two);
    free(one);
}

/* ---- facts of one call ---- */

/* One life; what is on the way at `until` stays there. */
static struct story lived(struct office *o, struct life life, sim_time until)
{
    struct story story = {.arrived = -1, .done = -1, .given_back = -1};
    struct one one = {.life = &life, .story = &story};

    office_open(o);
    sim_at(o->sim, &one.begins, life.begins, one_sent, &one);
    sim_run(o->sim, until);
    return story;
}

static void an_answer_takes_the_way_the_work_and_the_way_back(void)
{
    struct office o;
    struct story s = lived(
        &o, (struct life){.out = 31, .back = 29, .works = 47, .rides = 11}, SIM_SECOND);

    CU_ASSERT_EQUAL(s.arrived, 31);
    CU_ASSERT_EQUAL(s.done, 31 + 47 + 11 + 29);
    CU_ASSERT_EQUAL(s.status, CALL_OK);
    CU_ASSERT_EQUAL(sim_events(o.sim).fired, 4); /* begin, arrival, work, return */
    sim_free(o.sim);
}

static void a_timeout_belongs_to_the_caller_and_the_work_goes_on(void)
{
    struct office o;
    struct life life = {.out = 31, .back = 29, .works = 470, .rides = 11, .timeout = 100};
    struct story s = lived(&o, life, 200);

    CU_ASSERT_EQUAL(s.done, 100);
    CU_ASSERT_EQUAL(s.status, CALL_TIMED_OUT);
    CU_ASSERT_EQUAL(traffic_running(&o.service.traffic), 1);
    CU_ASSERT_EQUAL(traffic_awaited(&o.service.traffic), 0);
    CU_ASSERT_EQUAL(o.world.open, 1);
    sim_free(o.sim);
    s = lived(&o, life, SIM_SECOND);
    CU_ASSERT_EQUAL(s.given_back, 31 + 470 + 11); /* it answers nobody: no way back */
    CU_ASSERT_EQUAL(o.world.open, 0);
    sim_free(o.sim);
}

static void a_call_given_up_on_its_way_still_arrives(void)
{
    struct office o;
    struct story s =
        lived(&o, (struct life){.out = 100, .timeout = 30, .works = 5}, SIM_SECOND);

    CU_ASSERT_EQUAL(s.done, 30);
    CU_ASSERT_EQUAL(s.status, CALL_TIMED_OUT);
    CU_ASSERT_EQUAL(s.arrived, 100);
    CU_ASSERT_EQUAL(s.given_back, 105);
    sim_free(o.sim);
}

static void an_answer_at_the_deadline_comes_too_late(void)
{
    struct office o;
    struct story s = lived(
        &o, (struct life){.out = 10, .back = 10, .works = 5, .timeout = 25}, SIM_SECOND);

    CU_ASSERT_EQUAL(s.status, CALL_TIMED_OUT);
    sim_free(o.sim);
    s = lived(&o, (struct life){.out = 10, .back = 10, .works = 5, .timeout = 26},
              SIM_SECOND);
    CU_ASSERT_EQUAL(s.status, CALL_OK);
    CU_ASSERT_EQUAL(s.done, 25);
    sim_free(o.sim);
}

/* ---- refusal, traces ---- */

static const struct limit_name name = {"one.desk.room", LIMIT_LEVEL, NULL};

struct asked {
    const struct limit *limit;
    enum call_status status;
};

static void refused(struct sim *sim, struct call *call, void *ctx)
{
    struct asked *asked = ctx;

    (void)sim;
    asked->limit = call->limit;
    asked->status = (enum call_status)call->status;
}

static void refuse(struct sim *sim, struct service *self, struct call *call)
{
    call_refuse(sim, call, self->limit[0], 3);
}

static const struct model full = {.name = "one", .actions = actions, .accept = refuse};

static void a_refusal_counts_once_and_names_its_limit(void)
{
    struct limit limit = {.name = &name}, *limits[] = {&limit};
    struct asked asked = {0};
    char *traced = NULL;
    size_t length = 0;
    struct office o;

    office_open(&o);
    o.service.model = &full;
    o.service.limit = limits;
    o.world.trace = open_memstream(&traced, &length);
    limit_set_level(o.sim, &limit, 4);
    struct root *root = root_new(o.sim, &o.service, 1, 42, 0);
    struct work work = {.root = root, .spent = &root->spent};
    struct sending how = {.delay = 5, .back = 2, .done = refused, .ctx = &asked};
    call_send(o.sim, call_new(o.sim, &work), &o.target, &how);
    sim_run(o.sim, SIM_SECOND);
    CU_ASSERT_EQUAL(asked.status, CALL_THROTTLED);
    CU_ASSERT_PTR_EQUAL(asked.limit, &limit);
    CU_ASSERT_EQUAL(limit.rejections, 1);
    CU_ASSERT_EQUAL(limit.first, 5);
    CU_ASSERT_EQUAL(o.service.traffic.refused, 1);
    fclose(o.world.trace);
    CU_ASSERT_STRING_EQUAL(traced, "5 one.desk Ask 42\n5 one.desk throttled 42\n");
    free(traced);
    root_drop(o.sim, root);
    sim_free(o.sim);
}

/* ---- accounts ---- */

static void what_is_given_up_adds_nothing_more(void)
{
    struct root root = {.holders = 1};
    struct work top = {.root = &root, .spent = &root.spent};
    struct work below = work_below(&top), deeper = work_below(&below);

    work_spent(&deeper, TIME_WORK, 10);
    work_abandon(&below, 0, 25);
    CU_ASSERT_EQUAL(root.spent.ns[TIME_CALL], 15);
    work_spent(&deeper, TIME_WORK, 1000);
    work_spent(&below, TIME_WORK, 1000);
    CU_ASSERT_PTR_NULL(work_below(&deeper).spent); /* nor does what it begins */
    work_spent(&top, TIME_WAIT, 5);
    struct work again = work_below(&top);
    work_spent(&again, TIME_WORK, 3);
    CU_ASSERT_EQUAL(root.spent.total, 25 + 5 + 3);
    work_abandon(&below, 0, 1000); /* it is not there any more */
    CU_ASSERT_EQUAL(root.spent.total, 33);
}

static void what_rode_ahead_of_a_timeout_is_taken_back(void)
{
    struct root root = {.holders = 1};
    struct work top = {.root = &root, .spent = &root.spent};
    struct work below = work_below(&top);

    work_spent(&top, TIME_NETWORK, 40);
    work_spent(&below, TIME_CALL, 500);
    work_abandon(&below, 0, 30);
    CU_ASSERT_EQUAL(root.spent.total, 30);
    CU_ASSERT_EQUAL(root.spent.ns[TIME_CALL], 0);
    CU_ASSERT_EQUAL(root.spent.ns[TIME_NETWORK], 30);
}

static void an_error_in_between_cuts_only_what_hangs_below(void)
{
    struct root root = {.holders = 1};
    struct work a = {.root = &root, .spent = &root.spent}, b = work_below(&a);
    struct work c = work_below(&b), d = work_below(&c);

    work_abandon(&d, 0, 10); /* c's call timed out; c, b and a go on */
    work_spent(&c, TIME_WORK, 1);
    work_spent(&b, TIME_WORK, 2);
    work_abandon(&b, 0, 50); /* a's call timed out */
    work_spent(&c, TIME_WORK, 100);
    work_spent(&b, TIME_WORK, 100);
    work_spent(&a, TIME_WORK, 4);
    CU_ASSERT_EQUAL(root.spent.total, 54);
    CU_ASSERT_EQUAL(root.spent.ns[TIME_WORK], 7);
}

FACTS(FACT(one_event_tells_the_same_story_as_two),
      FACT(an_answer_takes_the_way_the_work_and_the_way_back),
      FACT(a_timeout_belongs_to_the_caller_and_the_work_goes_on),
      FACT(a_call_given_up_on_its_way_still_arrives),
      FACT(an_answer_at_the_deadline_comes_too_late),
      FACT(a_refusal_counts_once_and_names_its_limit),
      FACT(what_is_given_up_adds_nothing_more),
      FACT(what_rode_ahead_of_a_timeout_is_taken_back),
      FACT(an_error_in_between_cuts_only_what_hangs_below))
