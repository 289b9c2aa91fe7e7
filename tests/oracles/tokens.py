#!/usr/bin/python3
"""Token buckets of an API against the exact arithmetic and the loss formula of reference program f."""
import math
import os
import sys
from fractions import Fraction

import numpy as np

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import Facts, Run, long_runs, oracle

T_999 = 4.781  # Student's t, 9 degrees of freedom, 99.9 % two-sided
SCENARIO = """
profile = "aws-2021-08"; region = "us-east-1";
run = { duration = "%s"; replications = %d; period = "%s"; %s };
client = { c = { target = "apigateway.a"; %s }; };
apigateway = { a = { overhead = "0 s"; %s routes = ( { route = "GET /"; integration = "http.s"; } ); }; };
http = { s = { latency = "1 ms"; }; };
"""
BUCKET = 'throttling_rate_limit = "%g/s"; throttling_burst_limit = %d;'


def at_instants(facts, reference):
    ms = Fraction(1, 1000)
    cases = (
        ("ten a millisecond", [k * ms for k in range(1000) for _ in range(10)]),
        ("10 000 at once", reference.at(10000, Fraction(0))),
        ("5 000 and 5 000 after 100 ms", reference.at(5000, Fraction(0)) + reference.at(5000, 100 * ms)),
        ("5 000 and 5 000 after 101 ms", reference.at(5000, Fraction(0)) + reference.at(5000, 101 * ms)),
        ("5 000, then 5 a millisecond", reference.at(5000, Fraction(0)) + [k * ms for k in range(1, 1001) for _ in range(5)]),
        ("12 500/s for 8 s", [Fraction(k, 12500) for k in range(100000)]),
    )
    for what, times in cases:
        rows = ["arrival_s"] + ["%.9f" % float(t) for t in times]
        run = Run(SCENARIO % ("10 s", 1, "1 s", "", 'arrivals = "trace(times.csv)";', ""),
                  files={"times.csv": "\n".join(rows) + "\n"})
        served = len(times) - run.total("apigateway_throttles")
        expected = reference.bucket(times, 10000, 5000)
        facts.check(served == expected, "%s: %d served, reference %d" % (what, served, expected))


def at_random(facts, reference):
    for rate, refill, depth, hours in ((8, 10, 1, 2), (9.5, 10, 5, 12), (10, 10, 10, 60), (12, 10, 10, 6)):
        run = Run(SCENARIO % ("%d h" % hours, 10, "1 h", 'warm_up = "1 min";', 'rate = "%g/s";' % rate,
                              BUCKET % (refill, depth)))
        share = run["apigateway_throttles_summary"][:, 0] / run["apigateway_count_summary"][:, 0]
        mean, half = share.mean(), T_999 * share.std(ddof=1) / math.sqrt(10)
        expected = reference.loss(rate, refill, depth)
        facts.check(half < 0.02 * expected and abs(mean - expected) <= half,
                    "Poisson %g/s on %g/s, depth %d: %.6f +- %.6f refused, formula %.6f" % (
                        rate, refill, depth, mean, half, expected))


def main():
    long_runs()
    facts = Facts()
    reference = oracle("f_token")
    at_instants(facts, reference)
    at_random(facts, reference)
    facts.end()


main()
