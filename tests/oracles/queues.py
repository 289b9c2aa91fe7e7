#!/usr/bin/python3
"""Queues, closed loops and ramps against the formulas of reference program j (validation-targets 1).

A row holds when the 99.9 % interval over ten replications covers the formula and its half width is under 1 %.
"""
import math
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import Facts, Run, long_runs, oracle

T_999 = 4.781  # Student's t, 9 degrees of freedom, 99.9 % two-sided
LONG = bool(os.environ.get("LONG"))  # check-long: every row; else those that are soon decided
QUEUE = """
profile = "aws-2026";
run = { duration = "%s"; warm_up = "%s"; period = "10 min"; replications = 10; seed = %d; };
client = { c = { target = "http.s"; rate = "%s"; }; };
http = { s = { latency = "%s"; concurrency_limit = %d; queue_limit = 1000000; }; };
"""
LOOP = """
profile = "aws-2026";
run = { duration = "%s"; warm_up = "10 min"; period = "10 min"; replications = 10; };
client = { c = { phases = ( { duration = "%s"; users = %d; } );
                 steps = ( { call = "http.s"; }, { wait = "exponential(mean=%g s)"; } ); }; };
http = { s = { latency = "exponential(mean=%g s)"; concurrency_limit = %d; queue_limit = 1000000; }; };
"""
RAMP = """
profile = "aws-2026";
run = { duration = "300 s"; period = "1 s"; replications = %d; };
client = { c = { phases = ( { duration = "300 s"; rate = "20/s"; to = "200/s"; } ); target = "http.s"; }; };
http = { s = { latency = "%s"; }; };
"""


def interval(x, t=T_999):
    return x.mean(), t * x.std(ddof=1) / math.sqrt(len(x))


def holds(facts, what, x, expected, bound=0.01):
    mean, half = interval(x)
    facts.check(half < bound * expected and abs(mean - expected) <= half,
                "%s: %.5g +- %.2g, formula %.5g" % (what, mean, half, expected))


def quantiles(run, q):
    """Of each replication's latency histogram, interpolated within its bin."""
    edges, found = run["bin"], []
    for counts in run["client_latency_histogram"][:, 0]:
        below = np.cumsum(counts)
        at = np.searchsorted(below, q * below[-1])
        inside = (q * below[-1] - (below[at] - counts[at])) / counts[at]
        found.append(edges[at] + inside * (edges[at + 1] - edges[at]))
    return np.array(found)


def waits(facts, j):
    for name, rate, law, servers, mean in (
            ("M/M/1 rho .5", "5/s", "exponential(mean=100 ms)", 1, 0.1 * j.mmc(.5, 1, 1)["W"]),
            ("M/M/1 rho .8", "8/s", "exponential(mean=100 ms)", 1, 0.5),
            ("M/M/10 rho .9", "90/s", "exponential(mean=100 ms)", 10, 0.1 * j.mmc(9, 1, 10)["W"]),
            ("M/D/1 rho .8", "8/s", "100 ms", 1, 0.1 * (1 + j.pk(.8, 1, 0))),
            ("M/G/1 rho .8, cv .5", "8/s", "gamma(mean=100 ms, cv=0.5)", 1, 0.1 * (1 + j.pk(.8, 1, .5))),
            ("M/G/1 rho .5, cv 2", "5/s", "gamma(mean=100 ms, cv=2)", 1, 0.1 * (1 + j.pk(.5, 1, 2)))):
        if not LONG and name in ("M/M/1 rho .8", "M/G/1 rho .8, cv .5", "M/G/1 rho .5, cv 2"):
            continue
        hours = "100 h" if servers == 1 else "20 h"
        run = Run(QUEUE % (hours, "10 min", 1, rate, law, servers))
        latency = run["client_latency_summary"][:, 0, 1]
        holds(facts, name + ": mean time in it", latency, mean, 0.015)
        # Little's law: the mean number in it over the same time.
        inside = run["client_open_requests_summary"][:, 0, 1]
        holds(facts, name + ": mean number in it", inside, mean * float(rate[:-2]), 0.02)
        if name == "M/D/1 rho .8":
            for q, known in ((.5, 1.27593987), (.9, 5.01151150), (.99, 10.35588679)):
                holds(facts, "%s: p%g" % (name, 100 * q), quantiles(run, q), 0.1 * (1 + known), 0.03)


def loops(facts, j):
    for n, think, service, servers in ((10, 1, .1, 1), (50, 1, .2, 5), (100, 5, .2, 3))[:3 if LONG else 1]:
        rate, response, _ = j.mva(n, think, service, servers)
        run = Run(LOOP % ("20 h", "20 h", n, think, service, servers))
        hours = 20 - 1 / 6
        name = "%d users, think %g s, %d x %g s" % (n, think, servers, service)
        holds(facts, name + ": rate", run["client_requests_summary"][:, 0] / (3600 * hours), rate)
        holds(facts, name + ": response", run["client_latency_summary"][:, 0, 1], response, 0.015)


def ramps(facts):
    """M(t)/G/infinity: E N(t) = rate(t) m - slope E S^2 / 2; the average over the second from 150 s on is that at 150.5 s."""
    for law, second_moment in (("exponential(mean=2 s)", 8), ("2 s", 4)):
        run = Run(RAMP % (400, law))
        expected = (20 + .6 * 150.5) * 2 - .6 * second_moment / 2
        levels = run["http_concurrent_requests"][:, 0, 150, 1]
        mean, half = interval(levels, 3.315)  # 399 degrees of freedom
        facts.check(half < .02 * expected and abs(mean - expected) <= half,
                    "ramp, %s: %.2f +- %.2f, formula %.2f" % (law, mean, half, expected))


def main():
    long_runs()
    facts = Facts()
    j = oracle("j_queues")
    waits(facts, j)
    loops(facts, j)
    ramps(facts)
    facts.end()


main()
