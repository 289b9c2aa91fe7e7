# tests/oracles: whole runs against the reference programs beside the project; skipped without them.
scripts += %D%/autoscale.py %D%/bursts.py %D%/drain.py %D%/erlang.py %D%/events.py %D%/pool.py %D%/queues.py %D%/tokens.py
LONG_TESTS += %D%/pool.py %D%/queues.py
EXTRA_DIST += tests/simulate.py
