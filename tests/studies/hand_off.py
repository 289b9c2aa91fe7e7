#!/usr/bin/python3
"""scenarios/hand-off.cfg: a hand-off takes three fifths of the customer's wait, a third of what is held and of the bill.

The same orders, payments and pages come in both, so each replication is compared with itself.
"""
from study import Study

FUNCTIONS = ("order", "payment", "invoice", "message")
HAND_OFF = tuple("lambda.order.steps[%s].invocation_type=Event" % step for step in ("invoice", "message"))


def held(run):
    return sum(run.of("lambda_concurrent_executions", name, "average") for name in FUNCTIONS)


def errors(run):
    return run.of("client_errors", "customers") / run.of("client_requests", "customers")


def latency(run, statistic):
    return run.of("client_latency", "customers", statistic)


def saved(study, what, chain, handed):
    study.holds(what + "the hand-off takes off the median wait, s", latency(chain, "p50") - latency(handed, "p50"),
                0.58, 0.65)
    study.holds(what + "share of Lambda's cost that waiting twice was", 1 - handed.paid("lambda") / chain.paid("lambda"),
                0.36, 0.42)


def main():
    study = Study("hand-off.cfg", "run.duration=10 min", "run.warm_up=2 min", "run.replications=6")
    chain, handed = study.run(), study.run(*HAND_OFF)
    saved(study, "", chain, handed)
    study.holds("p99 of the chain, s", latency(chain, "p99"), 2.6, 3.1)
    study.holds("p99 of the hand-off, s", latency(handed, "p99"), 1.1, 1.3)
    study.holds("share of executions held that is only waiting", 1 - held(handed) / held(chain), 0.30, 0.36)
    study.holds("a failing mail service fails orders in the chain", errors(chain), 0.002, 0.0065)
    study.facts.check(errors(handed).max() == 0, "and none that was handed off: its events are tried again")
    study.holds("the mails are sent all the same, as many and retries", handed.of("http_requests", "mail") /
                chain.of("http_requests", "mail"), 1.002, 1.008)

    # What AWS does not say: how long an event waits in the queue, and how long a place takes to be found.
    slow = study.run(*HAND_OFF, "account.lambda.event_delay=lognormal(p50=40 ms, p99=200 ms)")
    fast = study.run(*HAND_OFF, "account.lambda.event_delay=lognormal(p50=10 ms, p99=50 ms)")
    for what, one in (("doubled", slow), ("halved", fast)):
        study.holds("event_delay %s [A]: the median wait moves by, s" % what, latency(one, "p50") - latency(handed, "p50"),
                    -0.001, 0.001)
    for what, law in (("doubled", "lognormal(p50=240 ms, p99=970 ms)"), ("halved", "lognormal(p50=60 ms, p99=243 ms)")):
        place = tuple("lambda.%s.placement=%s" % (name, law) for name in FUNCTIONS)
        saved(study, "placement %s [A]: " % what, study.run(*place), study.run(*HAND_OFF, *place))
    study.end()


main()
