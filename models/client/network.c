/* network.c - round trips, new connections, and the edge.
 *
 * With a = client - point of presence, c = client - Region, b = point of presence -
 * Region, p = processing there, and H = round trips before a request may go out (a TCP
 * handshake, and TLS: two with 1.2, one with 1.3; none on an open connection):
 *
 *     to the Region   (H + 1) c
 *     to the edge     (H + 1) a + p + b      (it keeps connections to the Region open)
 *
 * Nobody publishes b; where it is not given, b = 0.9 (c - a), at least 0 [A]: README.md.
 * Where a is not given, the edge is no nearer than the Region: a = c (said by check).
 */
#include "client/network.h"

#include <math.h>

#define BACKBONE_SHARE 0.9 /* [A]: 0.8 to 0.95 of c for clients far away */

void network_start(struct sim *sim, struct network *n, struct service *self,
                   const struct network_config *c)
{
    n->config = c;
    n->to_edge = source_of(sim, self, "network/rtt_to_edge", &c->rtt_to_edge);
    n->to_region = source_of(sim, self, "network/rtt_to_region", &c->rtt_to_region);
    n->edge_to_region =
        source_of(sim, self, "network/rtt_edge_to_region", &c->rtt_edge_to_region);
    n->processing = source_of(sim, self, "network/edge_processing", &c->edge_processing);
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
    return c->rtt_to_edge.law.kind == LAW_NONE && c->rtt_to_region.law.kind == LAW_NONE;
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
    if (door != DOOR_EDGE) {
        trip = draw(sim, &n->to_region, w);
        *back = trip / 2;
        return trips * trip + (trip - *back);
    }
    trip = draw(sim, source_given(&n->to_edge) ? &n->to_edge : &n->to_region, w);
    far = backbone(sim, n, w, trip);
    *back = (trip + far) / 2;
    return trips * trip + draw(sim, &n->processing, w) + (trip + far - *back);
}

double network_mean(const struct network_config *c, enum door door,
                    double (*mean)(const void *ctx, const struct dist *), const void *ctx)
{
    double trips = (1 - c->connection_reuse) * network_trips(c) + 1;
    double far = mean(ctx, &c->rtt_to_region), near;

    if (is_at_the_door(c))
        return 0;
    if (door != DOOR_EDGE)
        return trips * far;
    near = c->rtt_to_edge.law.kind != LAW_NONE ? mean(ctx, &c->rtt_to_edge) : far;
    far = fmax(BACKBONE_SHARE * (far - near), 0);
    if (c->rtt_edge_to_region.law.kind != LAW_NONE)
        far = mean(ctx, &c->rtt_edge_to_region);
    return trips * near + mean(ctx, &c->edge_processing) + far;
}
