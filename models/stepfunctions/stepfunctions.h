/* stepfunctions.h - AWS Step Functions: state machines, Standard and Express.
 *
 * What is modelled and what is left out: README.md beside this file.
 */
#ifndef STEPFUNCTIONS_H
#define STEPFUNCTIONS_H

#include "flow/ask.h"

struct asl;

enum machine_type { TYPE_STANDARD, TYPE_EXPRESS };

struct definition {
    const char *path;
    const struct asl *asl;
    uint32_t crc;
};

struct substitution {
    const char *name, *value;
};

struct choice_config {
    const char *next;
    struct dist probability;
};

struct state_config { /* of `states`: what the definition does not say */
    const char *state;
    struct ask ask;       /* to: what a task calls, or none; items: of a Map too; timeout:
                             ABSENT: the definition's, until it is checked */
    struct dist duration; /* LAW_NONE: by its type */
    struct dist error_rate; /* of a task that calls nobody */
    const char *error;
    int64_t max_concurrency; /* ABSENT: the definition's */
    int64_t memory_used;     /* bytes; ABSENT: the machine's */
    struct list choices;     /* of struct choice_config */
};

struct stepfunctions_config {
    int type; /* enum machine_type */
    struct definition definition;
    struct list substitutions; /* of struct substitution */
    struct list states;        /* of struct state_config */
    const uint32_t *place;     /* there, of each state of the definition */
    struct dist start_latency, transition_latency, dispatch_latency;
    struct dist completion_latency; /* .sync: from the job's end to its being seen */
    struct dist service_duration;   /* of a task that calls no resource */
    int64_t memory_used;            /* bytes: of an Express execution */
};

struct stepfunctions_account { /* account.stepfunctions */
    double start_rate, express_start_rate, transition_rate;
    int64_t start_bucket, express_start_bucket, transition_bucket;
    int64_t open_most, history_most;
    sim_time standard_most, express_most;       /* how long one may take */
    int64_t inline_most, distributed_most;      /* children of a Map at once */
    double standard_dispatch, express_dispatch; /* children a second */
};

extern const struct model stepfunctions_model;

#endif
