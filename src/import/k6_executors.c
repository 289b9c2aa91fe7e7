/* k6_executors.c - when the iterations of a scenario of k6 begin: its executor. */
#include <math.h>
#include <string.h>

#include "import/k6.h"

#define MS_NS 1e6
enum { RAMP_STEPS = 20 }; /* that a ramp of users is made of, at most */

/* ---- members ---- */

static bool has(const struct node *group, const char *name)
{
    const struct node *one = node_member(group, name);

    return one && one->kind != NODE_NULL;
}

static double number(struct k6 *k, const struct node *group, const char *name,
                     double fallback)
{
    double value = fallback;

    if (has(group, name))
        load_number(k->i, node_member(group, name), &value);
    return value;
}

static double span(struct k6 *k, const struct node *group, const char *name,
                   double fallback)
{
    double value = fallback;

    if (has(group, name))
        load_time(k->i, node_member(group, name), MS_NS, &value);
    return value;
}

static double needed(struct k6 *k, const char *name)
{
    if (!has(k->said, name))
        diag_error(k->i->diag, k->said->at, "%s: %s is missing", k->load->name, name);
    return number(k, k->said, name, 0);
}

/* How many a second one in `timeUnit` is. */
static double per_unit(struct k6 *k)
{
    double unit = span(k, k->said, "timeUnit", SECOND_NS);

    if (unit > 0)
        return SECOND_NS / unit;
    diag_error(k->i->diag, k->said->at, "timeUnit: more than 0 is wanted");
    return 0;
}

static double lasts(struct k6 *k, const struct node *group)
{
    if (!has(group, "duration"))
        diag_error(k->i->diag, group->at, "%s: duration is missing", k->load->name);
    return span(k, group, "duration", 0);
}

/* ---- phases ---- */

static void at_rate(struct k6 *k, double from, double to, double duration)
{
    load_phase(k->i, k->load,
               (struct load_phase){.duration = duration, .rate = from, .to = to});
}

static void with_users(struct k6 *k, double users, double duration, const char *open)
{
    load_phase(k->i, k->load,
               (struct load_phase){
                   .duration = duration, .users = users, .closed = true, .open = open});
}

/* Steps of equal length to the ms, each with the users of its middle: as many seconds of
 * users. */
static void users_ramp(struct k6 *k, double from, double to, double duration)
{
    double steps = fmax(fmin(ceil(fabs(to - from)), RAMP_STEPS), 1), begun = 0;

    for (double n = 1; n <= steps; n++) {
        double ended = n < steps ? floor(n * duration / steps / MS_NS) * MS_NS : duration;
        with_users(k, floor(from + (to - from) * (n - 0.5) / steps + 0.5), ended - begun,
                   NULL);
        begun = ended;
    }
}

typedef void ramp_fn(struct k6 *, double from, double to, double duration);

/* One of no duration is a jump. */
static void stages(struct k6 *k, double from, double factor, ramp_fn *ramp)
{
    const struct node *list = node_member(k->said, "stages");

    if (!list || list->kind != NODE_LIST || list->count == 0)
        diag_error(k->i->diag, k->said->at, "%s: stages is missing", k->load->name);
    if (list && list->count > MOST_PHASES)
        diag_error(k->i->diag, list->at, "more than %d stages", MOST_PHASES);
    for (const struct node *one = list ? list->first : NULL; one; one = one->next) {
        double to = from;
        if (one->kind != NODE_GROUP || !has(one, "target")) {
            diag_error(k->i->diag, one->at, "a stage has a target and a duration");
            continue;
        }
        to = factor * number(k, one, "target", 0);
        ramp(k, from, to, lasts(k, one));
        from = to;
    }
}

static void begin_later(struct k6 *k, bool closed)
{
    double later = span(k, k->said, "startTime", 0);

    if (closed)
        with_users(k, 0, later, NULL);
    else
        at_rate(k, 0, 0, later);
}

/* ---- executors ---- */

static void constant_arrival_rate(struct k6 *k)
{
    double rate = needed(k, "rate") * per_unit(k);

    begin_later(k, false);
    at_rate(k, rate, rate, lasts(k, k->said));
}

static void ramping_arrival_rate(struct k6 *k)
{
    double factor = per_unit(k);

    begin_later(k, false);
    stages(k, factor * number(k, k->said, "startRate", 0), factor, at_rate);
}

static void constant_vus(struct k6 *k)
{
    begin_later(k, true);
    with_users(k, number(k, k->said, "vus", 1), lasts(k, k->said), NULL);
}

static void ramping_vus(struct k6 *k)
{
    begin_later(k, true);
    stages(k, number(k, k->said, "startVUs", 1), 1, users_ramp);
    note(k->i, k->said->at, "%s: a ramp of users becomes steps, %d at most",
         k->load->name, RAMP_STEPS);
}

/* So many iterations and no more: at once, if there is a user for each; else nobody knows
 * when they will be done. */
static void iterations(struct k6 *k, double all, double users)
{
    double most = span(k, k->said, "maxDuration", 600 * SECOND_NS);

    if (all <= users) {
        k->load->burst = fmin(all, users);
        k->load->burst_at = span(k, k->said, "startTime", 0);
        return;
    }
    begin_later(k, true);
    with_users(k, users, most,
               arena_text(k->i->arena,
                          "until %.0f iterations are done; k6 gives up after this time",
                          all));
}

static void shared_iterations(struct k6 *k)
{
    iterations(k, number(k, k->said, "iterations", 1), number(k, k->said, "vus", 1));
}

static void per_vu_iterations(struct k6 *k)
{
    double users = number(k, k->said, "vus", 1);

    iterations(k, users * number(k, k->said, "iterations", 1), users);
}

static void externally_controlled(struct k6 *k)
{
    diag_error(k->i->diag, k->said->at,
               "%s: externally-controlled: how many users there are is not in it",
               k->load->name);
}

static const struct {
    const char *name;
    bool open;
    void (*read)(struct k6 *);
} executors[] = {
    {"constant-arrival-rate", true, constant_arrival_rate},
    {"ramping-arrival-rate", true, ramping_arrival_rate},
    {"constant-vus", false, constant_vus},
    {"ramping-vus", false, ramping_vus},
    {"shared-iterations", false, shared_iterations},
    {"per-vu-iterations", false, per_vu_iterations},
    {"externally-controlled", false, externally_controlled},
};

bool k6_executor(struct k6 *k, const char *name, struct where at, bool *open)
{
    for (size_t e = 0; e < sizeof executors / sizeof *executors; e++)
        if (strcmp(name, executors[e].name) == 0) {
            *open = executors[e].open;
            executors[e].read(k);
            return true;
        }
    diag_error(k->i->diag, at, "%s: no executor of k6 is called %s", k->load->name, name);
    return false;
}
