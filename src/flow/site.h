/* site.h - an ask of a service in a run; private to ask.c and site.c. */
#ifndef SITE_H
#define SITE_H

#include "flow/ask.h"

struct site {
    struct service *owner;
    const struct ask *ask;
    struct retry retry; /* the ask's, suited to its target */
    uint64_t name;      /* the site of methods.md 1 */
    struct source item_size, items, key;
    struct stream backoff;
    struct retry_budget budget;
    struct breaker_state breaker;
    struct site_counts counts;
};

#endif
