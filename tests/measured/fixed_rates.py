#!/usr/bin/python3
"""Twenty experiments of about 28 h each on AWS Lambda (128 MB, 2020): cold starts and environments at fixed rates.

Each row's own arrival rate and mean warm and cold response go in; its share of cold starts and mean number of
environments come out.  Idle expiry (640 s) and maximum age (7 300 s) are those of the raw request logs, not a fit to
these rows.  Regression, not blind: that the newest created environment is used first was chosen with these rows in
view.  A perfect model would score 8.1 % on cold starts [5.3, 11.3], because the rows have errors of their own; the
best published simulator scores 12.2 to 12.9 % and 3.1 to 3.4 % on environments.
"""
import csv
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import REGRESSION, Facts, Run, long_runs, shared

REQUESTS, CUT = (4e6 if os.environ.get("LONG") else 1e6), 0.05  # a row, after the cut
EACH = 5e5  # requests of a replication
SCENARIO = """
profile = "aws-2021-08";
run = { duration = "%.0f s"; warm_up = "%.0f s"; period = "%.0f s"; seed = %d; replications = %d; };
client = { c = { target = "lambda.f"; rate = "%.12f/s"; timeout = "15 min"; }; };
lambda = { f = { memory_size = "128 MB"; timeout = "15 min"; placement = "0 s"; first_invoke = "0 s";
                 init = "%.6f ms"; idle_expiry = "%s"; maximum_age = "%s"; steps = ( { wait = "%.6f ms"; } ); }; };
"""


def simulated(row, seed, idle_expiry, maximum_age, requests=REQUESTS):
    """Share of cold starts, mean environments and invocations counted."""
    rate, warm, cold = (float(row[name]) for name in ("ArrivalRate", "ServiceTimeWarm", "ServiceTimeCold"))
    replications = max(1, round(requests / EACH))
    length = 1.006 * requests / replications / rate / (1 - CUT)
    run = Run(SCENARIO % (length, CUT * length, max(1, length / 20), seed, replications, rate, cold - warm,
                          idle_expiry, maximum_age, warm))
    begun = run.total("lambda_invocations")
    return run.total("lambda_cold_starts") / begun, run["lambda_environments_summary"][:, 0, 1].mean(), begun


def column(rows, name):
    return np.array([float(row[name]) for row in rows])


def off(got, measured):
    return 100 * np.abs(got / measured - 1).mean()


def main():
    long_runs()
    facts = Facts(REGRESSION)
    with open(shared("data", "measurements", "pacslab", "simfaas", "examples", "exp.csv")) as file:
        rows = list(csv.DictReader(file))
    cold, environments, begun = np.array([simulated(row, seed, "640 s", "7300 s")
                                          for seed, row in enumerate(rows, 1)]).T
    measured, error = column(rows, "ColdStartProbability"), column(rows, "ColdStartProbabilitySE")
    z = (cold - measured) / error
    for row, one, seen, score in zip(rows, cold, measured, z):
        print("       %.4f/s: cold measured %.6f, simulated %.6f, z %+.1f" % (float(row["ArrivalRate"]), seen, one,
                                                                            score))
    facts.check(len(rows) == 20 and begun.min() >= REQUESTS, "20 rows of at least %d requests" % begun.min())
    facts.check(off(cold, measured) <= 9.3, "cold starts off by %.2f %% in the mean, at most 9.3" % off(cold, measured))
    seen = column(rows, "AverageInstanceCount")
    facts.check(off(environments, seen) <= 2.9, "environments off by %.2f %%, at most 2.9" % off(environments, seen))
    facts.check((z * z).sum() <= 32, "chi2 %.1f of 20 rows, at most 32" % (z * z).sum())
    facts.check((np.abs(z) <= 2).sum() >= 18, "%d rows of 20 within 2 standard errors" % (np.abs(z) <= 2).sum())
    without = np.array([simulated(row, seed, "640 s", "100000 h", REQUESTS / 5)[0]
                        for seed, row in enumerate(rows, 1)])
    chi2 = (((without - measured) / error) ** 2).sum()
    facts.check(chi2 > 45, "without a maximum age chi2 is %.1f: the rows tell the two apart" % chi2)
    facts.end()


main()
