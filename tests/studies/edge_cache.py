#!/usr/bin/python3
"""scenarios/edge-cache.cfg: a minute at the edge spares an API most of what a sale asks of it; each location fetches for itself."""
from study import Study

TTL = "cloudfront.shop.cache_behaviors[/products/*].default_ttl=%d s"
EDGES = "cloudfront.shop.edge_locations=%d"
PLENTY = ("apigateway.shop.throttling_rate_limit=5000/s", "apigateway.shop.throttling_burst_limit=5000")
KEYS, RATE, MEASURED = 20000, 400, 8 * 60


def fetched(ttl, edges, fetch=0.09):
    """Of looks a second, those that go to the origin: one a time to live, and the time that it takes to answer."""
    weights = [1 / k for k in range(1, KEYS + 1)]
    whole = sum(weights)
    asked = [RATE / edges * w / whole for w in weights]
    return edges * sum(r / (1 + r * (ttl + fetch)) for r in asked)


def looks(run):
    return run.of("cloudfront_cache_misses", "shop") / MEASURED


def main():
    study = Study("edge-cache.cfg", "run.replications=8")
    held = study.run()
    study.holds("a minute: share of looks refused", held.of("client_errors", "shoppers") / held.of("client_requests", "shoppers"), 0, 1e-4)
    for ttl in (1, 10, 60):
        run = study.run(TTL % ttl, *PLENTY)
        study.holds("%d s: fetched a second, of what theory says" % ttl, looks(run) / fetched(ttl, 6), 0.98, 1.02)
    for edges in (1, 36):
        run = study.run(EDGES % edges, *PLENTY)
        study.holds("%d locations: fetched a second, of what theory says" % edges, looks(run) / fetched(60, edges), 0.98, 1.02)

    # Without it all go to the API: of looks and orders 200 a second are served.
    none = study.run(TTL % 0)
    refused = none.of("apigateway_throttles", "shop") / none.of("apigateway_count", "shop")
    study.holds("nothing kept: share refused", refused, 1 - 200 / 406 - 0.01, 1 - 200 / 406 + 0.01)
    # Of the run before, of which nothing is refused: 1.00 USD a million requests; of 24 KB a look and 1 KB an order
    # 0.085 USD a GB for the first 10 TB of a month like this, 0.080 for the rest.
    gb = (400 * 24 + 6) * 720 / 2**20
    month = gb * 5 * 730
    money = 406 * 720 * 1e-6 + gb * (10240 * 0.085 + (month - 10240) * 0.080) / month
    study.holds("USD of CloudFront, of what prices say", run.paid("cloudfront") / money, 0.995, 1.005)
    study.end()


main()
