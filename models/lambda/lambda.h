/* lambda.h - AWS Lambda: functions that start cold, run warm and are turned away
 * beyond the concurrency they are allowed.
 *
 * What it models and what it leaves out: models/lambda/README.md.
 */
#ifndef LAMBDA_H
#define LAMBDA_H

#include "flow/scaling.h"
#include "flow/steps.h"

enum lambda_architecture { ARCHITECTURE_X86_64, ARCHITECTURE_ARM64 };
enum lambda_package { PACKAGE_ZIP, PACKAGE_IMAGE };
enum lambda_snap_start { SNAP_START_NONE, SNAP_START_PUBLISHED_VERSIONS };

/* How fast a function may grow: one bucket for the Region (until 2023-11), or one for
 * each function. */
enum lambda_scaling { SCALING_REGION, SCALING_FUNCTION };

enum lambda_refill { REFILL_EVENLY, REFILL_STEPS }; /* of the Region's bucket */

enum lambda_invocation { INVOCATION_WAITS, INVOCATION_EVENT };

struct event_invoke { /* event_invoke_config */
    int64_t retries;
    sim_time maximum_age;
    struct target on_success, on_failure; /* address NULL: none */
};

enum lambda_url_mode { URL_BUFFERED, URL_RESPONSE_STREAM };

struct function_url {
    int auth; /* AWS_IAM or NONE: shows in no number; -1: the function has no URL */
    int mode; /* enum lambda_url_mode */
};

struct vpc { /* vpc_config */
    struct texts subnets, security_groups;
};

struct lambda_config {
    const char *runtime;
    int architecture, package_type;
    int64_t package_bytes, loaded_bytes, memory_bytes, storage_bytes;
    int snap_start;
    struct vpc vpc;
    sim_time timeout;
    int64_t reserved;               /* reserved_concurrent_executions; ABSENT: none */
    int64_t provisioned;            /* provisioned_concurrent_executions; ABSENT: none */
    struct scaling_config tracking; /* auto_scaling of it */
    int64_t warm;                   /* warm_environments at t = 0; ABSENT: none */
    bool warm_aged; /* their ages are as in a pool that has been in use for long */
    struct dist init, restore, placement, first_invoke;
    double restore_billed; /* share of a restore that is charged */
    struct dist idle_expiry, maximum_age;
    struct dist response_size, extensions;
    struct function_url url;
    double error_rate;
    const char *error;
    struct event_invoke events;
    struct target dead_letter; /* address NULL: none */
    struct list mappings;      /* of struct mapping: services of the room of pollers */
    struct list steps;
    int scaling;
    int64_t scaling_burst;    /* per function: environments at once .. */
    double scaling_rate;      /* .. and a second */
    int64_t scaling_requests; /* the same of requests a second */
    double scaling_request_rate;
};

struct lambda_account { /* account.lambda */
    int64_t concurrency, unreserved_least;
    double request_rate; /* NaN: requests_per_concurrency x concurrency */
    double requests_per_concurrency;
    int64_t burst;                 /* the Region's bucket of new environments .. */
    double burst_rate;             /* .. and its refill, a second */
    int burst_refill;              /* enum lambda_refill */
    int64_t knee_bytes[2];         /* memory of one full vCPU, by architecture */
    struct dist provisioned_delay; /* from asking to the first allocation .. */
    int64_t provisioned_burst;     /* .. so many then at once, and .. */
    double provisioned_rate;       /* .. so many a second */
    int provisioned_scaling;       /* enum lambda_scaling: whom they are for */
    sim_time provisioned_quantum;  /* paid for in whole ones */
    struct scaling_account tracking;
    int64_t payload_most, event_payload_most;
    int64_t stream_most;          /* of a streamed answer .. */
    sim_time stream_per_mb;       /* .. which takes so long beyond payload_most */
    bool events_rated;            /* events take from the request rate too */
    struct dist event_delay;      /* from queued to the first try */
    double event_duplicate_share; /* of successes that are delivered once more */
    double event_jitter;          /* of the waits: x U(1 - j, 1 + j) */
    sim_time placement_per_mb;
    sim_time quota_period;     /* 0: CPU is shared out evenly, however short the work */
    struct dist vpc_placement; /* longer in a VPC */
    sim_time init_per_mb;      /* of loaded_size */
    sim_time init_limit, restore_limit;
    bool init_billed_zip, init_billed_custom, init_billed_image;
    int64_t storage_included; /* ephemeral storage that costs nothing */
    sim_time billing_quantum;
};

struct queued_event;

struct lambda_request {         /* what a caller says */
    int invocation_type;        /* enum lambda_invocation */
    struct queued_event *event; /* the function's own queue calls for it; else NULL */
};

extern const struct model lambda_model;

#endif
