/* admission.h - the limits that an execution passes, in AWS's order, each refusal by the
 * limit that caused it:
 *
 *   request rates -> (a provisioned environment) -> growth of the rate, concurrency ->
 *   (an idle environment) -> a token for a new one
 */
#ifndef LAMBDA_ADMISSION_H
#define LAMBDA_ADMISSION_H

#include "flow/limit.h"
#include "lambda/lambda.h"

enum comes { COMES_BY_CALL, COMES_BY_URL, COMES_FROM_QUEUE };

/* What all functions of the account share in a run: account->state. */
struct lambda_shared {
    struct account *account;
    const struct lambda_account *config;
    int64_t reserved;    /* by all functions together */
    int64_t provisioned; /* by functions without a reserve */
    int64_t unreserved;  /* executions of functions without a reserve, in no provisioned
                            environment */
    struct event minute; /* burst_refill = STEPS: the next minute's end */
    sim_time next_provisioned; /* provisioned_scaling = REGION: see provisioned.c */
};

struct admission {
    const struct lambda_config *config;
    struct lambda_shared *shared;
    struct limit *requests, *url;                 /* rates; url NULL: none */
    struct limit *growth;                         /* of the rate; NULL: none */
    struct limit *concurrency, *burst;            /* that apply here */
    bool reserved;                                /* concurrency is the function's own */
    struct limit *provisioned, *provisioned_rate; /* provisioned.c's; NULL: none */
    int64_t claimed;                              /* by its provisioned environments */
    int64_t second, seen, established;            /* requests: see admission.c */
};

void *admission_start_account(struct sim *, struct account *);
void admission_start(struct sim *, struct admission *, struct service *self,
                     const struct lambda_config *);

/* The limit that turns the execution away; NULL: none.  Nothing is taken. */
static inline struct limit *admission_rate(struct sim *sim, const struct admission *a,
                                           enum comes how)
{
    if (how == COMES_FROM_QUEUE)
        return NULL;
    if (!limit_has_tokens(sim, a->requests, TOKEN))
        return a->requests;
    if (how == COMES_BY_URL && a->url && !limit_has_tokens(sim, a->url, TOKEN))
        return a->url;
    return NULL;
}
struct limit *admission_growth(struct sim *, struct admission *); /* of the rate */
static inline struct limit *admission_room(struct sim *sim, struct admission *a)
{
    struct limit *growth = a->growth ? admission_growth(sim, a) : NULL;

    if (growth)
        return growth;
    return limit_has_room(a->concurrency, 1) ? NULL : a->concurrency;
}
struct limit *admission_birth(struct sim *, const struct admission *);

/* It has passed all of them: what they take.  `provisioned`: it runs in a provisioned
 * environment; `born`: in a new one. */
static inline void admission_take_rate(struct sim *sim, const struct admission *a,
                                       enum comes how)
{
    if (how == COMES_FROM_QUEUE)
        return;
    limit_take(sim, a->requests, TOKEN);
    if (how == COMES_BY_URL && a->url)
        limit_take(sim, a->url, TOKEN);
}
void admission_enter(struct sim *, struct admission *, bool born);
void admission_leave(struct sim *, struct admission *);

/* Settings have changed; provisioned environments claim so many. */
void admission_changed(struct sim *, struct admission *);
/* false: beyond the reserve, or what the account's pool must keep; nothing changes. */
bool admission_claim(struct sim *, struct admission *, int64_t provisioned);

/* Levels are what runs on demand; false after a message. */
bool admission_audit(const struct admission *, const struct service *self,
                     int64_t on_demand, struct diag *);

/* A function URL with a reserve has a rate of its own. */
bool lambda_url_is_rated(const struct lambda_config *);
double lambda_url_rate(const struct lambda_account *, const struct lambda_config *);
double lambda_request_rate(const struct lambda_account *);

#endif
