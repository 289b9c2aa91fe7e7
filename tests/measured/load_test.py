#!/usr/bin/python3
"""scenarios/airline-load-test.cfg against the published load test of 2019-11-21 (validation by prediction).

Over simulated tests of 64 s each measured p50, p75, p95, p99, maximum and mean lies inside the central 99 % of the
simulated ones, and the medians agree within 5 %.
"""
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import CALIBRATION, Facts, Run, long_runs

TESTS = 1000 if os.environ.get("LONG") else 300
QUANTILES = (0.50, 0.75, 0.95, 0.99)
# Gatling report of the application, 2019-11-21: ms at p50, p75, p95, p99, maximum, mean.
MEASURED = {
    "search": (66, 87, 162, 426, 451, 85),
    "search_random": (68, 85, 115, 193, 220, 73),
    "charge": (782, 860, 4281, 4864, 5477, 1073),
    "profile": (193, 224, 467, 1293, 1324, 234),
    "list_bookings": (80, 96, 129, 249, 251, 84),
    "process": (98, 113, 144, 322, 423, 104),
}
NAMES = ("p50", "p75", "p95", "p99", "maximum", "mean")


def quantile(counts, edges, q):
    """Upper edge of the bin in which the q-quantile lies: bins are 0.8 % wide."""
    at = np.searchsorted(np.cumsum(counts), q * counts.sum())
    return edges[min(at + 1, len(edges) - 1)]


def main():
    long_runs()
    facts = Facts(CALIBRATION)
    path = os.path.join(os.environ["SRCDIR"], "scenarios", "airline-load-test.cfg")
    with open(path) as file:
        run = Run(file.read(), "-r", str(TESTS), "--no-objectives")
    clients = [name.decode() for name in run["client"]]
    statistic = [name.decode() for name in run["statistic"]]
    summary, edges = run["client_latency_summary"], run["bin"]
    for client, measured in MEASURED.items():
        at = clients.index(client)
        counts = run["client_latency_histogram"][:, at]
        simulated = [np.array([quantile(one, edges, q) for one in counts]) for q in QUANTILES]
        simulated.append(summary[:, at, statistic.index("maximum")])
        simulated.append(summary[:, at, statistic.index("average")])
        for name, seen, values in zip(NAMES, measured, simulated):
            low, middle, high = 1e3 * np.quantile(values, (0.005, 0.5, 0.995))
            facts.check(low <= seen <= high, "%s %s: measured %d ms, simulated %.0f [%.0f, %.0f]" % (
                client, name, seen, middle, low, high))
        off = np.median(simulated[0]) * 1e3 / measured[0] - 1
        facts.check(abs(off) < 0.05, "%s: median off by %+.1f %%" % (client, 100 * off))
    facts.end()


main()
