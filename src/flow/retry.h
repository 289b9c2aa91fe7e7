/* retry.h - whether to try again, and when: one pure function (architecture 5.5).
 *
 * In ASL's words with attempts in the SDKs' sense (language.md D14), or an SDK's policy
 * by name ("botocore.legacy").  State (a retry budget, an SDK's quota) belongs to the
 * caller.
 */
#ifndef RETRY_H
#define RETRY_H

#include "flow/call.h"

enum jitter { JITTER_NONE, JITTER_FULL, JITTER_HALF_TO_FULL }; /* x 1, U(0,1), U(1/2,1) */

struct retry {
    int64_t max_attempts;         /* the first included; 1: never again */
    sim_time interval, max_delay; /* max_delay 0: no cap */
    double backoff_rate;
    int jitter;                 /* enum jitter */
    sim_time throttle_interval; /* interval after a throttle; 0: as any */
    int throttle_jitter;        /* with throttle_interval */
    double budget;      /* retries may be this share of first tries; NaN: no budget */
    const char *policy; /* its name, NULL: by hand */
    bool given;         /* somebody said something */
    bool adaptive;      /* the SDK's rate limiter holds (process.h) */
    /* An SDK's quota bucket, one a process; quota 0: none. */
    int64_t quota, quota_cost, quota_cost_timeout, quota_cost_throttle, quota_refund;
};

extern const struct field retry_fields[];
/* KIND_CUSTOM reader: a group of retry_fields, or a policy's name. */
bool retry_read(struct reading *, const struct field *, const struct node *, void *place);
/* A policy by name, false: unknown or not built.  Source of each: README.md. */
bool retry_policy(const char *name, struct retry *);
/* SDKs treat some services apart: the same policy for calls to `address`. */
void retry_suit(struct retry *, const char *address);
const char *const *retry_policies(void); /* names, NULL-terminated */
/* The policy of an SDK's default for a Lambda runtime as of a date ("python3.9",
 * "2021-08-31" -> "botocore.legacy"), language.md D14.  NULL: none is known. */
const char *retry_of_runtime(const char *runtime, const char *date);

/* After `attempt` (1 = the first) ended in `status`: false, stop; else *delay until the
 * next.  `bits`: one draw, for jitter. */
bool retry_next(const struct retry *, enum call_status, int64_t attempt, uint64_t bits,
                sim_time *delay);

/* A caller's allowance for retries: `budget` is kept for each ask of each service; an
 * SDK's quota is that of one process, so it counts only where the holder has one
 * (process.h). */
struct retry_budget {
    double first_tries, retries;
    int64_t quota;
};
void retry_budget_start(struct retry_budget *, const struct retry *);
void retry_budget_first(struct retry_budget *, const struct retry *);
/* Takes what the retry costs, if it is there. */
bool retry_budget_allows(struct retry_budget *, const struct retry *, enum call_status);
/* `last`: how the attempt before the successful one had ended. */
void retry_budget_success(struct retry_budget *, const struct retry *, int64_t attempts,
                          enum call_status last);

#endif
