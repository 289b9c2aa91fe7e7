# tests/measured: measured AWS data beside the project; skipped without them.
scripts += %D%/load_test.py %D%/replay.py
LONG_TESTS += %D%/load_test.py %D%/replay.py
