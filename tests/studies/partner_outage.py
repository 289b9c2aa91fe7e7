#!/usr/bin/python3
"""scenarios/partner-outage.cfg: a topic's http subscription loses what comes in an outage but for its last minute, for four
tries are over by then; a bus loses nothing, but the last event comes as late as its waits have grown."""
from study import Study

SUBSCRIPTION = "sns.orders.subscriptions[http.by_topic]."
KEPT = SUBSCRIPTION + "redrive_policy=sqs.undelivered"
LONGER = SUBSCRIPTION + "delivery_policy.num_retries=50"
RATE, OUTAGE, TRIES = 12, 600, 3 * 20


def lost(run):
    return run.of("sns_number_of_notifications_failed", "orders")


def latest(run):
    return run.of("events_ingestion_to_invocation_success_latency", "orders", "maximum") / 60


def main():
    study = Study("partner-outage.cfg")
    as_it_is = study.run()
    wanted = RATE * (OUTAGE - TRIES)
    study.holds("topic: lost of 43 200", lost(as_it_is), wanted * 0.97, wanted * 1.03)
    study.facts.check(as_it_is.of("events_failed_invocations", "orders").max() == 0, "bus: none is lost")
    # tries 511 and 991 s after an event came: of those of the outage's first 89 s the second one succeeds
    study.holds("bus: the last one is late, minutes", latest(as_it_is), 15, 18)
    kept = study.run(KEPT)
    study.facts.check((kept.of("sqs_number_of_messages_sent", "undelivered") == lost(kept)).all(),
                      "topic with a redrive policy: the queue has all that are lost")
    study.facts.check(lost(study.run(LONGER)).max() == 0, "topic with 50 retries of 20 s: none is lost")

    # What AWS does not say: how a bus waits between its retries.
    for what, one, low, high in (("waits from 0.5 s", "account.events.retry_interval=0.5 s", 14, 18),
                                 ("waits of 4 min at most", "account.events.retry_max_delay=4 min", 12, 15),
                                 ("waits of 16 min at most", "account.events.retry_max_delay=16 min", 15, 18)):
        run = study.run(one)
        study.holds("bus, %s [A]: the last one is late, minutes" % what, latest(run), low, high)
        study.facts.check(run.of("events_failed_invocations", "orders").max() == 0, "bus, %s [A]: none is lost" % what)
    study.end()


main()
