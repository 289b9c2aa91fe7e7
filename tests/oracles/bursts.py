#!/usr/bin/python3
"""Bursts on Lambda's scaling buckets against reference program d (T5 to T9 of the facts)."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import Facts, Run, oracle

SCENARIO = """
profile = "%s"; region = "%s";
run = { duration = "300 s"; period = "100 ms"; replications = 1; };
account = { lambda = { concurrent_executions = 10000; minimum_unreserved = 0; request_rate = "10M/s"; }; };
client = { c = { target = "lambda.f"; arrivals = "trace(arrivals.csv)"; timeout = "15 min"; }; };
lambda = { f = { memory_size = "1769 MB"; timeout = "15 min"; init = "0 s"; placement = "0 s"; first_invoke = "0 s";
                 idle_expiry = "2 h"; maximum_age = "10 h"; steps = ( { wait = "request(hold_s)"; } ); }; };
"""
CASES = (
    ("T5 10 000 at once", "aws-2021-08", "us-east-1", 3000, "smooth", [(0, 10000, 200)]),
    ("T5 in a medium Region", "aws-2021-08", "eu-central-1", 1000, "smooth", [(0, 10000, 200)]),
    ("T5 in a small Region", "aws-2021-08", "sa-east-1", 500, "smooth", [(0, 10000, 200)]),
    ("T6 5 000 and 5 000 a minute later", "aws-2021-08", "us-east-1", 3000, "smooth",
     [(0, 5000, 20), (60, 5000, 20)]),
    ("T6 held for 200 s", "aws-2021-08", "us-east-1", 3000, "smooth",
     [(0, 5000, 200), (60, 5000, 200)]),
    ("T7 3 334 a minute", "aws-2021-08", "us-east-1", 3000, "smooth",
     [(0, 3334, 20), (60, 3334, 20), (120, 3332, 20)]),
    ("T8 2 500 a minute", "aws-2021-08", "us-east-1", 3000, "smooth",
     [(60 * k, 2500, 20) for k in range(4)]),
    ("T9 5 000 held, every 10 s", "aws-2026", "us-east-1", 1000, "f100",
     [(10 * k, 5000 - 1000 * k, 250) for k in range(5)]),
)


def main():
    reference = oracle("d_burst")
    facts = Facts()
    for what, profile, region, burst, mode, groups in CASES:
        expected = reference.burst(groups, burst, mode, 10000)
        rows = ["arrival_s,hold_s"] + ["%d,%d" % (t, hold) for t, n, hold in groups for _ in range(n)]
        run = Run(SCENARIO % (profile, region), files={"arrivals.csv": "\n".join(rows) + "\n"})
        begun, refused = run["lambda_invocations"][0, 0], run["lambda_throttles"][0, 0]
        got = [(int(begun[10 * t]), int(refused[10 * t])) for t, _, _ in groups]
        want = [(served, thrown) for served, _, thrown in expected]
        facts.check(got == want, "%s: served and throttled %s, reference %s" % (what, got, want))
    facts.end()


main()
