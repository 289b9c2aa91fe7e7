/* cold.h - what it takes to start: placement, init or restore, the first handler's
 * penalty.  Drawn once, when an invocation gets an environment that must start. */
#ifndef LAMBDA_COLD_H
#define LAMBDA_COLD_H

#include "flow/source.h"
#include "lambda/lambda.h"

struct cold { /* a function's laws */
    const struct lambda_config *config;
    const struct lambda_account *account;
    struct source init, restore, placement, vpc_placement, first_invoke;
};

struct start {
    sim_time placed;    /* finding a place and fetching the code: in no log */
    sim_time readied;   /* then init, or the restore of a snapshot .. */
    sim_time billed;    /* .. and what of it is charged */
    sim_time inside;    /* of the first handler's own time: init again, first_invoke */
    bool inits_again;   /* init ran into its limit */
    bool restore_fails; /* it ran into its limit: the invocation is not executed */
};

void cold_start(struct sim *, struct cold *, struct service *self,
                const struct lambda_config *, const struct lambda_account *);

/* A new environment. */
struct start cold_new(const struct sim *, const struct cold *, const struct work *);
/* One that is made ready before anybody comes: its init is charged in every era, and
 * within no limit that matters (130 s). */
struct start cold_ahead(const struct sim *, const struct cold *, const struct work *);
/* One that was reset after a crash or a time-out. */
struct start cold_again(const struct sim *, const struct cold *, const struct work *);

/* fail = "Runtime.ExitError" or "Runtime.OutOfMemory": the process is gone. */
bool lambda_crashes(const char *error);
bool lambda_restores(const struct lambda_config *);  /* SnapStart is on */
bool lambda_is_custom(const struct lambda_config *); /* runtime: provided.* */
bool lambda_runs(const struct lambda_config *, const char *family); /* "java" */

#endif
