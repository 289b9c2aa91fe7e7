#!/usr/bin/python3
"""scenarios/retry-storm.cfg: a reserve on the paying function saves those who browse, and more payments than it refuses."""
from study import Study

RESERVE = "lambda.pay.reserved_concurrent_executions=%d"
ONCE = ("client.payers.retry.max_attempts=1", "lambda.pay.steps[charge].retry.max_attempts=1")


def failed(run, client):
    return run.of("client_errors", client) / run.of("client_requests", client)


def main():
    study = Study("retry-storm.cfg", "run.duration=5 min", "timeline[slow].at=1 min", "timeline[slow].until=3 min",
                  "run.replications=4")
    storm, reserved, once = study.run(), study.run(RESERVE % 150), study.run(*ONCE)
    study.holds("who only browses fails, of all", failed(storm, "browsers"), 0.04, 0.10)
    study.holds("executions of pay at once", storm.of("lambda_concurrent_executions", "pay", "maximum"), 700, 1000)
    study.facts.check(failed(reserved, "browsers").max() == 0, "150 reserved: none of them fails")
    study.holds("150 reserved: of the payers fail less, too", failed(storm, "payers") - failed(reserved, "payers"),
                0.02, 0.2)
    study.facts.check(failed(once, "browsers").max() == 0, "without any retry none of them fails either")
    study.holds("the retries' own calls of the processor", storm.of("http_requests", "cards") /
                once.of("http_requests", "cards"), 1.5, 8)

    # Our guesses: what is reserved and how many calls the processor lets wait.
    for number in (75, 300):
        one = study.run(RESERVE % number)
        study.facts.check(failed(one, "browsers").max() == 0, "%d reserved: no browser fails" % number)
    for limit in (2000, 8000):
        queue = "http.cards.queue_limit=%d" % limit
        storm, reserved = study.run(queue), study.run(queue, RESERVE % 150)
        study.facts.check(failed(storm, "browsers").min() > 0.001 and failed(reserved, "browsers").max() == 0,
                          "queue of %d: %.1f %% of browsers fail, with 150 reserved none" % (
                              limit, 100 * failed(storm, "browsers").mean()))
    study.end()


main()
