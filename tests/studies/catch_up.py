#!/usr/bin/python3
"""scenarios/catch-up.cfg: what brings a function back that fell behind its stream, and what that does to the others.

The same positions come in all variants, so each replication is compared with itself.
"""
from study import Study

MAPPING = "lambda.track.event_source_mappings[kinesis.positions]."
FAN_OUT = MAPPING + "consumer=track"
BATCH, FIXED, EACH = 100, 0.020, 0.003  # of the scenario
LANE = BATCH / (FIXED + BATCH * EACH)  # positions a second


def shards(count):
    return f"kinesis.positions.shard_count={count}"


def lanes(count):
    return MAPPING + f"parallelization_factor={count}"


def behind(in_a_shard):
    """Seconds that the last of the import waits: all that came in its minute, less what a lane did of it."""
    return 60 * (in_a_shard - LANE) / LANE


def age(run, function):
    return run.of("lambda_iterator_age", function, "maximum")


def short_of_reads(run):
    return run.rejected("kinesis.positions.shard_read_bytes")


def main():
    study = Study("catch-up.cfg", "run.replications=6", "run.duration=14 min", "run.seed=5")
    base = study.run()
    # A lane is never faster than its work; polls of a full shard and reads that are turned away take some more.
    study.holds("as it stands: age, s", age(base, "track"), behind(750) - 3, behind(750) + 12)
    study.holds("as it stands: reads of the shared shard are turned away", short_of_reads(base), 50, 2000)
    three, four = study.run(shards(3)), study.run(shards(4))
    study.holds("three shards: age, s", age(three, "track"), behind(500), behind(500) + 7)
    study.holds("four shards: age, s", age(four, "track"), behind(375), behind(375) + 8)
    # Lanes alone move the bottleneck to what a shard may be read.
    wide = study.run(lanes(2))
    study.holds("two lanes: of the lag of one", age(wide, "track") / age(base, "track"), 0.1, 0.5)
    study.holds("two lanes: of the money", wide.paid() / base.paid(), 1.0, 1.06)
    study.holds("two lanes: reads are turned away", short_of_reads(wide), 20, 2000)
    both = study.run(shards(3), lanes(2))
    study.holds("three shards and two lanes: track, s", age(both, "track"), 0.8, 1.6)
    study.holds("three shards and two lanes: alerts, s", age(both, "alerts"), 0.1, 1.6)
    study.holds("three shards and two lanes: of the money", both.paid() / base.paid(), 1.07, 1.13)
    # Fan-out reads for itself: the others are freed, and the work is what it was.
    own = study.run(FAN_OUT)
    study.holds("fan-out: track, s", age(own, "track"), behind(750) - 3, behind(750) + 5)
    study.holds("fan-out: alerts, s", age(own, "alerts"), 0.4, 1.4)
    study.facts.check((short_of_reads(own) == 0).all(), "fan-out: no read is turned away")
    pushed = study.run(FAN_OUT, lanes(4))
    study.holds("fan-out and four lanes: invocations", pushed.of("lambda_invocations", "track") / base.of("lambda_invocations", "track"), 20, 30)
    gathered = study.run(FAN_OUT, lanes(4), MAPPING + "maximum_batching_window=1 s")
    study.holds("with a window of a second: of that money", gathered.paid() / pushed.paid(), 0.4, 0.5)
    study.end()


main()
