/* journey.h - what one arrival does: requests, one after the other or side by side. */
#ifndef JOURNEY_H
#define JOURNEY_H

#include "client/load.h"
#include "client/network.h"
#include "flow/steps.h"

struct client { /* in a run */
    struct service *self;
    const struct client_config *config;
    struct network network;
    struct service *vpc; /* the private network it is in; NULL: none */
    struct load load;
    size_t hosts; /* 0: a process for each request */
    struct process *host;
    uint64_t host_name;

    struct site *site; /* the short form, or */
    enum door door;
    struct body *body; /* the journey, and */
    size_t requests;   /* its requests, in the order of journey_requests */
    struct client_request {
        const struct step *step;
        size_t part; /* equal names share a part */
        enum door door;
        struct site *site; /* once it has been asked */
    } * request;

    struct {
        const struct dist *dist; /* NULL: not drawn */
        struct stream stream;
        const double *column; /* NULL: not of the trace */
    } * attribute;            /* by index of graph->attributes */

    struct tally { /* of requests */
        int64_t begun, answered;
        int64_t failed;    /* answered, and no success */
        int64_t completed; /* successes whose last effect has ended */
    } all, *part;
    int64_t journeys, ended;
};

/* The requests of a journey, at any depth: every call and send, in the order of the
 * scenario; `request` may be NULL.  Returns how many. */
size_t journey_requests(const struct list *steps, const struct step **request);
/* How a request is called: its step's name, else its address. */
const char *journey_request_name(const struct step *);

extern const struct walker journey_walker; /* of the journey's body */

/* One more journey; `user` (NULL: of the open loop) is told when it has ended. */
void journey_begin(struct sim *, struct client *, uint64_t who, uint64_t ordinal,
                   struct user *user);

/* The last effect of a request has ended. */
void journey_completed(struct sim *, struct service *, const struct root *);

#endif
