# tests/measured: measured AWS data beside the project; skipped without them.
scripts += %D%/fixed_rates.py %D%/load_test.py %D%/replay.py
LONG_TESTS += %D%/fixed_rates.py %D%/load_test.py
