#!/usr/bin/python3
"""scenarios/flash-sale.cfg: which load tests of the same number of requests find what gives way in the sale.

The same buyers come in all variants, so each replication is compared with itself.
"""
from study import Study

SALE = "client.buyers.bursts[sale]."
QUOTA = "account.lambda.concurrent_executions"
GROWTH = "dynamodb.orders.previous_peak.write_units"
PRODUCT = "dynamodb.stock.write_key_range"
BURST = "lambda.order.scaling_burst"
WARM = tuple(f"dynamodb.{table}.warm_throughput.write_units_per_second=10000" for table in ("orders", "stock"))
NONE = (-1e-9, 1e-9)


def within(seconds, requests=30000):
    return SALE + f"within={seconds} s", SALE + f"requests={requests}"


def errors(run):
    return run.of("client_errors", "buyers") / run.of("client_requests", "buyers")


def first(run, limit):
    """Seconds after the doors have opened."""
    return run["limit_first"][:, run["limit"].tolist().index(limit.encode())] - 180


def main():
    study = Study("flash-sale.cfg", "run.duration=5 min")
    for seconds in 150, 60, 20:
        slow = study.run(*within(seconds))
        study.holds(f"in {seconds} s: refused by any limit", slow["limit_rejections_summary"].sum(axis=1), *NONE)
        study.holds(f"in {seconds} s: p99, s", slow.of("client_latency", "buyers", "p99"), 0.7, 0.85)
    near = study.run(*within(15))
    study.holds("in 15 s: errors", errors(near), -0.001, 0.002)
    sale = study.run()
    study.holds("the sale: errors", errors(sale), 0.21, 0.25)
    # Each of 3 000 a second takes an execution of its own while the first have not started: 1 000 are used up in a third of a
    # second, and it takes the gateway's 15 ms to get there.
    study.holds("the sale: the quota is used up after, s", first(sale, QUOTA), 0.33, 0.38)
    for limit, low, high in ((QUOTA, 6500, 7500), (GROWTH, 8500, 11000), (PRODUCT, 2000, 4000)):
        study.holds("the sale: refused by " + limit, sale.rejected(limit), low, high)
    # The sale's rate for a second finds the quota, for three all that gives way.
    short, longer = study.run(*within(1, 3000)), study.run(*within(3, 9000))
    study.holds("a second of it: refused by the quota", short.rejected(QUOTA), 300, 650)
    study.holds("a second of it: refused by the tables", short.rejected(GROWTH) + short.rejected(PRODUCT), *NONE)
    for limit, low in (QUOTA, 600), (GROWTH, 800):
        study.holds("three seconds of it: refused by " + limit, longer.rejected(limit), low, 2000)
    seen = (longer.rejected(PRODUCT) > 0).sum()
    study.facts.check(seen >= 8, "three seconds of it: the product's key range refuses in %d of 10 runs" % seen)
    # What hides behind the quota.
    raised = study.run(QUOTA + "=5000")
    study.holds("a quota of 5 000: errors", errors(raised), 0.19, 0.23)
    study.holds("a quota of 5 000: refused by the function's growth", raised.rejected(BURST), 2500, 3600)
    study.holds("a quota of 5 000: of the product's refusals", raised.rejected(PRODUCT) / sale.rejected(PRODUCT), 2.5, 4.5)
    warm = study.run(QUOTA + "=5000", *WARM)
    study.holds("tables warmed too: errors", errors(warm), 0.01, 0.04)
    study.holds("tables warmed too: refused by the table's growth", warm.rejected(GROWTH), *NONE)
    study.end()


main()
