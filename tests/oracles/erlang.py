#!/usr/bin/python3
"""Loss and occupancy of functions against the formulas of reference program j."""
import math
import os
import sys

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import Facts, Run, long_runs, oracle

T_999 = 4.781  # Student's t, 9 degrees of freedom, 99.9 % two-sided
SCENARIO = """
profile = "aws-2021-08"; region = "us-east-1";
run = { duration = "%s"; warm_up = "%s"; period = "1 min"; replications = 10; };
account = { lambda = { concurrent_executions = 100000; request_rate = "10M/s"; burst_concurrency = 100000; }; };
client = { c = { target = "lambda.f"; rate = "%s"; }; };
lambda = { f = { memory_size = "1769 MB"; timeout = "15 min"; placement = "0 s"; first_invoke = "0 s"; init = "0 s";
                 idle_expiry = "10 h"; maximum_age = "100 h"; %s steps = ( { wait = "%s"; } ); }; };
"""


def interval(x):
    return x.mean(), T_999 * x.std(ddof=1) / math.sqrt(len(x))


def holds(facts, what, x, expected):
    mean, half = interval(x)
    facts.check(half < 0.01 * expected, "%s: half width %.2g is under 1 %%" % (what, half))
    facts.check(abs(mean - expected) <= half, "%s: %.6f +- %.6f, formula %.6f" % (what, mean, half, expected))


def loss(facts, what, load, servers, wait, mean, duration, expected):
    run = Run(SCENARIO % (duration, "1 min", "%.6f/s" % (load / mean),
                          "reserved_concurrent_executions = %d;" % servers, wait))
    refused = run["lambda_throttles_summary"][:, 0]
    holds(facts, what, refused / (refused + run["lambda_invocations_summary"][:, 0]), expected)


def main():
    long_runs()
    facts = Facts()
    j = oracle("j_queues")
    loss(facts, "M/M/100/100 at 150 Erlang", 150, 100, "exponential(mean=1 s)", 1, "90 min", j.erlB(150, 100))
    loss(facts, "M/D/100/100 at 150 Erlang", 150, 100, "1 s", 1, "90 min", j.erlB(150, 100))
    loss(facts, "M/G/1000/1000 at 2016 Erlang", 2016, 1000, "gamma(mean=1 s, cv=0.5)", 1, "4 min",
         j.erlB(2016, 1000))
    run = Run(SCENARIO % ("30 min", "1 min", "100/s", "", "gamma(mean=0.2 s, cv=2)"))
    holds(facts, "M/G/infinity at 20 Erlang: mean concurrency",
          run["lambda_concurrent_executions_summary"][:, 0, 1], 20)
    facts.end()


main()
