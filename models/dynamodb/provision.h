/* provision.h - one side of a table or index with provisioned capacity. */
#ifndef DYNAMODB_PROVISION_H
#define DYNAMODB_PROVISION_H

#include "flow/scaling.h"
#include "flow/source.h"

struct throughput;

struct provision {
    int64_t units;     /* in force */
    int64_t wanted;    /* once the change under way is in force; else units */
    int64_t asked;     /* the setting as last seen */
    int64_t charged;   /* the most of this hour */
    int64_t at_minute; /* halves served when this minute began */
    bool by_scaling;   /* the change under way */
    uint64_t activity; /* an operator's, in the log */
    struct event done;
    struct source update,
        split; /* time of UpdateTable: as it is, or with new partitions */
    struct scaling scaling;
};

#endif
