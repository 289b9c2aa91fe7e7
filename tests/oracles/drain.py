#!/usr/bin/python3
"""A backlog of 100 000 messages against reference program e (T13 of the facts): when the last is done, by how many."""
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tests"))
from simulate import Facts, Run, oracle

SCENARIO = """
profile = "aws-2021-08"; region = "us-east-1";
run = { duration = "7 min"; period = "1 s"; replications = 1; };
client = { c = { target = "sqs.jobs"; rate = "1/d"; arrivals = "constant"; }; };
defaults = { sqs = { latency = "0 s"; receive_latency = "%g ms"; };
             lambda = { placement = "0 s"; init = "0 s"; first_invoke = "0 s"; }; };
lambda = { work = { memory_size = "1769 MB"; steps = ( { wait = "500 ms"; } );
                    event_source_mappings = ( { event_source = "sqs.jobs"; batch_size = 1; } ); }; };
sqs = { jobs = { backlog = 100000; }; };
"""


def main():
    reference = oracle("e_sqs")
    facts = Facts()
    for overhead in (0, 0.016, 0.0612):
        run = Run(SCENARIO % (overhead * 1e3))
        deleted = run["sqs_number_of_messages_deleted"][0, 0]
        last = np.flatnonzero(deleted)[-1]  # the second in which the last one was done
        enough = np.flatnonzero(np.cumsum(deleted) >= 99000)[0]
        pollers = np.nanmax(run["poller_pollers_summary"][0, 0])
        minutes, most, workers = reference.sim("line", 0.5 + overhead)
        facts.check(abs(last + 0.5 - minutes * 60) <= 1, "overhead %g ms: the last one within second %d, reference %.1f s"
                    % (overhead * 1e3, last, minutes * 60))
        facts.check(abs(enough + 0.5 - most * 60) <= 1.5, "overhead %g ms: 99 %% within second %d, reference %.1f s"
                    % (overhead * 1e3, enough, most * 60))
        facts.check(abs(pollers - workers) <= 1, "overhead %g ms: %d pollers, reference %d"
                    % (overhead * 1e3, pollers, workers))
        exact, there = reference.closed(0.5 + overhead)
        facts.check(abs(last - exact * 60) <= 3 and abs(pollers - there) <= 2,
                    "overhead %g ms: closed form %.1f s at %.1f" % (overhead * 1e3, exact * 60, there))
    facts.end()


main()
