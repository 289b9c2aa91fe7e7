/* test_wheel.c - the event set against its oracle, and its promises one by one. */
#include "check.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/life.h"
#include "sim/sim.h"

/* Writes down who fired when. */
struct book {
    struct sim *sim;
    int count;
    int who[64];
    sim_time when[64];
};

struct guest {
    struct event ev;
    struct book *book;
    int id;
};

static void came(struct sim *sim, void *ctx)
{
    struct guest *g = ctx;
    struct book *book = g->book;

    CU_ASSERT_FALSE(event_pending(&g->ev));
    book->who[book->count] = g->id;
    book->when[book->count++] = sim_now(sim);
}

static struct guest *invited(struct book *book, int id, sim_time when)
{
    struct guest *g = sim_get(book->sim, sizeof *g);

    g->book = book;
    g->id = id;
    sim_at(book->sim, &g->ev, when, came, g);
    return g;
}

static void random_lives_fire_as_on_the_heap(void)
{
    uint64_t lives = getenv("LONG") ? 2000 : 100;
    struct life all = {0};

    for (uint64_t seed = 1; seed <= lives; seed++) {
        struct life a = life_on_wheel(seed), b = life_on_heap(seed);
        CU_ASSERT_EQUAL(a.digest, b.digest);
        CU_ASSERT_EQUAL(a.fired, b.fired);
        CU_ASSERT_EQUAL(a.cancelled, b.cancelled);
        CU_ASSERT_EQUAL(a.moved, b.moved);
        CU_ASSERT_EQUAL(a.pending, b.pending);
        CU_ASSERT_EQUAL(a.end, b.end);
        CU_ASSERT_EQUAL(a.scheduled, a.fired + a.cancelled + a.pending);
        all.fired += a.fired;
        all.ties += a.ties;
        all.moved += a.moved;
        all.cancelled += a.cancelled;
        all.rearmed += a.rearmed;
        all.far += a.far;
        all.foreseen += a.foreseen;
        all.crowd = a.crowd > all.crowd ? a.crowd : all.crowd;
    }
    printf(
        "  %llu firings, %llu ties, %llu moves, %llu cancels, %llu re-armed, %llu far\n",
        (unsigned long long)all.fired, (unsigned long long)all.ties,
        (unsigned long long)all.moved, (unsigned long long)all.cancelled,
        (unsigned long long)all.rearmed, (unsigned long long)all.far);
    CU_ASSERT_TRUE(all.ties > all.fired / 50 && all.moved > 1000 && all.rearmed > 1000);
    CU_ASSERT_TRUE(all.crowd > 20000); /* beyond wheel.c's MANY */
    CU_ASSERT_TRUE(all.foreseen > 10000);
}

static void equal_times_fire_in_the_order_scheduled(void)
{
    struct book book = {.sim = sim_new(NULL)};

    invited(&book, 1, 7 * SIM_SECOND + 3);
    invited(&book, 2, 7 * SIM_SECOND + 3);
    sim_run(book.sim, 7 * SIM_SECOND - 11); /* the wheel has moved them down by now */
    invited(&book, 3, 7 * SIM_SECOND + 3);
    invited(&book, 0, 7 * SIM_SECOND + 2);
    sim_run(book.sim, 8 * SIM_SECOND);
    CU_ASSERT_EQUAL(book.count, 4);
    for (int i = 0; i < 4; i++)
        CU_ASSERT_EQUAL(book.who[i], i);
    CU_ASSERT_EQUAL(book.when[3], 7 * SIM_SECOND + 3);
    sim_free(book.sim);
}

static void a_moved_event_goes_behind_its_equals(void)
{
    struct book book = {.sim = sim_new(NULL)};
    struct guest *g = invited(&book, 1, 4242);

    invited(&book, 2, 4242);
    sim_at(book.sim, &g->ev, 4242, came, g);
    CU_ASSERT_EQUAL(sim_run(book.sim, 5000), 2);
    CU_ASSERT_EQUAL(book.who[0], 2);
    CU_ASSERT_EQUAL(book.who[1], 1);
    CU_ASSERT_EQUAL(sim_events(book.sim).moved, 1);
    sim_free(book.sim);
}

static void a_cancelled_event_does_not_fire(void)
{
    struct book book = {.sim = sim_new(NULL)};
    struct guest *g = invited(&book, 1, 29 * SIM_SECOND);

    sim_run(book.sim, SIM_SECOND);
    sim_cancel(book.sim, &g->ev);
    sim_cancel(book.sim, &g->ev); /* idle: nothing happens */
    CU_ASSERT_FALSE(event_pending(&g->ev));
    CU_ASSERT_EQUAL(sim_run(book.sim, 60 * SIM_SECOND), 0);
    CU_ASSERT_EQUAL(sim_events(book.sim).cancelled, 1);
    CU_ASSERT_EQUAL(sim_now(book.sim), 60 * SIM_SECOND);
    sim_free(book.sim);
}

/* The clock stands between far events: what is scheduled then may be earlier
 * than everything the wheel has looked at. */
