/* vpc.h - a private network in a Region (Amazon VPC): the ways out of it, and their
 * price.
 *
 * What it models and what it leaves out: models/vpc/README.md.
 */
#ifndef VPC_H
#define VPC_H

#include "flow/ways.h"

struct vpc_config {
    int64_t zones, nat_gateways;
    struct dist round_trip[WAYS]; /* LAW_NONE: the account's */
};

struct vpc_account {
    struct dist round_trip[WAYS];
};

extern const struct model vpc_model;

#endif
