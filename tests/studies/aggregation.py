#!/usr/bin/python3
"""scenarios/aggregation.cfg: how many shards clicks need as they are, aggregated, and compressed.

The same clicks come in all variants, so each replication is compared with itself.
"""
from study import Study

PLAIN = "kpl.site.aggregation_enabled=false"
SMALL = ("kpl.site.compression_ratio=0.3", "kpl.site.compression_work=12 us")
NONE = (-1e-9, 1e-9)


def shards(count):
    return f"kinesis.clicks.shard_count={count}"


def turned_away(run):
    return run.of("kinesis_write_provisioned_throughput_exceeded", "clicks")


def put(run):
    return run.of("kinesis_incoming_records", "clicks")


def fullest(run):
    at = run["limit"].tolist().index(b"kinesis.clicks.shard_count")
    return run["limit_utilization"][:, at].max(axis=1)


def expired(run):
    return run.of("kpl_user_records_expired", "site") / run.of("kpl_user_records_received", "site")


def main():
    study = Study("aggregation.cfg", "run.replications=5", "run.seed=5")
    plain = study.run(PLAIN, shards(7))
    study.holds("as they are: of seven shards the fullest second needs", 7 * fullest(plain), 6.05, 6.5)
    study.holds("as they are: seven take them all", turned_away(plain), *NONE)
    base, one = study.run(), study.run(shards(1))
    study.holds("aggregated: two take them all", turned_away(base), *NONE)
    study.holds("aggregated: one has not the bytes", turned_away(one), 5000, 1e6)
    study.holds("aggregated: of one shard so many are given up", expired(one), 0.08, 0.2)
    study.holds("aggregated: clicks in a record", put(plain) / put(base), 33, 36)
    small = study.run(shards(1), *SMALL)
    study.holds("compressed: one takes them all", turned_away(small), *NONE)
    study.holds("compressed: clicks in a record", put(plain) / put(small), 65, 71)
    # PUT payload units by the aggregated record, shard-hours by the shard.
    study.holds("aggregated: share of what the stream cost", base.paid("kinesis.") / plain.paid("kinesis."), 0.112, 0.122)
    study.holds("compressed: share of what the stream cost", small.paid("kinesis.") / plain.paid("kinesis."), 0.055, 0.062)
    # Each host aggregates for itself.
    hosts = study.run("kpl.site.hosts=60")
    study.holds("ten times the hosts: clicks in a record", put(plain) / put(hosts), 4.3, 4.6)
    study.holds("ten times the hosts: payload units", put(hosts) / put(base), 7.5, 8.1)
    study.end()


main()
