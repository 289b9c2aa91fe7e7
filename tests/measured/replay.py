#!/usr/bin/python3
"""Replay of raw AWS Lambda request logs of 2020: cold starts equal to reference programs b and b3, to the request.

Each request keeps its own measured arrival and duration; only idle expiry and maximum age are assumed.  Equality with
the reference programs is exact.  Against AWS itself the counts are a calibration: 640 s and 7 200 s were read off
these logs.  A measured count has a Poisson noise of 13 to 19 %, hence z = (simulated - measured) / sqrt(measured).
"""
import math
import os
import sys

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import CALIBRATION, Facts, Run, oracle, shared

LOGS = ("res-01-2020-04-24_17-53-33.csv.gz", "res-01-2020-05-28_01-57-40.csv", "res-01-2020-06-04_23-02-14.csv",
        "res-01-2020-06-06_22-39-19.csv", "res-01-2020-06-09_01-04-58.csv", "res-01-2020-06-13_23-39-35.csv")
FOREVER = 360000000
# (idle expiry, maximum age) in s: cold starts of all six logs.
KNOWN = {(300, FOREVER): 697, (480, FOREVER): 408, (540, FOREVER): 350, (600, FOREVER): 310, (620, FOREVER): 294,
         (640, FOREVER): 284, (660, FOREVER): 271, (720, FOREVER): 239, (640, 7200): 290}
PER_LOG = {(600, FOREVER): (71, 66, 56, 49, 44, 24), (660, FOREVER): (68, 57, 49, 43, 34, 20),
           (640, 7200): (69, 61, 52, 44, 36, 28)}
SCENARIO = """
profile = "aws-2021-08";
run = { duration = "%d s"; period = "1 h"; replications = 1; drain = "all"; };
client = { c = { target = "lambda.f"; arrivals = "trace(arrivals.csv)"; timeout = "15 min"; }; };
lambda = { f = { memory_size = "128 MB"; timeout = "15 min"; init = "0 s"; placement = "0 s"; first_invoke = "0 s";
                 idle_expiry = "%d s"; maximum_age = "%d s"; steps = ( { wait = "request(duration_s)"; } ); }; };
"""


def requests_of(log):
    """(arrival, duration, was it cold) of each request, from the first on."""
    path = shared("data", "measurements", "pacslab", "serverless-performance-modeling", "experiments", "results", log)
    requests = oracle("b_replay").load(path)[1]
    first = requests[0][0]
    return [(t - first, duration, cold, end - first) for t, duration, cold, end in requests]


def replayed(requests, expiry, age):
    rows = ["arrival_s,duration_s"] + ["%.9f,%.9f" % (t, duration) for t, duration, _, _ in requests]
    run = Run(SCENARIO % (requests[-1][0] + 60, expiry, age), files={"arrivals.csv": "\n".join(rows) + "\n"})
    return run.total("lambda_cold_starts"), run.total("lambda_invocations")


def main():
    facts = Facts(CALIBRATION)
    fixed, aged = oracle("b_replay"), oracle("b3_age")
    logs = [requests_of(log) for log in LOGS]
    measured = [sum(cold for _, _, cold, _ in requests) for requests in logs]
    facts.check(sum(measured) == 273, "the six logs hold %d cold starts, published 273" % sum(measured))
    for case, known in KNOWN.items():
        what = "expiry %d s%s" % (case[0], "" if case[1] == FOREVER else ", age %d s" % case[1])
        got = [replayed(requests, *case) for requests in logs]
        expected = [sum(fixed.replay(requests, case[0])) if case[1] == FOREVER else aged.replay(requests, *case)[0]
                    for requests in logs]
        facts.check([cold for cold, _ in got] == expected and
                    [begun for _, begun in got] == [len(requests) for requests in logs],
                    "%s: %s cold, reference %s" % (what, [cold for cold, _ in got], expected))
        facts.check(sum(expected) == known and PER_LOG.get(case, tuple(expected)) == tuple(expected),
                    "%s: %d in all, known %d" % (what, sum(expected), known))
    z = [(cold - seen) / math.sqrt(seen) for (cold, _), seen in zip(got, measured)]
    total = sum(cold for cold, _ in got)
    facts.check(max(map(abs, z)) <= 3, "%s, against AWS: z %s" % (what, " ".join("%+.1f" % one for one in z)))
    facts.check(abs(total / 273 - 1) <= 0.10, "%s, against AWS: %d of 273 measured" % (what, total))
    facts.end()


main()
