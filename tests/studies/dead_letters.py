#!/usr/bin/python3
"""scenarios/dead-letters.cfg: in 2021 a function with a reserve behind a queue loses healthy messages to the dead letters,
more of them the shorter they are invisible; since pollers keep what is throttled it loses none."""
from study import Study

RECEIVES = "sqs.invoices.redrive_policy.max_receive_count=20"
VISIBLE = "sqs.invoices.visibility_timeout="
IN_2026 = ("profile=aws-2026",)
KEPT = IN_2026 + ("lambda.send.event_source_mappings[sqs.invoices].maximum_concurrency=10",)
SENT = 30000


def dead(run):
    return run.of("sqs_number_of_messages_sent", "failed")


def main():
    study = Study("dead-letters.cfg")
    as_it_was = study.run()
    study.holds("2021: dead letters of %d" % SENT, dead(as_it_was), 1800, 2250)
    study.holds("2021, 30 s: dead letters", dead(study.run(VISIBLE + "30 s")), 18500, 19000)
    study.facts.check((dead(study.run(VISIBLE + "10 min")) > dead(as_it_was)).all(), "2021, 10 min: more than with 3 min")
    for what, settings in (("2021, 20 receives", (RECEIVES,)), ("2026", IN_2026), ("2026, maximum_concurrency", KEPT)):
        run = study.run(*settings)
        study.facts.check(dead(run).max() == 0 and (run.of("sqs_number_of_messages_deleted", "invoices") == SENT).all(),
                          what + ": none, all are sent")
    study.facts.check(study.run(*KEPT).of("poller_throttles", "send[sqs.invoices]").max() == 0,
                      "2026, maximum_concurrency: nothing is throttled")

    # What AWS does not say: how pollers grow.
    for what, one, low, high in (("growth halved", "account.poller.growth=30/min", 2400, 2800),
                                 ("growth doubled", "account.poller.growth=120/min", 1550, 1850),
                                 ("polls of 10 s", "account.poller.wait_time=10 s", 1800, 2250)):
        study.holds("2021, %s [A]: dead letters" % what, dead(study.run(one)), low, high)
    study.end()


main()
