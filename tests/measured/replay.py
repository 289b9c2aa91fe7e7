#!/usr/bin/python3
"""Replay of raw AWS Lambda request logs of 2020: cold starts equal to reference program b's, to the request.

Each request keeps its own measured arrival and duration; only the idle expiry is assumed.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import Facts, Run, oracle, shared

LOGS = ("res-01-2020-04-24_17-53-33.csv.gz", "res-01-2020-05-28_01-57-40.csv", "res-01-2020-06-04_23-02-14.csv",
        "res-01-2020-06-06_22-39-19.csv", "res-01-2020-06-09_01-04-58.csv", "res-01-2020-06-13_23-39-35.csv")
SCENARIO = """
profile = "aws-2021-08";
run = { duration = "%d s"; period = "1 h"; replications = 1; drain = "all"; };
client = { c = { target = "lambda.f"; arrivals = "trace(arrivals.csv)"; timeout = "15 min"; }; };
lambda = { f = { memory_size = "128 MB"; timeout = "15 min"; init = "0 s"; placement = "0 s"; first_invoke = "0 s";
                 idle_expiry = "%d s"; maximum_age = "100000 h"; steps = ( { wait = "request(duration_s)"; } ); }; };
"""


def main():
    facts = Facts()
    reference = oracle("b_replay")
    expiries = reference.XS if os.environ.get("LONG") else (600, 660)
    total = dict.fromkeys(expiries, 0)
    for log in LOGS:
        path = shared("data", "measurements", "pacslab", "serverless-performance-modeling", "experiments",
                      "results", log)
        requests = reference.load(path)[1]
        first = requests[0][0]
        rows = ["arrival_s,duration_s"] + ["%.9f,%.9f" % (t - first, s) for t, s, _, _ in requests]
        hours = requests[-1][0] - first + 60
        for expiry in expiries:
            run = Run(SCENARIO % (hours, expiry), files={"arrivals.csv": "\n".join(rows) + "\n"})
            cold, expected = run.total("lambda_cold_starts"), sum(reference.replay(requests, expiry))
            total[expiry] += cold
            facts.check(cold == expected and run.total("lambda_invocations") == len(requests),
                        "%s, expiry %d s: %d cold of %d, reference %d" % (log[7:17], expiry, cold, len(requests),
                                                                         expected))
    for expiry, known in zip((600, 660), (310, 271)):
        facts.check(total[expiry] == known, "all six at %d s: %d cold, known %d" % (expiry, total[expiry], known))
    facts.end()


main()
