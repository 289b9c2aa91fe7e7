#!/usr/bin/python3
"""How many events an execution's history has, by the rule of models/stepfunctions/README.md, against histories recorded on
AWS (../shared/data/EXPECTED-SFN-EVENTS.dev.tsv; not part of this project). test_stepfunctions.c holds the room to the rule.

The recorder folded what a Parallel began, so those with one are left out; so are those that were not at their end, or
that bad data ended, which this room has not."""
import os
import sys

DATA = os.environ.get("SHARED_DATA", "")
PLAIN = ("Pass", "Choice", "Wait", "Succeed")


def rule(of):
    """Events from what was entered, tried, submitted and iterated; less the exits of what nobody caught."""
    entered = {kind: of.get(kind + "StateEntered", 0) for kind in PLAIN + ("Task", "Map", "Fail")}
    left = sum(of.get(kind + "StateExited", 0) for kind in PLAIN + ("Task", "Map"))
    tries = sum(of.get(kind + "Scheduled", 0) for kind in ("Task", "LambdaFunction", "Activity"))
    events = of.get("ExecutionStarted", 0) * 2 + entered["Fail"] + 2 * sum(entered[kind] for kind in PLAIN + ("Task",))
    events += 3 * tries + of.get("TaskSubmitted", 0) + 3 * entered["Map"] + of.get("MapStateStarted", 0)
    events += 2 * of.get("MapIterationStarted", 0) + 2 * of.get("MapRunStarted", 0)
    return events - (sum(entered.values()) - entered["Fail"] - left)


def is_comparable(of):
    ended = of.get("ExecutionSucceeded", 0) + of.get("ExecutionFailed", 0) + of.get("ExecutionTimedOut", 0)
    maps = of.get("MapStateSucceeded", 0) + of.get("MapStateFailed", 0)
    return "ParallelStateEntered" not in of and "EvaluationFailed" not in of and ended and maps == of.get("MapStateEntered", 0)


def rows():
    with open(os.path.join(DATA, "EXPECTED-SFN-EVENTS.dev.tsv")) as file:
        for line in file:
            if not line.startswith("#"):
                name, test, _, states, events, counts = line.rstrip("\n").split("\t")[:6]
                yield name, test, int(events), {k: int(v) for k, v in (c.split("=") for c in counts.split())}


def main():
    if not os.path.exists(os.path.join(DATA, "EXPECTED-SFN-EVENTS.dev.tsv")):
        print("skipped: no recorded histories at hand")
        sys.exit(77)
    seen, right, wrong = 0, 0, []
    for name, test, events, of in rows():
        if not is_comparable(of):
            continue
        seen += 1
        right += rule(of) == events
        if rule(of) != events:
            wrong.append((test, events, rule(of), of))
    print(f"{right} of {seen} recorded histories have as many events as the rule says")
    for one in wrong:
        print("not:", *one)
    sys.exit(0 if right == seen and seen > 150 else 1)


main()
