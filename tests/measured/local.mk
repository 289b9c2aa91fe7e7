# tests/measured: measured AWS data beside the project; skipped without them.
scripts += %D%/costs.py %D%/definitions.py %D%/fixed_rates.py %D%/histories.py %D%/idle.py %D%/load_test.py %D%/load_tests.py \
  %D%/memory.py %D%/replay.py %D%/shapes.py %D%/templates.py
LONG_TESTS += %D%/fixed_rates.py %D%/load_test.py
EXTRA_DIST += %D%/tables.py
