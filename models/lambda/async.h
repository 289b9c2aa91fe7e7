/* async.h - a function's own queue of events (invocation_type = "Event").
 *
 * An event is answered as soon as it is queued; from then on the queue calls the function
 * for it, until it succeeds or is dropped.
 */
#ifndef LAMBDA_ASYNC_H
#define LAMBDA_ASYNC_H

#include "flow/source.h"
#include "lambda/lambda.h"

enum drop { DROP_ATTEMPTS, DROP_AGE, DROP_RESERVED_0, DROPS };

struct destination {
    struct target to; /* address NULL: none */
    uint64_t site;    /* of what is sent there: methods.md 1 */
    struct meter *failures;
};

struct async {
    struct service *self;
    const struct lambda_config *config;
    const struct lambda_account *account;
    struct source delay;
    struct stream backoff, duplicate;
    uint64_t site; /* of the queue's calls */
    struct destination on_success, on_failure, dead_letter;
    uint64_t accepted, again, succeeded, dropped[DROPS], waiting, running;
};

void async_start(struct sim *, struct async *, struct service *self,
                 const struct lambda_config *, const struct lambda_account *);

/* An event that has passed the limits: queued and answered. */
void async_accept(struct sim *, struct async *, struct call *);

/* The queue's call for this event has got an environment. */
void async_begun(struct sim *, const struct queued_event *);

/* accepted + delivered again = succeeded + dropped by reason + waiting + running
 * (methods.md 9.6). */
bool async_audit(const struct async *, struct diag *);

#endif
