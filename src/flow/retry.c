/* retry.c - delays between attempts, by hand or as an SDK does it.
 *
 * Sources of the policies, with dates: README.md of this directory.
 */
#include "flow/retry.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

#define MS(n) ((n)*SIM_MS)

static const char *const jitters[] = {"NONE", "FULL", "HALF_TO_FULL", NULL};

#define PLACE(member) FIELD_PLACE(retry, member)
static const char asl[] = "Step Functions, States Language: Retry, 2026-06";

/* clang-format off */
const struct field retry_fields[] = {
    {.name = "max_attempts", .kind = KIND_COUNT, .at = PLACE(max_attempts),
     .fallback = "1", .min = "1", .max = "1000",
     .help = "attempts in all, the first included"},
    {.name = "interval", .kind = KIND_TIME, .at = PLACE(interval), .fallback = "1 s",
     .min = "0 s", .max = "366 d", .source = asl,
     .help = "wait before the second attempt"},
    {.name = "backoff_rate", .kind = KIND_FACTOR, .at = PLACE(backoff_rate),
     .fallback = "2.0", .min = "1", .max = "100",
     .help = "each wait is this many times the one before", .source = asl},
    {.name = "max_delay", .kind = KIND_TIME, .at = PLACE(max_delay), .fallback = "0 s",
     .min = "0 s", .max = "366 d", .help = "longest wait, before jitter; 0 s: no cap",
     .source = asl},
    {.name = "jitter_strategy", .kind = KIND_CHOICE, .at = PLACE(jitter),
     .fallback = "NONE", .choices = jitters, .source = asl,
     .help = "FULL waits a uniform part of it, HALF_TO_FULL at least half"},
    {.name = "throttle_interval", .kind = KIND_TIME, .at = PLACE(throttle_interval),
     .fallback = "0 s", .min = "0 s", .max = "366 d",
     .help = "wait before the second attempt after a throttle; 0 s: as any"},
    {.name = "budget", .kind = KIND_SHARE, .at = PLACE(budget), .fallback = "-",
     .min = "0 %", .max = "100 %", .help = "retries may be this share of first tries"},
    FIELD_END,
};
/* clang-format on */

/* ---- policies ---- */

/* attempts, first wait, cap, jitter */
#define TRIES(n, first, most, how)                                                       \
    .max_attempts = (n), .interval = MS(first), .max_delay = MS(most), .jitter = (how)
/* first wait and jitter after a throttle */
#define THROTTLED(first, how) .throttle_interval = MS(first), .throttle_jitter = (how)
#define QUOTA(cost, timeout, throttle)                                                   \
    .quota = 500, .quota_cost = (cost), .quota_cost_timeout = (timeout),                 \
    .quota_cost_throttle = (throttle), .quota_refund = 1
#define HALF JITTER_HALF_TO_FULL

struct policy {
    const char *name, *model; /* NULL: any other */
    struct retry retry;
};

