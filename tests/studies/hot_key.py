#!/usr/bin/python3
"""scenarios/hot-key.cfg: capacity of the table does not help a key that asks for more than a partition serves.

The same reads come in all variants, so each replication is compared with itself.
"""
from study import Study

SPREAD = "client.readers.key=zipf(s=0.8, n=200k)"


def throttled(run):
    return run.of("dynamodb_throttled_requests", "catalogue") / run.of("dynamodb_requests", "catalogue")


def main():
    study = Study("hot-key.cfg", "run.duration=4 min", "run.replications=6")
    base = study.run()
    twice = study.run("dynamodb.catalogue.read_capacity_units=16000")
    study.holds("share of the reads that is turned away", throttled(base), 0.14, 0.21)
    # More capacity means more partitions, six for four: fewer of the others share the hot key's.
    study.holds("what twice the capacity takes off it, at twice the price", throttled(base) - throttled(twice), 0.015, 0.03)
    study.holds("without the hot product", throttled(study.run(SPREAD)), -1e-9, 1e-9)
    study.holds("read eventually consistent", throttled(study.run("client.readers.consistent_read=false")), -1e-9, 1e-9)

    # What AWS does not say: when a partition is split.  The hot key then gets a range of its own, and no more than that:
    # its neighbours are served, 500/s of it still are not.
    early = study.run("account.dynamodb.partition_split_after=1 min",
                      "account.dynamodb.partition_split_duration=constant(10 s)")
    study.holds("split after a minute [A]: less is turned away", throttled(base) - throttled(early), 0.02, 0.06)
    study.holds("and the hot key's surplus remains", throttled(early), 0.10, 0.16)
    study.end()


main()
