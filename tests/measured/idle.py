#!/usr/bin/python3
"""How long an idle environment stays, as measured in five eras, against the idle_expiry policies.

Two invocations with a gap between them, again and again: was the second one cold?  Calibration: the policies were
written from these data (2025: the law of profile aws-2026).  Regression: the single environments of 2021-01, which
nothing was fitted to, under the halving that was found in the pools of 2020-01 (profile aws-2021-08).
"""
import collections
import csv
import json
import math
import os
import sys

import numpy as np
from scipy.stats import binom

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import CALIBRATION, Facts, Run, shared

APART = 3 * 3600  # s from one trial to the next: nothing outlives that idle
SCENARIO = """
profile = "%s";
run = { duration = "%d s"; period = "%d s"; seed = %d; replications = 1; };
client = { base = { abstract = true; timeout = "15 min"; }; %s };
lambda = { base = { abstract = true; memory_size = "128 MB"; timeout = "15 min"; steps = ( { wait = "10 ms"; } ); %s };
%s };
"""


def cold_starts(profile, policy, bursts, seed=1):
    """Second-burst cold starts [trial][function]; bursts: per function (invocations at once, gap in s of each trial)."""
    clients, functions, files = [], [], {}
    for i, (many, gaps) in enumerate(bursts):
        clients.append('c%d = { like = "base"; target = "lambda.f%d"; arrivals = "trace(a%d.csv)"; };' % (i, i, i))
        functions.append('f%d = { like = "base"; };' % i)
        rows = ["%.6f\n" % at for k, gap in enumerate(gaps) for at in (k * APART, k * APART + gap) for _ in range(many)]
        files["a%d.csv" % i] = "arrival_s\n" + "".join(rows)
    trials = len(bursts[0][1])
    run = Run(SCENARIO % (profile, trials * APART, APART, seed, "\n".join(clients),
                          'idle_expiry = "%s";' % policy if policy else "", "\n".join(functions)), files=files)
    order = [run["function"].tolist().index(b"f%d" % i) for i in range(len(bursts))]
    cold = run["lambda_cold_starts"][0][order].T
    return cold - np.array([many for many, _ in bursts])


def scatter(*path):
    """(gap in s, was it cold) of each pair of invocations."""
    with open(shared("data", "measurements", "mikhailshilkov__mikhailio-hugo", "data", *path)) as file:
        points = json.load(file)["points"]
    return np.array([60 * point[0] for point in points]), np.array(["blue" in point[2] for point in points])


def single(facts, what, profile, policy, points, misses):
    gaps, cold = points
    got = cold_starts(profile, policy, [(1, gaps)])[:, 0] == 1
    facts.check((got != cold).sum() <= misses, "%s: %d of %d pairs as measured, %d of %d cold ones" % (
        what, (got == cold).sum(), len(cold), (got & cold).sum(), cold.sum()))


def lifetimes(facts):
    """Spring of 2019: 90, 50 and 10 % survived 29, 46 and 60 minutes in May."""
    gaps, cold = scatter("aws-lambda-10-minutes", "old_scatter.json")
    law = "quantiles(p0=9 min, p10=29 min, p50=46 min, p90=60 min, p100=61 min)"
    got = np.mean([cold_starts("aws-2021-08", law, [(1, gaps)], seed)[:, 0] for seed in range(1, 21)], axis=0)
    for low, high in ((0, 20), (20, 30), (30, 60), (60, 999)):
        which = (gaps >= 60 * low) & (gaps < 60 * high)
        expected, seen = got[which].sum(), cold[which].sum()
        z = (seen - expected) / math.sqrt((got * (1 - got))[which].sum() + 1)
        facts.check(abs(z) <= 3, "spring of 2019, idle %d to %d min: %d of %d cold, simulated %.1f, z %+.1f" % (
            low, high, seen, which.sum(), expected, z))


def pools(facts):
    """2020-01: pools of 1 to 20 environments; survivors of all sizes together, by idle time."""
    warm = collections.Counter()
    begun = collections.Counter()
    with open(shared("data", "measurements", "aws-compute-messaging", "sebs_eviction_survival.csv")) as file:
        for row in csv.DictReader(file):
            warm[float(row["idle_s"])] += int(row["warm_total"])
            begun[float(row["idle_s"])] += int(row["initial_total"])
    gaps = sorted(gap for gap in warm if gap >= 60)
    many = list(range(1, 21))
    after = [gap + 1 for gap in gaps]  # idle is since the end of an invocation that took 1 s
    cold = cold_starts("aws-2021-08", None, [(n, after) for n in many]).sum(axis=1)
    off = [1 - cold[k] / sum(many) - warm[gap] / begun[gap] for k, gap in enumerate(gaps)]
    facts.check(np.abs(off).max() <= 0.03, "2020-01, pools: survivors at %d idle times from %.0f to %.0f s within %.1f "
                "points" % (len(gaps), gaps[0], gaps[-1], 100 * np.abs(off).max()))


def cold_shares(facts):
    """2025: of 100 pairs at each gap; the law of today's profile."""
    seen = {}
    for name in ("results_big_step.json", "results_small_step.json"):
        with open(shared("data", "measurements", "ubc-cirrus-lab", "keep_alive", "aws", name)) as file:
            seen.update({int(gap): count["cold"] for gap, count in json.load(file).items()})
    gaps, pairs = sorted(seen), 1000
    cold = cold_starts("aws-2026", None, [(1, [gap] * pairs) for gap in gaps]).sum(axis=0)
    for gap, simulated in zip(gaps, cold):
        # Two tails of 0.1 %, over what 100 pairs can show of a share known from 1000.
        low, high = binom.ppf((0.001, 0.999), 100, np.clip(simulated / pairs, 0.003, 0.997))
        facts.check(low <= seen[gap] <= high, "2025, idle %d s: %d %% cold, simulated %.1f %% [%d, %d]" % (
            gap, seen[gap], 100 * simulated / pairs, low, high))


def main():
    facts = Facts(CALIBRATION + "; the pairs of 2021-01 are a regression")
    single(facts, "2019-08, 10 min", "aws-2021-08", "600 s", scatter("aws-lambda-10-minutes", "new_scatter.json"), 0)
    lifetimes(facts)
    pools(facts)
    single(facts, "2021-01, default of aws-2021-08", "aws-2021-08", None, scatter("coldstart_aws_scatter.json"), 3)
    cold_shares(facts)
    facts.end()


main()
