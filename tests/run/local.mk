# tests/run: a run's numbers, prices, objectives.
EXTRA_DIST += %D%/toy.h
facts += %D%/test_run
%C%_test_run_SOURCES = %D%/test_run.c %D%/toy.c
