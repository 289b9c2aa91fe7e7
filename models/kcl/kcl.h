/* kcl.h - Kinesis Client Library: a fleet of workers that reads a stream by leases.
 *
 * What is modelled and what is left out: README.md beside this file.
 */
#ifndef KCL_H
#define KCL_H

#include "flow/service.h"

struct kcl_config {
    struct target stream;
    int64_t workers;
    int64_t max_records;
    sim_time idle_time, lease_duration;
    const char *consumer; /* NULL: it shares what a shard can be read */
    struct list steps;    /* of struct step */
    struct dist checkpoint_latency;
};

struct kcl_account {        /* account.kcl: constants of the library */
    sim_time lease_epsilon; /* around lease_duration */
    int64_t leases_stolen;  /* by a worker at a time */
    int64_t lease_size;     /* bytes in the lease table */
};

extern const struct model kcl_model;

#endif