/* clang-format off */
static const struct policy policies[] = {
    {"botocore.2026", "dynamodb", {TRIES(4, 25, 20000, JITTER_FULL),
                                   THROTTLED(1000, JITTER_FULL), QUOTA(14, 14, 5)}},
    {"botocore.2026", NULL, {TRIES(3, 50, 20000, JITTER_FULL),
                             THROTTLED(1000, JITTER_FULL), QUOTA(14, 14, 5)}},
    {"botocore.adaptive", NULL, {TRIES(3, 1000, 20000, JITTER_FULL), QUOTA(5, 10, 5),
                                 .adaptive = true}},
    {"botocore.legacy", "dynamodb", {TRIES(10, 50, 0, JITTER_NONE)}},
    {"botocore.legacy", NULL, {TRIES(5, 1000, 0, JITTER_FULL)}},
    {"botocore.standard", NULL, {TRIES(3, 1000, 20000, JITTER_FULL), QUOTA(5, 10, 5)}},
    {"go.v1", "dynamodb", {TRIES(11, 100, 300000, HALF), THROTTLED(1000, HALF)}},
    {"go.v1", NULL, {TRIES(4, 60, 300000, HALF), THROTTLED(1000, HALF)}},
    {"go.v2", NULL, {TRIES(3, 2000, 20000, JITTER_FULL), QUOTA(5, 10, 5)}},
    {"java.v2", "dynamodb", {TRIES(9, 25, 20000, JITTER_FULL), THROTTLED(500, HALF),
                             QUOTA(5, 5, 0)}},
    {"java.v2", NULL, {TRIES(4, 100, 20000, JITTER_FULL), THROTTLED(500, HALF),
                       QUOTA(5, 5, 0)}},
    {"java.v2.adaptive", NULL, {TRIES(3, 100, 20000, JITTER_FULL), THROTTLED(500, HALF),
                                QUOTA(5, 5, 5), .adaptive = true}},
    {"java.v2.standard", NULL, {TRIES(3, 100, 20000, JITTER_FULL), THROTTLED(500, HALF),
                                QUOTA(5, 5, 5)}},
    {"js.v2", "dynamodb", {TRIES(11, 50, 0, JITTER_FULL)}},
    {"js.v2", NULL, {TRIES(4, 100, 0, JITTER_FULL)}},
    {"js.v3", NULL, {TRIES(3, 100, 20000, JITTER_FULL), THROTTLED(500, JITTER_FULL),
                     QUOTA(5, 10, 5)}},
    {"js.v3.adaptive", NULL, {TRIES(3, 100, 20000, JITTER_FULL),
                              THROTTLED(500, JITTER_FULL), QUOTA(5, 10, 5),
                              .adaptive = true}},
    {"none", NULL, {TRIES(1, 0, 0, JITTER_NONE)}},
    {NULL, NULL, {0}},
};
/* clang-format on */

/* clang-format off */
static const char *const names[] = {
    "botocore.2026", "botocore.adaptive", "botocore.legacy", "botocore.standard",
    "go.v1", "go.v2", "java.v2", "java.v2.adaptive", "java.v2.standard", "js.v2",
    "js.v3", "js.v3.adaptive", "none", NULL};
/* clang-format on */
/* Known, and not there yet: those rules in other SDKs, whose numbers are not published
 * for every service. */
static const char *const later[] = {"java.v2.2026", "js.v3.2026", "go.v2.2026", NULL};

const char *const *retry_policies(void)
{
    return names;
}

/* The row for a service, else the one for any. */
static const struct policy *find(const char *name, const char *address)
{
    for (const struct policy *p = policies; p->name; p++) {
        size_t length = p->model ? strlen(p->model) : 0;
        if (strcmp(p->name, name) != 0)
            continue;
        if (!p->model || (address && strncmp(address, p->model, length) == 0 &&
                          address[length] == '.'))
            return p;
    }
    return NULL;
}

static void follow(struct retry *retry, const struct policy *p)
{
    *retry = p->retry;
    retry->policy = p->name;
    retry->given = true;
    retry->backoff_rate = 2;
    retry->budget = (double)NAN;
}

bool retry_policy(const char *name, struct retry *retry)
{
    const struct policy *p = find(name, NULL);

    if (p)
        follow(retry, p);
    return p != NULL;
}

void retry_suit(struct retry *retry, const char *address)
{
    if (retry->policy)
        follow(retry, find(retry->policy, address));
}

static bool say_unknown(struct reading *reading, const struct node *node)
{
    const char *nearest;

    if (text_is_one_of(node->text, later)) {
        diag_error(reading->diag, node->at, "%s: \"%s\": not built yet", reading->address,
                   node->text);
        return false;
    }
    nearest = text_nearest(node->text, names);
    diag_error(reading->diag, node->at, "%s: there is no policy \"%s\"%s%s%s",
               reading->address, node->text, nearest ? "; did you mean \"" : "",
               nearest ? nearest : "", nearest ? "\"?" : "");
    return false;
}

