/* network.c - round trips, new connections, and the edge.
 *
 * With a = client - point of presence, c = client - Region, b = point of presence -
 * Region, p = processing there, and H = round trips before a request may go out (a TCP
 * handshake, and TLS: two with 1.2, one with 1.3; none on an open connection):
 *
 *     to the Region   (H + 1) c
 *     to the edge     (H + 1) a + p + b      (it keeps connections to the Region open)
 *     to a point of presence that answers itself   (H + 1) a + p
 *
 *     in a VPC, to an API of its own   (H + 1) v
 *
 * with v = client - interface endpoint.  What else a client in a VPC calls it reaches by
 * NAT, as above with c from there to the Region; a point of presence is no nearer, and as
 * far from the Region again: a = b = c [A].
 *
 * Nobody publishes b; where it is not given, b = 0.9 (c - a), at least 0 [A]: README.md.
 * Where a is not given, the edge is no nearer than the Region: a = c (said by check).
 */
#include "client/network.h"

#include <math.h>

#include "flow/forecast.h"

#define BACKBONE_SHARE 0.9 /* [A]: 0.8 to 0.95 of c for clients far away */

struct laws { /* of round trips, as far as they are known */
    const struct dist *to_edge, *to_region, *edge_to_region, *to_endpoint;
};

static bool is_known(const struct dist *dist)
{
    return dist && dist->law.kind != LAW_NONE;
}

/* What a client in a private network does not say of a way, its network does. */
static struct laws laws_of(const struct graph *graph, const struct network_config *c)
{
    const struct resource *vpc =
        c->vpc.address ? &graph->resource[c->vpc.resource] : NULL;
    struct laws laws = {&c->rtt_to_edge, &c->rtt_to_region, &c->rtt_edge_to_region, NULL};
    const struct dist *nat;

    if (!vpc)
        return laws;
    laws.to_endpoint = vpc->model->ways->round_trip(graph, vpc, WAY_ENDPOINT);
    nat = vpc->model->ways->round_trip(graph, vpc, WAY_NAT);
    if (!is_known(laws.to_edge))
        laws.to_edge = nat;
    if (!is_known(laws.to_region))
        laws.to_region = nat;
    if (!is_known(laws.edge_to_region))
        laws.edge_to_region = nat;
    return laws;
}

enum way network_leaves(const struct network_config *c, enum door door)
{
    if (!c->vpc.address)
        return WAYS;
    return door == DOOR_PRIVATE ? WAY_ENDPOINT : WAY_NAT;
}

void network_start(struct sim *sim, struct network *n, struct service *self,
                   const struct network_config *c)
{
    struct laws laws = laws_of(world_of(sim)->graph, c);

    n->config = c;
    n->to_edge = source_of(sim, self, "network/rtt_to_edge", laws.to_edge);
    n->to_region = source_of(sim, self, "network/rtt_to_region", laws.to_region);
    n->edge_to_region =
        source_of(sim, self, "network/rtt_edge_to_region", laws.edge_to_region);
    n->processing = source_of(sim, self, "network/edge_processing", &c->edge_processing);
    n->to_endpoint = source_of(sim, self, "network/rtt_to_endpoint", laws.to_endpoint);
    n->reuse = service_stream(sim, self, "network/connection_reuse");
}

int network_trips(const struct network_config *c)
{
    return c->tls == 1 ? 2 : 3;
}

static sim_time draw(struct sim *sim, const struct source *s, const struct work *w)
{
    return source_given(s) ? source_draw(sim, s, w) : 0;
}

static sim_time backbone(struct sim *sim, const struct network *n, const struct work *w,
                         sim_time to_edge)
{
    double b;

    if (source_given(&n->edge_to_region))
        return source_draw(sim, &n->edge_to_region, w);
    b = BACKBONE_SHARE * (double)(draw(sim, &n->to_region, w) - to_edge);
    return b > 0 ? (sim_time)(b + 0.5) : 0;
}

/* Without a round trip a client stands at the door: nothing of a network is added. */
static bool is_at_the_door(const struct network_config *c)
{
    return !is_known(&c->rtt_to_edge) && !is_known(&c->rtt_to_region) && !c->vpc.address;
}

sim_time network_way(struct sim *sim, const struct network *n, enum door door,
                     const struct work *w, sim_time *back)
{
    double reuse = n->config->connection_reuse;
    bool open = reuse >= 1 || unit_of(draw_bits(&n->reuse, w->try, 0)) < reuse;
    sim_time trips = open ? 0 : network_trips(n->config);
    sim_time trip, far;

    *back = 0;
    if (is_at_the_door(n->config))
        return 0;
    if (door == DOOR_REGION || door == DOOR_PRIVATE) {
        trip = draw(sim, door == DOOR_PRIVATE ? &n->to_endpoint : &n->to_region, w);
        *back = trip / 2;
        return trips * trip + (trip - *back);
    }
    trip = draw(sim, source_given(&n->to_edge) ? &n->to_edge : &n->to_region, w);
    far = door == DOOR_EDGE ? backbone(sim, n, w, trip) : 0;
    *back = (trip + far) / 2;
    return trips * trip + draw(sim, &n->processing, w) + (trip + far - *back);
}

sim_time network_beyond(struct sim *sim, const struct network *n, const struct work *w)
{
    if (is_at_the_door(n->config))
        return 0;
    return backbone(
        sim, n, w, draw(sim, source_given(&n->to_edge) ? &n->to_edge : &n->to_region, w));
}

static double mean_of(const struct forecast *f, const struct dist *dist)
{
    return dist ? forecast_mean(f, dist) : 0;
}

double network_beyond_mean(const struct forecast *f, const struct network_config *c)
{
    struct laws laws = laws_of(forecast_graph(f), c);
    double far = mean_of(f, laws.to_region);
    double near = is_known(laws.to_edge) ? mean_of(f, laws.to_edge) : far;

    if (is_at_the_door(c))
        return 0;
    return is_known(laws.edge_to_region) ? mean_of(f, laws.edge_to_region)
                                         : fmax(BACKBONE_SHARE * (far - near), 0);
}

double network_mean(const struct forecast *f, const struct network_config *c,
                    enum door door)
{
    struct laws laws = laws_of(forecast_graph(f), c);
    double trips = (1 - c->connection_reuse) * network_trips(c) + 1;
    double far = mean_of(f, laws.to_region), near;

    if (is_at_the_door(c))
        return 0;
    if (door == DOOR_PRIVATE)
        return trips * mean_of(f, laws.to_endpoint);
    if (door == DOOR_REGION)
        return trips * far;
    near = is_known(laws.to_edge) ? mean_of(f, laws.to_edge) : far;
    far = door == DOOR_EDGE ? network_beyond_mean(f, c) : 0;
    return trips * near + mean_of(f, &c->edge_processing) + far;
}
