#!/usr/bin/python3
"""scenarios/known-peak.cfg: provisioned in time nobody meets a cold start; too late is worse than not at all."""
import numpy as np

from study import Study

PERIOD = 5  # s: the doors open for one period
NUMBER = "timeline[ready].set=lambda.buy.provisioned_concurrent_executions = %d"


def cold(run):
    """Share of cold starts while the doors open, a replication."""
    doors = 30 * 60 // PERIOD
    return run["lambda_cold_starts"][:, 0, doors] / run["lambda_invocations"][:, 0, doors]


def turned_away(run):
    return run.rejected("account.lambda.concurrent_executions")


def main():
    study = Study("known-peak.cfg", "run.duration=31 min", "run.period=%d s" % PERIOD, "run.replications=6")
    none, few, enough = (study.run(NUMBER % number) for number in (0, 100, 300))
    late = study.run("timeline[ready].at=29 min")
    study.holds("none provisioned: cold while the doors open", cold(none), 0.42, 0.62)
    study.holds("none provisioned: new environments reach the account's limit and turn away", turned_away(none), 50, 700)
    study.holds("100 provisioned: cold while the doors open", cold(few), 0.14, 0.30)
    study.facts.check(cold(enough).max() == 0 and turned_away(enough).max() == 0,
                      "300 provisioned: no cold start and nobody turned away in 6 runs")
    study.holds("a minute ahead is too late: cold while the doors open", cold(late), 0.35, 0.60)
    study.holds("what is not ready yet is claimed already: more are turned away than with none",
                turned_away(late) - turned_away(none), 150, 350)

    # What AWS does not say: how long an allocation takes to begin, and a place to be found.
    slow, fast = ("account.lambda.provisioned_delay=uniform(%s)" % law for law in ("120 s, 240 s", "30 s, 60 s"))
    for what, delay in (("doubled", slow), ("halved", fast)):
        study.facts.check(cold(study.run(NUMBER % 300, delay)).max() == 0,
                          "provisioned_delay %s [A]: a quarter of an hour ahead is in time" % what)
    study.holds("provisioned_delay doubled [A]: a minute ahead is too late",
                cold(study.run("timeline[ready].at=29 min", slow)), 0.35, 0.60)
    study.facts.check(cold(study.run("timeline[ready].at=29 min", fast)).min() < 0.01,
                      "provisioned_delay halved [A]: this moves, a minute ahead is in time in some runs")
    for what, law in (("doubled", "lognormal(p50=240 ms, p99=970 ms)"), ("halved", "lognormal(p50=60 ms, p99=243 ms)")):
        place = "lambda.buy.placement=" + law
        study.holds("placement %s [A], none provisioned: cold" % what, cold(study.run(NUMBER % 0, place)), 0.40, 0.65)

    study.short = ("run.replications=2", "run.period=1 min")
    with_them, without = study.run(NUMBER % 300), study.run(NUMBER % 0)
    extra = 8 * (with_them.paid("lambda") - without.paid("lambda"))
    study.facts.check(np.all((extra > 29) & (extra < 38)), "300 provisioned cost %.2f USD more on eight evenings a month"
                      % extra.mean())
    study.end()


main()
