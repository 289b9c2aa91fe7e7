/* mapping.h - an event source mapping as a function's scenario words it.
 *
 * Functions list them, the room of pollers makes a service of each: what both must know.
 */
#ifndef MAPPING_H
#define MAPPING_H

#include "config/field.h"
#include "sim/sim.h"

enum { REPORTS_BATCH_ITEM_FAILURES }; /* mapping.response_types, else -1 */

struct mapping { /* AWS::Lambda::EventSourceMapping */
    struct target source;
    int64_t batch_size;
    sim_time window;             /* maximum_batching_window */
    int64_t maximum_concurrency; /* ABSENT: none */
    int response_types;
    bool enabled;
};

extern const struct field mapping_fields[];

#endif
