#!/usr/bin/python3
"""scenarios/bad-record.cfg: what one record that always fails does to a stream, and what bounds it.

The same readings come in all variants, so each replication is compared with itself.
"""
from study import Study

MAPPING = "ingest[kinesis.readings]"
SETTING = "lambda.ingest.event_source_mappings[kinesis.readings]."
THREE = SETTING + "maximum_retry_attempts=3"
BISECT = SETTING + "bisect_batch_on_function_error=true"
REPORT = SETTING + "function_response_types=ReportBatchItemFailures"
LANES = SETTING + "parallelization_factor=10"


def dropped(run):
    return run.of("poller_dropped_event_count", MAPPING)


def told(run):
    return run.of("sqs_number_of_messages_sent", "unparsed")


def age(run):
    return run.of("lambda_iterator_age", "ingest", "maximum")


def waiting(run):
    """Readings that came and were never done: those that stand behind the bad one."""
    done = run.of("poller_invoked_event_count", MAPPING) - run.of("poller_failed_invoke_event_count", MAPPING)
    return run.of("kinesis_incoming_records", "readings") - done


def main():
    study = Study("bad-record.cfg", "run.replications=6")
    base = study.run()
    # Half of the readings of 15 minutes stand behind it; the last try was a minute ago at most.
    study.holds("of what came after it, waiting at the end", waiting(base) / (50 * 900), 0.47, 0.54)
    study.holds("age of the batch that is tried again", age(base), 13.9 * 60, 15 * 60)
    study.holds("discarded", dropped(base), -1e-9, 1e-9)
    # 1, 2 and 4 s, and then the whole batch is lost.
    three = study.run(THREE)
    study.holds("three retries: age", age(three), 7.0, 8.6)
    study.holds("three retries: readings lost", dropped(three), 10, 45)
    study.holds("three retries: messages about them", told(three), 1 - 1e-9, 1 + 1e-9)
    for name, settings in (("bisection", (THREE, BISECT)), ("bisection where the function says", (THREE, BISECT, REPORT))):
        halves = study.run(*settings)
        study.holds(name + ": readings lost", dropped(halves), 1 - 1e-9, 1 + 1e-9)
        study.holds(name + ": age", age(halves), 5, 25)
    # A tenth of the shard's keys wait.
    lanes = study.run(LANES)
    study.holds("ten lanes: of what came after it, waiting", waiting(lanes) / (50 * 900), 0.03, 0.08)
    study.end()


main()
