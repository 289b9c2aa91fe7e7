# tests/golden: every call of small runs, written down.
facts += %D%/test_golden
golden_tests += %D%/test_golden
EXTRA_DIST += %D%/queue.cfg %D%/queue.trace %D%/journey.cfg %D%/journey.trace \
  %D%/users.cfg %D%/users.trace %D%/late.cfg %D%/late.trace
%C%_test_golden_SOURCES = %D%/test_golden.c tests/trial.c
