# tests/flow: calls, limits, retries, steps: an office of desks to try them in.
EXTRA_DIST += %D%/desks.h
facts += %D%/test_walk
%C%_test_walk_SOURCES = %D%/test_walk.c %D%/desks.c
LONG_TESTS += %D%/test_walk
