#!/usr/bin/python3
"""scenarios/capacity-mode.cfg, tune-capacity.cfg: a provisioned table is cheaper from a utilisation on that follows from two
prices; auto scaling keeps an even load and a day above it, comes too late for a spike of five minutes, and is paid for it."""
import json
import os
import subprocess

from study import Study
from simulate import HEADROOM

WRITES = "dynamodb.orders.write_capacity_units="
SCALING = "dynamodb.orders.auto_scaling.write_capacity_units."
ON_DEMAND = "dynamodb.orders.billing_mode=PAY_PER_REQUEST"
DAY = ("client.even.scale=0", "client.day.scale=1")
SPIKES = ("client.even.scale=0", "client.spikes.scale=1", "run.duration=8 h")
# USD: a million write request units; a write capacity unit for an hour has cost the same in both eras (facts, section 5).
REQUEST_UNITS = {"aws-2026": 0.625, "aws-2021-08": 1.25}
UNIT_HOUR = 0.00065


def fixed(units):
    return (WRITES + str(units), SCALING + "min_capacity=%d" % units, SCALING + "max_capacity=%d" % units)


def kept(units):
    return (WRITES + str(units), SCALING + "min_capacity=%d" % units)


def turned_away(run):
    return run.of("dynamodb_throttled_requests", "orders") / run.of("dynamodb_requests", "orders")


def usd(run):
    return run.paid("dynamodb.write")


def utilisation(run):
    """Units served by units provisioned, second by second; the bill instead counts the most of each hour."""
    average = run["statistic"].tolist().index(b"average")
    return run.of("dynamodb_consumed_write_capacity_units", "orders") / (
        86400 * run["dynamodb_provisioned_write_capacity_units"][:, 0, :, average].mean(axis=1))


def break_even(study, profile, low, high):
    """Capacity at which both modes cost the same, between two that are simulated; its utilisation is 60 units / s by it."""
    era = "profile=" + profile
    demand = study.run(era, ON_DEMAND, "run.duration=2 h")
    small, large = (usd(study.run(era, "run.duration=2 h", *fixed(units))) for units in (low, high))
    study.facts.check((small < usd(demand)).all() and (usd(demand) < large).all(),
                      "%s: %d units cost less than on demand, %d more" % (profile, low, high))
    capacity = low + (high - low) * (usd(demand) - small) / (large - small)
    served = demand.of("dynamodb_consumed_write_capacity_units", "orders") / 7200
    expected = UNIT_HOUR / (3600e-6 * REQUEST_UNITS[profile])
    study.holds("%s: break-even utilisation, %.2f %% by the prices" % (profile, 100 * expected), served / capacity,
                expected * 0.999, expected * 1.001)


def scaled(study):
    """Even and daily loads: auto scaling at 70 % pays for little more than what is used by 70 %."""
    for what, settings, low, high, least, most in (("even", (), 0.61, 0.69, 0.42, 0.48), ("day", DAY, 0.58, 0.66, 0.47, 0.52)):
        run, demand = study.run(*settings), study.run(ON_DEMAND, *settings)
        study.facts.check(turned_away(run).max() == 0, "%s, scaled at 70 %%: nothing is turned away" % what)
        study.holds("%s, scaled at 70 %%: utilisation" % what, utilisation(run), low, high)
        study.holds("%s, scaled at 70 %%: cost by that on demand" % what, usd(run) / usd(demand), least, most)
    # What is scaled for is the highest minute, so the target has to lie above the utilisation at which the modes are equal.
    on_demand = 86400 * 60e-6 * REQUEST_UNITS["aws-2026"]  # USD a day, by hand
    for target, least, most in ((30, 1.005, 1.06), (35, 0.86, 0.91)):
        run = study.run(SCALING + "target_value=%d %%" % target, "run.replications=10")
        study.holds("even, scaled at %d %%: cost by that on demand" % target, usd(run) / on_demand, least, most)


def spikes(study):
    """The lag: what five minutes of 640 units/s lose, and what capacity that comes too late costs."""
    demand, late, ready, still = (study.run(*SPIKES, *one) for one in ((ON_DEMAND,), (), kept(330), fixed(330)))
    study.facts.check(max(turned_away(run).max() for run in (demand, ready, still)) == 0,
                      "spikes, on demand or from 330 units on: nothing is turned away")
    study.holds("spikes, scaled from what the calm needs: share turned away", turned_away(late), 0.30, 0.40)
    study.holds("spikes, on demand by 330 units fixed", usd(demand) / usd(still), 0.61, 0.64)
    # 640 / 70 % = 914 are provisioned when the spike is over, and paid for its hour.
    study.holds("spikes, scaled from 330 units by fixed", usd(ready) / usd(still), 1.80, 1.96)
    # Halved, doubled; AWS's documentation says minutes of an UpdateTable that was measured to take seconds.
    for what, one in (("metric lag 30 s", "account.dynamodb.auto_scaling.metric_lag=30 s"),
                      ("metric lag 2 min", "account.dynamodb.auto_scaling.metric_lag=2 min"),
                      ("update time 2 min", "account.dynamodb.update_time=2 min")):
        study.holds("%s [A]: share turned away" % what, turned_away(study.run(*SPIKES, one)), 0.30, 0.40)
        study.holds("%s [A]: scaled from 330 units by fixed" % what, usd(study.run(*SPIKES, one, *kept(330))) / usd(still),
                    1.80, 1.96)


def tuned(study, profile, winner, second):
    """The winner meets the objective, and every other point is dearer or does not."""
    path = os.path.join(os.environ["SRCDIR"], "scenarios", "tune-capacity.cfg")
    done = subprocess.run([HEADROOM, "tune", path, "--profile", profile, "--duration", "2 h", "-q", "-o", "none", "-f", "json"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    study.facts.check(done.returncode == 0, "%s: tune ends with 0" % profile)
    answer = json.loads(done.stdout)
    points = {point["settings"]["mode"]: point["columns"] for point in answer["points"]}
    best = next(point["settings"]["mode"] for point in answer["points"] if point["point"] == answer["best"])
    met = {mode: columns[-1]["observed"]["value"] for mode, columns in points.items() if columns[0]["verdict"] == "met"}
    study.facts.check(best == winner and sorted(met, key=met.get)[:2] == [winner, second],
                      "%s: %s is best, %s next, of %s" % (profile, best, second, met))
    for mode in ("scaled_70", "fixed_280"):
        cost = points[mode][-1]["observed"]["value"]
        study.facts.check(points[mode][0]["verdict"] == "missed" and cost < met["fixed_330"],
                          "%s: %s costs less than fixed_330, and turns too many away" % (profile, mode))


def main():
    study = Study("capacity-mode.cfg", "run.replications=6")
    break_even(study, "aws-2026", 190, 225)
    break_even(study, "aws-2021-08", 390, 440)
    scaled(study)
    spikes(study)
    tuned(study, "aws-2026", "on_demand", "fixed_330")
    tuned(study, "aws-2021-08", "fixed_330", "on_demand")
    study.end()


main()