bool retry_read(struct reading *reading, const struct field *row, const struct node *node,
                void *place)
{
    struct retry *retry = place;

    (void)row;
    if (node->kind == NODE_GROUP) {
        bool good =
            field_read_group(reading, retry_fields, node, reading->address, retry);
        retry->given = true;
        return good;
    }
    if (node->kind != NODE_TEXT) {
        diag_error(reading->diag, node->at,
                   "%s: a group { max_attempts = 3; .. } or a policy such as "
                   "\"botocore.legacy\" is wanted",
                   reading->address);
        return false;
    }
    return retry_policy(node->text, retry) || say_unknown(reading, node);
}

/* What ships with a runtime, or what programs for it use; newest first.  Dates: README.
 */
static const struct {
    const char *prefix, *since, *policy;
} runtimes[] = {
    {"python", "", "botocore.legacy"},
    {"nodejs10.", "", "js.v2"},
    {"nodejs12.", "", "js.v2"},
    {"nodejs14.", "", "js.v2"},
    {"nodejs16.", "", "js.v2"},
    {"nodejs", "", "js.v3"},
    {"java", "", "java.v2"},
    {"go1.", "", "go.v1"},
    {"provided", "2024-07-31", "go.v2"},
    {"provided", "", "go.v1"},
};

const char *retry_of_runtime(const char *runtime, const char *date)
{
    for (size_t i = 0; runtime && i < sizeof runtimes / sizeof *runtimes; i++)
        if (strncmp(runtime, runtimes[i].prefix, strlen(runtimes[i].prefix)) == 0 &&
            (!date || strcmp(date, runtimes[i].since) >= 0))
            return runtimes[i].policy;
    return NULL;
}

/* ---- the pure part ---- */

static double jittered(double wait, int jitter, uint64_t bits)
{
    if (jitter == JITTER_FULL)
        return wait * unit_of(bits);
    if (jitter == JITTER_HALF_TO_FULL)
        return wait * (0.5 + 0.5 * unit_of(bits));
    return wait;
}

bool retry_next(const struct retry *retry, enum call_status status, int64_t attempt,
                uint64_t bits, sim_time *delay)
{
    bool apart = status == CALL_THROTTLED && retry->throttle_interval > 0;
    double wait = (double)(apart ? retry->throttle_interval : retry->interval);
    double most = retry->max_delay > 0 ? (double)retry->max_delay : (double)LAW_LONGEST;

    if (status == CALL_OK || status == CALL_REFUSED || attempt >= retry->max_attempts)
        return false;
    for (int64_t i = 1; i < attempt && wait < most; i++)
        wait *= retry->backoff_rate;
    if (wait > most)
        wait = most;
    wait = jittered(wait, apart ? retry->throttle_jitter : retry->jitter, bits);
    *delay = (sim_time)(wait + 0.5);
    return true;
}

/* ---- allowances ---- */

void retry_budget_start(struct retry_budget *b, const struct retry *retry)
{
    *b = (struct retry_budget){.quota = retry->quota};
}

void retry_budget_first(struct retry_budget *b, const struct retry *retry)
{
    (void)retry;
    b->first_tries++;
}

static int64_t cost(const struct retry *retry, enum call_status status)
{
    if (status == CALL_THROTTLED)
        return retry->quota_cost_throttle;
    return status == CALL_TIMED_OUT ? retry->quota_cost_timeout : retry->quota_cost;
}

bool retry_budget_allows(struct retry_budget *b, const struct retry *retry,
                         enum call_status status)
{
    if (retry->budget >= 0 && b->retries + 1 > retry->budget * b->first_tries)
        return false;
    if (retry->quota > 0 && b->quota < cost(retry, status))
        return false;
    b->retries++;
    if (retry->quota > 0)
        b->quota -= cost(retry, status);
    return true;
}

void retry_budget_success(struct retry_budget *b, const struct retry *retry,
                          int64_t attempts, enum call_status last)
{
    int64_t back = attempts > 1 ? cost(retry, last) : retry->quota_refund;

    if (retry->quota > 0)
        b->quota = b->quota + back < retry->quota ? b->quota + back : retry->quota;
}
