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
    with_a_cache(study)
    study.end()


def found(keys, s, in_ttl):
    """Reads of a zipf law that a cache finds whose entries last for a fixed time: renewal theory."""
    weights = [k ** -s for k in range(1, keys + 1)]
    whole = sum(weights)
    asked = [in_ttl * w / whole for w in weights]
    return sum(x * x / (1 + x) for x in asked) / in_ttl


def with_a_cache(study):
    """Three nodes of DAX, read eventually consistent: what they find, what that is worth.

    In a fifth of the default time to live less is found; measured is two such times, since what began together comes
    back together.
    """
    weak = ("client.readers.consistent_read=false", "run.warm_up=2 min")
    plain = study.run("dynamodb.catalogue.read_capacity_units=4000", *weak)
    dax = study.run("dynamodb.catalogue.read_capacity_units=500", "dynamodb.catalogue.dax.node_type=dax.r5.large",
                    "dynamodb.catalogue.dax.replication_factor=3", "dynamodb.catalogue.dax.record_ttl=1 min", *weak)
    hits = dax.of("dynamodb_item_cache_hits", "catalogue")
    share = 0.7 + 0.3 * found(200000, 0.8, 0.3 * 5000 * 60)
    study.holds("what DAX finds", hits / (hits + dax.of("dynamodb_item_cache_misses", "catalogue")), share - 0.006, share + 0.006)
    study.holds("its reads turned away at an eighth of the units", throttled(dax), -1e-9, 1e-9)
    study.holds("a reader's median, of what it was",
                dax.of("client_latency", "readers", "p50") / plain.of("client_latency", "readers", "p50"), 0.09, 0.15)
    study.holds("what it costs, of what the units did", dax.paid("dynamodb") / plain.paid("dynamodb"), 1.5, 1.65)


main()
