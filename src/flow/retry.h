/* retry.h - whether to try again, and when: one pure function (architecture 5.5).
 *
 * In ASL's words with attempts in the SDKs' sense (language.md D14), or an SDK's policy
 * by name ("botocore.legacy").  State (a retry budget, an SDK's quota) belongs to the
 * caller.
 */
#ifndef RETRY_H
#define RETRY_H

#include "flow/call.h"

struct retry {
    int64_t max_attempts;         /* the first included; 1: never again */
    sim_time interval, max_delay; /* max_delay 0: no cap */
    double backoff_rate;
    int jitter;                 /* 0 NONE, 1 FULL, 2 HALF_TO_FULL (Go v1: U(1/2, 1)) */
    sim_time throttle_interval; /* interval after a throttle; 0: as any (Go v1, botocore
                                   2026) */
    double budget;      /* retries may be this share of first tries; NaN: no budget */
    const char *policy; /* its name, NULL: by hand */
    int64_t quota, quota_cost, quota_cost_timeout,
        quota_refund; /* SDK quota bucket; 0: none */
};

extern const struct field retry_fields[];
/* KIND_CUSTOM reader: a group of retry_fields, or a policy's name. */
bool retry_read(struct reading *, const struct field *, const struct node *, void *place);
/* A policy by name, false: unknown.  Source of each: README of src/flow. */
bool retry_policy(const char *name, struct retry *);
const char *const *retry_policies(void); /* names, NULL-terminated */
/* The policy of an SDK's default for a Lambda runtime as of a date ("python3.9" ->
 * "botocore.legacy"), language.md D14. */
const char *retry_of_runtime(const char *runtime, const char *date);

/* After `attempt` (1 = the first) ended in `status`: false, stop; else *delay until the
 * next.  `bits`: one draw, for jitter. */
bool retry_next(const struct retry *, enum call_status, int64_t attempt, uint64_t bits,
                sim_time *delay);

/* A caller's allowance for retries; one for each ask of each service. */
struct retry_budget {
    double first_tries, retries;
    int64_t quota;
};
void retry_budget_start(struct retry_budget *, const struct retry *);
void retry_budget_first(struct retry_budget *, const struct retry *);
bool retry_budget_allows(struct retry_budget *, const struct retry *, enum call_status);
void retry_budget_success(struct retry_budget *, const struct retry *, int64_t attempts);

#endif
