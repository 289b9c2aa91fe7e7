#!/usr/bin/python3
"""Asynchronous invocation against reference program g (T16 and T17 of the facts): the second of each try."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import Facts, Run, oracle

SCENARIO = """
profile = "aws-2021-08"; region = "us-east-1";
run = { duration = "%d s"; period = "1 s"; replications = 1; };
account = { lambda = { event_delay = "0 s"; burst_concurrency = 1; burst_rate = "0/s"; }; };
client = { c = { target = "lambda.f"; invocation_type = "Event"; arrivals = "trace(arrivals.csv)"; };%s };
lambda = { f = { memory_size = "1769 MB"; timeout = "15 min"; init = "0 s"; placement = "0 s"; first_invoke = "0 s";
                 idle_expiry = "2 h"; maximum_age = "10 h"; steps = ( %s{ fail = "broken"; } );
                 event_invoke_config = { maximum_event_age = "%d s"; }; };%s };
"""
# Its one client takes the Region's only environment before the event comes.
HOG = """ hog = { target = "lambda.hog"; arrivals = "trace(hog.csv)"; };"""
HOG_FUNCTION = """ hog = { timeout = "15 min"; idle_expiry = "10 h"; maximum_age = "10 h"; placement = "0 s";
                 init = "0 s"; steps = ( { wait = "1 s"; } ); };"""


def seconds(counts):
    return [second for second, n in enumerate(counts) for _ in range(int(n))]


def main():
    reference = oracle("g_async")
    facts = Facts()
    for work in (0, 1, 900):
        for age in (60, 61, 180, 181, 3600, 21600):
            attempts, dropped, _ = reference.t16(work, age)
            steps = '{ wait = "%d s"; }, ' % work if work else ""
            if work == 900:  # ended by its time-out, which is an error too
                steps = '{ wait = "1000 s"; }, '
            run = Run(SCENARIO % (dropped + 400, "", steps, age, ""), files={"arrivals.csv": "arrival_s\n0\n"})
            got = (seconds(run["lambda_invocations"][0, 0]), seconds(run["lambda_async_events_dropped"][0, 0]))
            facts.check(got == (attempts, [dropped]),
                        "T16 of %d s, age %d s: attempts and drop %s, reference %s, %d"
                        % (work, age, got, attempts, dropped))
    for age in (60, 3600, 21600):
        tries, _ = reference.t17(age)
        run = Run(SCENARIO % (age + 100, HOG, "", age, HOG_FUNCTION),
                  files={"arrivals.csv": "arrival_s\n2\n", "hog.csv": "arrival_s\n0\n"})
        resources = run["lambda_throttles"].shape[1]
        which = [k for k in range(resources) if run["lambda_throttles"][0, k].sum() > 0]
        got = seconds(run["lambda_throttles"][0, which[0]])
        dropped = seconds(run["lambda_async_events_dropped"][0, which[0]])
        facts.check(len(which) == 1 and got == [2 + t for t in tries] and dropped == [2 + age],
                    "T17, age %d s: %d tries, dropped at %s, reference %d" % (age, len(got), dropped, len(tries)))
    facts.end()


main()
