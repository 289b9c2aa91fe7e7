# tests/property: what must hold in whatever scenario.
facts += %D%/test_any_scenario %D%/test_any_function %D%/test_any_queue %D%/test_lineage
LONG_TESTS += %D%/test_any_scenario %D%/test_any_function %D%/test_any_queue
EXTRA_DIST += %D%/random_scenario.h
%C%_test_any_scenario_SOURCES = %D%/test_any_scenario.c %D%/random_scenario.c tests/trial.c
%C%_test_lineage_SOURCES = %D%/test_lineage.c tests/trial.c
%C%_test_any_function_SOURCES = %D%/test_any_function.c tests/trial.c
%C%_test_any_queue_SOURCES = %D%/test_any_queue.c tests/trial.c
