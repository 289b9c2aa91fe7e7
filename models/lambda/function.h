/* function.h - a function in a run: what its files share. */
#ifndef LAMBDA_FUNCTION_H
#define LAMBDA_FUNCTION_H

#include "flow/steps.h"
#include "lambda/admission.h"
#include "lambda/async.h"
#include "lambda/cold.h"
#include "lambda/pool.h"
#include "lambda/provisioned.h"
#include "lambda/tables.h"

struct function {
    struct service *self;
    const struct lambda_config *config;
    const struct lambda_account *account;
    struct admission admission;
    struct pool pool;
    struct provisioned provisioned;
    struct async async;
    struct body *body;
    struct cold cold;
    struct source response_size, extensions;
    struct stream errors, quota;
    uint64_t extending; /* of `running`: answered, extensions go on */
    uint64_t running, begun, ok, failed, timed_out, cold_starts;
    uint64_t busy_area, residence; /* ns, mod 2^64: Little's law as an identity */
    sim_time busy_since;
};

/* door.c: a call comes in. */
void lambda_accept(struct sim *, struct service *self, struct call *);
bool lambda_resolve(const struct graph *, const struct resource *self, struct target *,
                    struct diag *);
static inline bool lambda_by_url(const struct call *call)
{
    return call->action == ACTION_URL;
}
/* Of the answer, by how it is sent. */
int64_t lambda_response_most(const struct function *, const struct call *);
/* From the end of the handler to the end of a streamed answer. */
sim_time lambda_streaming(const struct function *, const struct call *, int64_t bytes);

/* work.c: ns of a step's work. */
int64_t lambda_work_time(struct sim *, const struct walk *, const struct step *,
                         int64_t drawn);

/* lambda.c: it has passed the limits, and has got this environment. */
void lambda_take_in(struct sim *, struct function *, struct env *, struct call *);

#endif
