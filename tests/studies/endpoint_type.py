#!/usr/bin/python3
"""scenarios/endpoint-type.cfg: the edge is for clients far away, on new connections; near ones pay a few ms for it. From inside
a VPC a private endpoint is a ms shorter than NAT, and what it saves is money."""
from study import Study

APP, PARTNER, WORKERS = ("apigateway.%s.endpoint_configuration=" % name for name in ("app", "partner", "workers"))
PRIVATE = (WORKERS + "PRIVATE", "apigateway.workers.vpc_endpoint=vpc.main", "vpc.main.nat_gateways=0")
MINUTES, MEASURED = 8, 5


def mean(run, client):
    return run.of("client_latency", client, "average") * 1000


def found(run):
    hits = run.of("apigateway_cache_hit_count", "workers")
    return hits / (hits + run.of("apigateway_cache_miss_count", "workers"))


def renewals(keys, s, in_ttl):
    """Of a zipf law's questions, those that come within the time to live of an answer."""
    weights = [k ** -s for k in range(1, keys + 1)]
    whole = sum(weights)
    asked = [in_ttl * w / whole for w in weights]
    return sum(x * x / (1 + x) for x in asked) / in_ttl


def sooner(client, before, after):
    return mean(before, client) - mean(after, client)


def main():
    study = Study("endpoint-type.cfg", "run.duration=%d min" % MINUTES, "run.replications=6")
    edge = study.run()
    inside = study.run(*PRIVATE)

    # Round trips, on average: 1 + 60 % of 2, 1 + 5 % of 3, 1 + 1 % of 3; the edge adds its own 2 ms and the way behind it.
    study.holds("app, regional: ms later", -sooner("app", edge, study.run(APP + "REGIONAL")), 178, 190)
    study.holds("partner, regional: ms sooner", sooner("partner", edge, study.run(PARTNER + "REGIONAL")), 1.43, 1.55)
    study.holds("workers, regional: ms sooner", sooner("workers", edge, study.run(WORKERS + "REGIONAL")), 3.97, 4.03)
    study.holds("workers, private: ms sooner", sooner("workers", edge, inside), 5, 5.07)
    gb = (edge.of("vpc_bytes_out_to_destination", "main") + edge.of("vpc_bytes_in_from_destination", "main")) / 2**30
    study.holds("bytes by the endpoint, of those by NAT", inside.of("vpc_bytes_processed", "main") / 2**30 / gb, 0.999, 1.001)
    # Two gateways are gone; an endpoint in two zones is new.
    saved = MINUTES / 60 * 2 * (0.045 - 0.01) + gb * MINUTES / MEASURED * (0.045 - 0.01)
    study.holds("USD saved, of what prices say", (edge.paid("vpc") - inside.paid("vpc")) / saved, 0.99, 1.01)

    cached = study.run("apigateway.workers.cache_cluster_size=0.5 GB")
    study.holds("workers: what a cache of 0.5 GB finds, less what theory says", found(cached) - renewals(30000, 0.9, 150 * 60), -0.01, 0.01)
    study.holds("workers, cached: ms sooner", sooner("workers", edge, cached), 16, 19)

    # What AWS does not say: how far an endpoint is from inside, and the Region from a point of presence.
    far = study.run("vpc.main.rtt_to_endpoint=3 ms", *PRIVATE)
    study.holds("workers, private, endpoint 3 ms away [A]: ms sooner", sooner("workers", edge, far), 2.9, 3)
    behind = "client.app.network.rtt_edge_to_region=lognormal(p50=%s ms, p99=%s ms)"
    for share, low, high in ((0.8, 167, 185), (1, 130, 152)):
        there = behind % (160 * share, 380 * share)
        study.holds("app, edge %g of that from the Region [A], regional: ms later" % share,
                    -sooner("app", study.run(there), study.run(there, APP + "REGIONAL")), low, high)
    study.end()


main()
