/* ways.h - a private network, for those whose calls go through it.
 *
 * A client that is in one goes by its interface endpoint to an API that is reached there,
 * by network address translation (NAT) to all else.  Whose network it is (models/vpc)
 * knows how long a way is and pays for it; who carries says how much.
 */
#ifndef WAYS_H
#define WAYS_H

#include "flow/service.h"

enum way { WAY_ENDPOINT, WAY_NAT, WAYS };

struct ways { /* of a model: struct model */
    /* The round trip, as the scenario has it; NULL: the network has no such way. */
    const struct dist *(*round_trip)(const struct graph *, const struct resource *network,
                                     enum way);
    /* Bytes that went out this way, and that came back. */
    void (*carried)(struct service *network, enum way, int64_t out, int64_t back);
    /* The calculator's: so many a second, both together. */
    void (*foreseen)(struct forecast *, const struct resource *network, enum way,
                     double bytes_per_s);
};

#endif
