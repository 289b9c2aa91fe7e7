#!/usr/bin/python3
"""Memory to duration: the CPU curve against functions measured at many sizes.

x86_64 bends at the 1 769 MB that AWS documents (blind; each function's time on a whole vCPU is its own); the knee of
arm64, 2 300 MB, was read off the 2025 tables (calibration); of I/O-bound functions two times are fitted (calibration).
"""
import collections
import csv
import os
import sys

import numpy as np
from scipy.optimize import nnls

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests", "measured"))
from simulate import CALIBRATION, Facts, Run, shared
from tables import cells

KNEE = 1769  # MB of one vCPU, Lambda developer guide
SCENARIO = """
profile = "aws-2026"; region = "us-east-1";
run = { duration = "1 s"; period = "1 s"; replications = 1; drain = "all"; };
client = { base = { abstract = true; arrivals = "constant"; rate = "1/s"; timeout = "15 min"; };
%s };
lambda = { base = { abstract = true; timeout = "15 min"; placement = "0 s"; init = "0 s"; first_invoke = "0 s"; };
%s };
"""
FUNCTION = """f%d = { like = "base"; architectures = "%s"; memory_size = "%d MB";
                 steps = ( { work = "%.6f ms"; }, { wait = "%.6f ms"; } ); };"""


def durations(cases):
    """Simulated ms of functions (architecture, MB, work on one vCPU in ms, wait in ms)."""
    clients = ['c%d = { like = "base"; target = "lambda.f%d"; };' % (i, i) for i in range(len(cases))]
    functions = [FUNCTION % (i, *case) for i, case in enumerate(cases)]
    run = Run(SCENARIO % ("\n".join(clients), "\n".join(functions)))
    mean = dict(zip([name.decode() for name in run["function"]], run["lambda_duration_summary"][0, :, 1]))
    return 1e3 * np.array([mean["f%d" % i] for i in range(len(cases))])


def logged(application):
    """Function -> MB -> mean ms, of 100 warm invocations at each of 46 sizes (2022)."""
    rows = collections.defaultdict(list)
    with open(shared("data", "measurements", "pacslab", "SLApp-PerfCost-MdlOpt", "evaluations", "alg", application,
                     application + "_Lambda_Logs.csv")) as file:
        for row in csv.DictReader(file):
            rows[row["Function"], int(row["Memory Size"])].append(float(row["Duration"]))
    found = collections.defaultdict(dict)
    for (name, memory), times in rows.items():
        found[name][memory] = np.mean(times)
    return found


def sizes_of(times):
    sizes = np.array(sorted(times))
    return sizes, np.array([times[memory] for memory in sizes])


def cpu_bound(facts, times):
    sizes, seen = sizes_of(times)
    work = seen[sizes > KNEE].mean()  # where a vCPU is whole; smaller sizes are predicted
    off = np.abs(durations([("x86_64", memory, work, 0) for memory in sizes]) / seen - 1)
    facts.check(off.mean() <= 0.013, "x86_64, CPU-bound: %d sizes off by %.2f %% in the mean, at most 1.3" % (
        len(sizes), 100 * off.mean()))
    facts.check(off[sizes < KNEE].max() <= 0.04, "none of the %d sizes below a vCPU by more than %.1f %%" % (
        (sizes < KNEE).sum(), 100 * off[sizes < KNEE].max()))


def io_bound(facts, name, times, bound):
    sizes, seen = sizes_of(times)
    shape = np.column_stack([KNEE / np.minimum(sizes, KNEE), np.ones(len(sizes))]) / seen[:, None]
    work, wait = nnls(shape, np.ones(len(sizes)))[0]
    off = np.abs(durations([("x86_64", memory, work, wait) for memory in sizes]) / seen - 1).mean()
    facts.check(off <= bound, "x86_64, %s, half of it waiting: %d sizes off by %.1f %% in the mean, at most %.1f" % (
        name, len(sizes), 100 * off, 100 * bound))


def published(facts, workload, reference, architecture, bounds):
    """Every size of every runtime from its time at `reference` MB: above one vCPU and below."""
    table = {key: cell["duration"] for key, cell in cells(workload, "warm").items() if key[1] == architecture}
    keys = [key for key in sorted(table) if key[2] != reference and (key[0], architecture, reference) in table]
    # As the room converts it: a time at `reference` is work on one vCPU where the vCPU is whole.
    got = durations([(architecture, key[2], table[key[0], architecture, reference], 0) for key in keys])
    off = got / np.array([table[key] for key in keys]) - 1
    below = np.array([key[2] <= reference for key in keys])
    for part, which, (median, ninth) in zip(("smaller", "larger"), (below, ~below), bounds):
        if not which.any():
            continue
        facts.check(abs(np.median(off[which])) <= median and np.quantile(np.abs(off[which]), 0.9) <= ninth,
                    "%s, %s, %d %s sizes: median %+.1f %% (at most %.1f), nine in ten within %.1f %% (%.1f)" % (
                        architecture, workload, which.sum(), part, 100 * np.median(off[which]), 100 * median,
                        100 * np.quantile(np.abs(off[which]), 0.9), 100 * ninth))


def knee_of_arm(facts):
    """The function of one thread that does nothing but compute: its plateau and its knee."""
    table = {key[2]: cell["duration"] for key, cell in cells("memory-intensive", "warm").items()
             if key[:2] == ("rust", "arm64")}
    sizes, seen = sizes_of(table)
    work = seen[sizes >= 4096].mean()
    off = np.abs(durations([("arm64", memory, work, 0) for memory in sizes]) / seen - 1)
    as_x86 = np.abs(work * KNEE / np.minimum(sizes, KNEE) / seen - 1)
    facts.check(off.mean() <= 0.04 and off.max() <= 0.10, "arm64, rust: %d sizes off by %.1f %% in the mean, at most %.1f" % (
        len(sizes), 100 * off.mean(), 100 * off.max()))
    facts.check(as_x86.max() > 0.2 and as_x86.mean() > 3 * off.mean(),
                "with the knee of x86_64: by %.1f and %.1f %%" % (100 * as_x86.mean(), 100 * as_x86.max()))


def main():
    facts = Facts(CALIBRATION + "; x86_64 below is blind: its knee is AWS's documented one")
    logs = logged("App3")
    cpu_bound(facts, logs["f2"])
    io_bound(facts, "f1", logs["f1"], 0.105)
    io_bound(facts, "f4", logs["f4"], 0.045)
    published(facts, "cpu-intensive", KNEE, "x86_64", ((0.01, 0.06), (0.05, 0.125)))
    published(facts, "memory-intensive", KNEE, "x86_64", ((0.02, 0.045), (0.035, 0.125)))
    knee_of_arm(facts)
    facts.end()


main()
