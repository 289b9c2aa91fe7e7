#!/usr/bin/python3
"""scenarios/workflow-type.cfg: Standard costs what its transitions cost, Express what its time does; in a burst Standard's
quotas give way, of starts by turning away, of transitions by making wait.

The same orders come to both, so each replication is compared with itself.
"""
from study import Study

EXPRESS = "stepfunctions.order.type=EXPRESS"
LIMIT = "account.stepfunctions.%s_refill_rate"
TRANSITION = 0.000025  # USD (facts, section 5)


def paid(run):
    return run.paid("stepfunctions")


def delayed(run):
    return run["limit_delayed_summary"][:, run["limit"].tolist().index((LIMIT % "state_transition").encode())]


def both(study, what, *settings):
    standard, express = study.run(*settings), study.run(EXPRESS, *settings)
    study.holds(what + "Standard by Express, of Step Functions' bill", paid(standard) / paid(express), 55, 105)
    return standard, express


def main():
    study = Study("workflow-type.cfg", "run.duration=30 min", "run.replications=6")
    standard, express = both(study, "")
    started = standard.of("stepfunctions_executions_started", "order")
    # Check, Take, Reserve, Charge, Accepted?, then Confirm and Tell or Release and Declined: 7, and 0.5 % of a retry.
    study.holds("transitions of an order", standard.of("stepfunctions_transitions", "order") / started, 7.004, 7.007)
    study.holds("USD of an order's transitions, by hand", paid(standard) / started / (TRANSITION * 7.0052), 0.9995, 1.0005)
    study.holds("orders turned away in the burst: 4 120 come, 800 + 150/s are let in", standard.rejected(LIMIT % "start_execution"),
                2840, 2910)
    study.facts.check(delayed(standard).min() > 8000 and delayed(express).max() == 0, "transitions wait in Standard only")
    study.facts.check(express.rejected(LIMIT % "express_start_execution").max() == 0, "Express turns none away")
    study.facts.check((express.rejected("account.lambda.concurrent_executions") > 500).all(),
                      "which comes to Lambda instead: tried again by Retry")
    study.holds("both end as many orders as they began", express.of("stepfunctions_executions_failed", "order") /
                express.of("stepfunctions_executions_started", "order"), 0.027, 0.033)
    # 800 transitions a second are 114 orders.
    calm = ("client.shop.bursts[newsletter].requests=1", "run.duration=5 min")
    study.facts.check(delayed(study.run("client.shop.scale=2.7", *calm)).max() == 0, "108 orders a second: none waits")
    study.facts.check((delayed(study.run("client.shop.scale=3", *calm)) > 5000).all(), "120 orders a second: they do")

    # What AWS does not say: how long a transition takes, and what memory an Express execution is charged for.
    for what, law in (("halved", "lognormal(p50=1 ms, p99=7.5 ms)"), ("doubled", "lognormal(p50=4 ms, p99=30 ms)")):
        other = study.run(EXPRESS, "stepfunctions.order.transition_latency=" + law)
        study.holds("Express's transition_latency %s [A]: Standard by Express" % what, paid(standard) / paid(other), 55, 105)
    study.holds("memory_used doubled [A]: Standard by Express", paid(standard) / paid(
        study.run(EXPRESS, "stepfunctions.order.memory_used=128 MB")), 35, 75)
    study.end()


main()
