#!/usr/bin/python3
"""Shape of service times: measured ones are far from exponential (a CV of 1), and so is every default.

CPU work has a CV of 0.014 to 0.021 warm in the logs of 2020 and 2022, waiting for others about 0.1.  Regression: the
defaults of the profiles came from other data (lambda-perf); that none is exponential is what is guarded.
"""
import collections
import csv
import glob
import os
import re
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import REGRESSION, Facts, Run, oracle, shared

SCENARIO = """
profile = "%s"; region = "us-east-1";
run = { duration = "3000 s"; period = "3000 s"; replications = 1; drain = "all"; };
client = { c = { target = "lambda.f"; arrivals = "constant"; rate = "1/s"; }; };
lambda = { f = { runtime = "%s"; memory_size = "512 MB"; timeout = "15 min"; idle_expiry = "1 ns"; steps = ( { wait = "1 ms"; } ); }; };
"""
RUNTIMES = (("aws-2021-08", "python3.9"), ("aws-2021-08", "java11"), ("aws-2026", "python3.12"), ("aws-2026", "nodejs22.x"))


def spread(times):
    return np.std(times) / np.mean(times)


def warm_of_2020(facts):
    reference = oracle("b_replay")
    folder = shared("data", "measurements", "pacslab", "serverless-performance-modeling", "experiments", "results")
    found = []
    for path in sorted(glob.glob(os.path.join(folder, "res-01-*"))):
        times = [duration for _, duration, cold, _ in reference.load(path)[1] if not cold]
        found.append(spread([time for time in times if time < 2 * np.median(times)]))  # of the network's stalls
    facts.check(len(found) == 6 and max(found) < 0.06, "warm, 2020, six logs: CV from %.3f to %.3f as the client saw it"
                % (min(found), max(found)))


def warm_of_2022(facts):
    rows = collections.defaultdict(list)
    with open(shared("data", "measurements", "pacslab", "SLApp-PerfCost-MdlOpt", "evaluations", "alg", "App3",
                     "App3_Lambda_Logs.csv")) as file:
        for row in csv.DictReader(file):
            rows[row["Function"], row["Memory Size"]].append(float(row["Duration"]))
    for name, most in (("f2", 0.03), ("f1", 0.15), ("f4", 0.15)):
        median = np.median([spread(times) for (function, _), times in rows.items() if function == name])
        facts.check(median < most, "warm, 2022, %s: CV %.3f in the median of sizes" % (name, median))


def defaults(facts):
    laws = []
    for path in sorted(glob.glob(os.path.join(os.environ["SRCDIR"], "models", "profiles", "*-20*"))):
        with open(path) as file:
            laws += re.findall(r'"(?:[^"]*\+ )?([a-z]+)\([^"]*"', file.read())
    facts.check(len(laws) > 50 and "exponential" not in laws, "none of %d laws of the profiles is exponential" % len(laws))
    for profile, runtime in RUNTIMES:
        run = Run(SCENARIO % (profile, runtime))
        init = run["lambda_init_duration_summary"][0, 0]
        median, ninth = init[4], init[5]  # p50, p90; exponential: 3.32 times
        facts.check(run.total("lambda_cold_starts") == 3000 and ninth < 1.6 * median,
                    "%s, %s: p90 of init is %.2f times its median" % (profile, runtime, ninth / median))


def main():
    facts = Facts(REGRESSION)
    warm_of_2020(facts)
    warm_of_2022(facts)
    defaults(facts)
    facts.end()


main()
