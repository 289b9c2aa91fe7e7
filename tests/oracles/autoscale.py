#!/usr/bin/python3
"""DynamoDB target tracking, event by event, against what reference program c printed (it takes minutes): timelines A,
B, B2, B3, C of the facts and the variants that the text leaves open.  Changes of capacity to the second and to the unit; rejected requests within the
number of changes + 1 (a request is let in on any balance above 0, the reference wants a whole unit)."""
import os
import re
import sys
from fractions import Fraction as F

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import Facts, Run, shared

SCENARIO = """
profile = "aws-2021-08"; region = "us-east-1";
run = { duration = "%d s"; period = "1 s"; replications = 1; start = "2021-11-26T17:00:00Z"; };
account = { dynamodb = { update_time = "%d s"; auto_scaling = { activity_delay = "%d ms"; metric_lag = "%d s"; }; }; };
client = { c = { target = "dynamodb.t"; action = "PutItem"; item_size = "1 KB"; arrivals = "constant"; timeout = "5 s";
  phases = ( %s ); }; };
dynamodb = { t = { read_capacity_units = 1; write_capacity_units = %d; burst_seconds = "%s"; burst_credit = "%s %%";
  auto_scaling = { write_capacity_units = { min_capacity = 1; max_capacity = 40000; target_value = "70 %%"; }; }; }; };
"""
MIN = 60
STEP = lambda a, b: [(0, a), (10 * MIN, b)]
# as the reference calls it, load, P, depth in s, tokens at the start, d in s, end, lag in s, delay in ms
CASES = (
    ("A  50->150 full burst", STEP(50, 150), 100, 300, 30000, 5, 40 * MIN, 60, 0),
    ("B  50->400 full burst", STEP(50, 400), 100, 300, 30000, 5, 40 * MIN, 60, 0),
    ("B2 depth 1 s", STEP(50, 400), 100, 1, 100, 5, 40 * MIN, 60, 0),
    ("B2 depth 1 unit/P", STEP(50, 400), 100, F(1, 100), 1, 5, 40 * MIN, 60, 0),
    ("B2 bucket empty at 0:00, depth 300 s", STEP(50, 400), 100, 300, 0, 5, 40 * MIN, 60, 0),
    ("B3 50->400 d=300", STEP(50, 400), 100, 300, 30000, 300, 40 * MIN, 60, 0),
    ("C  150->20 at 30:00", [(0, 150), (30 * MIN, 20)], 215, 300, 64500, 5, 60 * MIN, 60, 0),
    ("B  aas_delay 0.4 s", STEP(50, 400), 100, 300, 30000, 5, 40 * MIN, 60, 400),
    ("B3 depth d=301", STEP(50, 400), 100, 300, 30000, 301, 40 * MIN, 60, 0),
    ("B  lag 0", STEP(50, 400), 100, 300, 30000, 5, 40 * MIN, 0, 0),
    ("B  lag 120", STEP(50, 400), 100, 300, 30000, 5, 40 * MIN, 120, 0),
    ("steady 100/s at 70 % from P=100", [(0, 100)], 100, 300, 30000, 5, 40 * MIN, 60, 0),
    ("steady 100/s at 70 % from P=400", [(0, 100)], 400, 300, 30000, 5, 60 * MIN, 60, 0),
)


def printed():
    """{what: (changes [(s, P)], rejected)} of c_autoscale.out."""
    found = {}
    with open(shared("oracles", "c_autoscale.out")) as lines:
        for line in lines:
            if "rejected" in line:
                what, rejected, log = line.split("|")
                found[what.strip()] = ([(60 * int(m) + int(s), int(units)) for m, s, units in
                                        re.findall(r"(\d+):(\d\d)\.\d\d P=(\d+)", log)],
                                       int(rejected.split()[1]))
    return found


def phases(load, until):
    ends = [t for t, _ in load[1:]] + [until]
    return ", ".join('{ duration = "%d s"; rate = "%d/s"; }' % (end - t, rate) for (t, rate), end in zip(load, ends))


def simulated(case):
    _, load, units, depth, tokens, d, until, lag, delay = case
    run = Run(SCENARIO % (until, d, delay, lag, phases(load, until), units, "%d ms" % (1000 * depth),
                          float(100 * tokens / (depth * units))))
    held = run["dynamodb_provisioned_write_capacity_units"][0, 0, :, :]
    names = list(run["statistic"].astype(str))
    low, high = held[:, names.index("minimum")], held[:, names.index("maximum")]
    changes, now = [], units
    for second in range(until):  # one change a second at most
        other = [int(v) for v in (low[second], high[second]) if int(v) != now]
        if other:
            now = other[0]
            changes.append((second, now))
    return changes, int(run["dynamodb_throttled_requests"].sum())


def main():
    reference = printed()
    facts = Facts()
    for case in CASES:
        want, rejected = reference[case[0]]
        got, refused = simulated(case)
        facts.check(got == want, "%s: changes %s, reference %s" % (case[0], got, want))
        facts.check(abs(refused - rejected) <= len(want) + 1,
                    "%s: %d rejected, reference %d" % (case[0], refused, rejected))
    facts.end()


main()
