#!/usr/bin/python3
"""scenarios/midnight-job.cfg: target tracking that has to find a step of 12 x out by itself fails two in five writes for
half an hour; a schedule ahead of it, or paying on demand, fails none. At a tenth of its size, partitions alike."""
from study import Study

SCALING = "dynamodb.ledger.auto_scaling.write_capacity_units."
REACTIVE = SCALING + "scheduled_actions[ahead].min_capacity=12"
ON_DEMAND = "dynamodb.ledger.billing_mode=PAY_PER_REQUEST"


def errors(run):
    return (run.of("client_errors", "day") + run.of("client_errors", "job")) / (
        run.of("client_requests", "day") + run.of("client_requests", "job"))


def main():
    study = Study("midnight-job.cfg", "run.replications=6", "client.day.scale=0.1", "client.job.scale=0.1",
                  "account.dynamodb.partition_write_units=100/s", "dynamodb.ledger.write_capacity_units=12",
                  SCALING + "min_capacity=12", SCALING + "max_capacity=400",
                  SCALING + "scheduled_actions[ahead].min_capacity=140",
                  SCALING + "scheduled_actions[back].min_capacity=12")
    scheduled, reactive, demand = study.run(), study.run(REACTIVE), study.run(ON_DEMAND)
    study.facts.check(errors(scheduled).max() == 0 and errors(demand).max() == 0,
                      "scheduled and on demand: no write fails")
    study.holds("reactive: share of writes that fail in two hours", errors(reactive), 0.25, 0.35)
    study.holds("on demand's cost by the schedule's, these two hours", demand.paid("dynamodb") /
                scheduled.paid("dynamodb"), 0.82, 0.88)
    study.holds("reactive's cost by the schedule's", reactive.paid("dynamodb") / scheduled.paid("dynamodb"), 0.55, 0.72)

    # What AWS does not say: how late the metric is, and how long new partitions take.
    for what, one, low, high in (("lag 0", "account.dynamodb.auto_scaling.metric_lag=0 s", 0.16, 0.24),
                                 ("lag 2 min", "account.dynamodb.auto_scaling.metric_lag=2 min", 0.34, 0.44),
                                 ("split halved", "account.dynamodb.split_time=150 s", 0.24, 0.33)):
        study.holds("reactive, %s [A]: share that fails" % what, errors(study.run(REACTIVE, one)), low, high)
    study.end()


main()
