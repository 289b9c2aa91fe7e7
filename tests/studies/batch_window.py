#!/usr/bin/python3
"""scenarios/batch-window.cfg: what a larger batch and a window save, what they cost in time, and whom one malformed event takes with it.

The same events come in all variants, so each replication is compared with itself.
"""
from study import Study

MAPPING = "lambda.store.event_source_mappings[sqs.events]."
REPORT = MAPPING + "function_response_types=ReportBatchItemFailures"
NIGHT = "client.devices.rate=3/s"


def window(seconds, size=10):
    return MAPPING + f"maximum_batching_window={seconds} s", MAPPING + f"batch_size={size}"


def together(run):
    return run.of("poller_batch_size", "store[sqs.events]", "average")


def done(run, quantile):
    return run.of("client_completion", "devices", quantile)


def dead(run):
    return run.of("sqs_messages_moved", "events") / run.of("client_requests", "devices")


def main():
    study = Study("batch-window.cfg", "run.duration=25 min")
    plain, second = study.run(REPORT), study.run(REPORT, *window(1))
    study.holds("by day, no window: events together", together(plain), 1.0, 1.25)
    study.holds("by day, a second: events together", together(second), 9.2, 10)
    study.holds("by day, a second: share of the money", second.paid() / plain.paid(), 0.46, 0.54)
    study.holds("by day, a second: p99, s", done(second, "p99"), 1.1, 1.3)
    long = study.run(REPORT, *window(20, 1000))
    study.holds("by day, twenty seconds: of a second's money", long.paid() / second.paid(), 0.88, 0.92)
    study.holds("by day, twenty seconds: p50, s", done(long, "p50"), 10, 11.5)
    # What is left is the queue's: an event is sent and received alone, a tenth of a call deletes it.
    study.holds("by day, twenty seconds: of it the queue's calls", long.paid("sqs.") / long.paid(), 0.975, 0.99)

    quiet, late = study.run(REPORT, NIGHT), study.run(REPORT, NIGHT, *window(1))
    study.holds("at night, a second: share of the money", late.paid() / quiet.paid(), 0.92, 0.98)
    study.holds("at night, a second: of the time, p50", done(late, "p50") / done(quiet, "p50"), 9, 10.5)
    five = study.run(REPORT, NIGHT, *window(5))
    study.holds("at night, five seconds: share of the money", five.paid() / quiet.paid(), 0.56, 0.61)

    # 0.02 % are malformed, whatever the batch is.
    study.holds("reported: share that dies", dead(second), 0.0001, 0.0004)
    study.holds("reported: as many in any batch", dead(long) - dead(second), -1e-9, 1e-9)
    whole = study.run(*window(20, 1000))
    study.holds("not reported, batches of hundreds: share that dies", dead(whole), 0.002, 0.08)
    study.holds("not reported, batches of hundreds: p99, s", done(whole, "p99"), 200, 420)
    study.end()


main()