static void between_two_runs_one_may_schedule_at_once(void)
{
    struct book book = {.sim = sim_new(NULL)};

    invited(&book, 3, 365 * 24 * SIM_HOUR);
    invited(&book, 2, 365 * 24 * SIM_HOUR - 1);
    for (sim_time t = 1; t < 365 * 24 * SIM_HOUR; t *= 3)
        sim_run(book.sim, t);
    invited(&book, 1, sim_now(book.sim) + 1);
    invited(&book, 0, sim_now(book.sim));
    sim_run(book.sim, SIM_FOREVER);
    CU_ASSERT_EQUAL(book.count, 4);
    for (int i = 0; i < 4; i++)
        CU_ASSERT_EQUAL(book.who[i], i);
    sim_free(book.sim);
}

static void the_last_instant_can_be_reached(void)
{
    struct book book = {.sim = sim_new(NULL)};

    invited(&book, 1, SIM_FOREVER);
    invited(&book, 0, SIM_FOREVER - 1);
    CU_ASSERT_EQUAL(sim_run(book.sim, SIM_FOREVER - 1), 1);
    CU_ASSERT_EQUAL(sim_run(book.sim, SIM_FOREVER), 1);
    CU_ASSERT_EQUAL(sim_now(book.sim), SIM_FOREVER);
    sim_free(book.sim);
}

static void put_back(struct sim *sim, void *ctx)
{
    sim_put(sim, ctx, sizeof(struct guest));
}

static void a_handler_may_free_what_embeds_its_event(void)
{
    struct sim *sim = sim_new(NULL);

    for (int i = 0; i < 1000; i++) {
        struct guest *g = sim_get(sim, sizeof *g);
        CU_ASSERT_EQUAL(g->id, 0); /* zeroed, also when it is used again */
        g->id = i;
        sim_after(sim, &g->ev, i % 7, put_back, g);
        sim_run(sim, sim_now(sim) + i % 3);
    }
    sim_free(sim);
}

static void again(struct sim *sim, void *ctx)
{
    sim_after(sim, ctx, 0, again, ctx);
}

static void a_loop_of_zero_delays_is_noticed(void)
{
    struct sim *sim = sim_new(NULL);
    struct event ev = {0};
    uint64_t fired;

    sim_after(sim, &ev, SIM_MS, again, &ev);
    fired = sim_run(sim, SIM_SECOND);
    CU_ASSERT_TRUE(sim_stalled(sim));
    CU_ASSERT_EQUAL(sim_now(sim), SIM_MS);
    CU_ASSERT_TRUE(fired >= SIM_STALL && fired <= 2 * SIM_STALL);
    CU_ASSERT_EQUAL(sim_run(sim, SIM_SECOND), 0);
    sim_free(sim);
}

static void tick(struct sim *sim, void *ctx)
{
    sim_after(sim, ctx, 1, tick, ctx);
}

static void many_events_at_many_instants_are_no_stall(void)
{
    struct sim *sim = sim_new(NULL);
    struct event ev = {0};

    sim_at(sim, &ev, 0, tick, &ev);
    CU_ASSERT_EQUAL(sim_run(sim, 3 * SIM_STALL), 3 * SIM_STALL + 1);
    CU_ASSERT_FALSE(sim_stalled(sim));
    sim_free(sim);
}

/* Does this end the program by an assert? */
static bool aborts(void (*act)(struct sim *sim))
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        struct sim *sim = sim_new(NULL);
        if (!freopen("/dev/null", "w", stderr))
            _exit(2);
        sim_run(sim, 100);
        act(sim);
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

static void schedule_before(struct sim *sim)
{
    static struct event ev;

    sim_at(sim, &ev, 99, came, NULL);
}

static void delay_below_0(struct sim *sim)
{
    static struct event ev;

    sim_after(sim, &ev, -1, came, NULL);
}

static void delay_beyond_time(struct sim *sim)
{
    static struct event ev;

    sim_after(sim, &ev, SIM_FOREVER - 99, came, NULL);
}

static void the_past_and_the_end_of_time_are_refused(void)
{
    CU_ASSERT_TRUE(aborts(schedule_before));
    CU_ASSERT_TRUE(aborts(delay_below_0));
    CU_ASSERT_TRUE(aborts(delay_beyond_time));
}

static void the_owner_is_found(void)
{
    int owner;
    struct sim *sim = sim_new(&owner);

    CU_ASSERT_PTR_EQUAL(sim_owner(sim), &owner);
    sim_free(sim);
}

FACTS(FACT(random_lives_fire_as_on_the_heap),
      FACT(equal_times_fire_in_the_order_scheduled),
      FACT(a_moved_event_goes_behind_its_equals), FACT(a_cancelled_event_does_not_fire),
      FACT(between_two_runs_one_may_schedule_at_once),
      FACT(the_last_instant_can_be_reached),
      FACT(a_handler_may_free_what_embeds_its_event),
      FACT(a_loop_of_zero_delays_is_noticed),
      FACT(many_events_at_many_instants_are_no_stall),
      FACT(the_past_and_the_end_of_time_are_refused), FACT(the_owner_is_found))
