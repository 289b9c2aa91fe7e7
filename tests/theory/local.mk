# tests/theory: the simulator against formulas.  With LONG set, eight times as much.
theory = %D%/test_pool %D%/test_queues %D%/test_throttles %D%/test_loop %D%/test_found
facts += $(theory)
LONG_TESTS += $(theory)
EXTRA_DIST += %D%/holds.h
%C%_test_queues_SOURCES = %D%/test_queues.c %D%/holds.c tests/trial.c
%C%_test_throttles_SOURCES = %D%/test_throttles.c %D%/holds.c tests/trial.c
%C%_test_found_SOURCES = %D%/test_found.c %D%/holds.c tests/trial.c
%C%_test_loop_SOURCES = %D%/test_loop.c %D%/holds.c tests/trial.c
%C%_test_pool_SOURCES = %D%/test_pool.c %D%/holds.c tests/trial.c
