# tests/measured: measured AWS data beside the project; skipped without them.
scripts += %D%/replay.py
LONG_TESTS += %D%/replay.py
