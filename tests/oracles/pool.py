#!/usr/bin/python3
"""A pool of environments against reference program a: 0.9/s, warm 1.991 s, cold 2.244 s, expiry 600 s."""
import math
import os
import subprocess
import sys
import tempfile

import numpy as np

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import Facts, Run, long_runs, shared

REPLICATIONS, HOURS = 10, 400 if os.environ.get("LONG") else 60
T_999 = 4.781  # Student's t, 9 degrees of freedom, 99.9 % two-sided
SCENARIO = """
profile = "aws-2021-08";
run = { duration = "%d h"; warm_up = "5 h"; period = "1 h"; replications = %d; };
account = { lambda = { concurrent_executions = 1000; }; };
client = { c = { target = "lambda.f"; rate = "0.9/s"; }; };
lambda = { f = { memory_size = "1769 MB"; timeout = "15 min"; placement = "0 s"; first_invoke = "0 s"; init = "%s";
                 idle_expiry = "600 s"; maximum_age = "100000 h"; steps = ( { wait = "%s"; } ); }; };
"""


def compare(facts, what, mean, half, expected, bound):
    facts.check(half < bound * expected, "%s: half width %.2g under %.2g of the value" % (what, half, bound))
    facts.check(abs(mean - expected) <= half + 0.003 * expected,
                "%s: %.6f +- %.6f, reference %.6f" % (what, mean, half, expected))


def interval(x):
    return x.mean(), T_999 * x.std(ddof=1) / math.sqrt(len(x))


def main():
    long_runs()
    facts = Facts()
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "a_pool")
        subprocess.run(["cc", "-O2", "-o", program, shared("oracles", "a_pool.c"), "-lm"], check=True)
        for law, init, work in ((0, "exponential(mean=0.253 s)", "exponential(mean=1.991 s)"),
                                (1, "0.253 s", "1.991 s")):
            reference = np.mean([[float(x) for x in subprocess.run(
                [program, ".9", "1.991", "2.244", "600", "4000000", str(seed), str(law), "0"],
                capture_output=True, text=True, check=True).stdout.split()] for seed in range(3)], axis=0)
            run = Run(SCENARIO % (HOURS, REPLICATIONS, init, work))
            cold = run["lambda_cold_starts_summary"][:, 0] / run["lambda_invocations_summary"][:, 0]
            name = "deterministic" if law else "exponential"
            compare(facts, name + " share of cold starts", *interval(cold), reference[0], 0.15)
            compare(facts, name + " environments", *interval(run["lambda_environments_summary"][:, 0, 1]),
                    reference[1], 0.02)
            compare(facts, name + " running",
                    *interval(run["lambda_concurrent_executions_summary"][:, 0, 1]), reference[2], 0.02)
    facts.end()


main()
