/* network.h - the way from a client to a service and back (language.md D16). */
#ifndef NETWORK_H
#define NETWORK_H

#include "client/client.h"
#include "flow/source.h"
#include "flow/ways.h"

struct network {
    const struct network_config *config;
    struct source to_edge, to_region, edge_to_region, processing, to_endpoint;
    struct stream reuse;
};

void network_start(struct sim *, struct network *, struct service *,
                   const struct network_config *);
/* Time of one attempt to a service behind this door: out (the return value) and back. */
sim_time network_way(struct sim *, const struct network *, enum door, const struct work *,
                     sim_time *back);

/* The round trip from its point of presence to the Region; and its mean, s. */
sim_time network_beyond(struct sim *, const struct network *, const struct work *);
double network_beyond_mean(const struct forecast *, const struct network_config *);

/* The mean of both together, s. */
double network_mean(const struct forecast *, const struct network_config *, enum door);

/* The way out of the private network that it is in; WAYS: it is in none. */
enum way network_leaves(const struct network_config *, enum door);

/* Round trips before the first byte of a request on a new connection. */
int network_trips(const struct network_config *);

#endif
