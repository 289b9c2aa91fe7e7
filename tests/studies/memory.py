#!/usr/bin/python3
"""scenarios/memory.cfg: the cheapest size on paper does not hold the evening; a tenth more buys six times the speed."""
from study import Study

STEPS = "lambda.thumbnail.steps[1]"


def at(study, memory, *settings):
    return study.run("lambda.thumbnail.memory_size=%d MB" % memory, *settings)


def per_million(run):
    return 1e6 * run.paid("lambda") / run["lambda_invocations"].sum(axis=(1, 2))  # warm-up is paid, too


def p95(run):
    return run.of("client_latency", "viewers", "p95")


def busy(run):
    return run.of("lambda_concurrent_executions", "thumbnail", "average")


def main():
    study = Study("memory.cfg", "run.duration=4 min", "run.warm_up=1 min", "run.replications=6")
    size = {memory: at(study, memory) for memory in (256, 512, 1536, 1769, 3538, 5120)}
    cost = {memory: per_million(run) for memory, run in size.items()}
    study.holds("256 MB is cheapest, USD per million", cost[256], 15.8, 16.8)
    study.holds("of its viewers are turned away or give up", size[256].of("client_errors", "viewers") /
                size[256].of("client_requests", "viewers"), 0.08, 0.25)
    study.facts.check((size[256].rejected("account.lambda.concurrent_executions") > 0).all(),
                      "256 MB: the account's concurrency turns away, in every run")
    for memory in (512, 1536, 1769, 3538):
        study.facts.check(size[memory].of("lambda_throttles", "thumbnail").max() == 0, "%d MB: nobody is turned away"
                          % memory)
    study.holds("executions at once at 512 MB", busy(size[512]), 560, 610)
    study.holds("executions at once at 1 769 MB", busy(size[1769]), 175, 190)
    study.holds("p95 at 512 MB, s", p95(size[512]), 3.0, 3.3)
    study.holds("p95 at 1 536 MB, the cheapest of these below 1.5 s", p95(size[1536]), 1.0, 1.2)
    study.holds("1 536 MB costs beside 256 MB", cost[1536] / cost[256] - 1, 0.06, 0.11)
    study.holds("3 538 MB costs beside 1 769 MB", cost[3538] / cost[1769] - 1, 0.36, 0.46)
    study.holds("and takes off its p95, s", p95(size[1769]) - p95(size[3538]), 0.25, 0.32)
    study.holds("5 120 MB takes off no more, s", p95(size[3538]) - p95(size[5120]), -1e-6, 1e-6)
    study.holds("but costs beside 3 538 MB", cost[5120] / cost[3538] - 1, 0.42, 0.46)

    # Our guess: how much of the work one thread does alone. Below one vCPU it changes nothing, above it decides.
    for what, serial, least, most in (("halved", "17.5 %", 0.33, 0.42), ("doubled", "70 %", 0.08, 0.18)):
        small, large = (at(study, memory, STEPS + ".serial=" + serial) for memory in (1536, 3538))
        study.holds("serial share %s: p95 at 1 536 MB moves by, s" % what, p95(small) - p95(size[1536]), -1e-6, 1e-6)
        study.holds("serial share %s: a second vCPU takes off the p95, s" % what, p95(size[1769]) - p95(large), least,
                    most)
    study.end()


main()
