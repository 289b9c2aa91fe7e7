# tests/run: a run's numbers, prices, objectives.
EXTRA_DIST += %D%/toy.h
facts += %D%/test_batches %D%/test_held %D%/test_objective %D%/test_price %D%/test_run %D%/test_store
%C%_test_batches_SOURCES = %D%/test_batches.c tests/trial.c
%C%_test_run_SOURCES = %D%/test_run.c %D%/toy.c
%C%_test_store_SOURCES = %D%/test_store.c %D%/toy.c

# A file becomes a scenario.
EXTRA_DIST += %D%/loaded.h
facts += %D%/test_scenario %D%/test_scenario_plan %D%/test_refusals %D%/test_profiles %D%/test_examples %D%/test_rows
%C%_test_objective_SOURCES = %D%/test_objective.c %D%/toy.c
%C%_test_price_SOURCES = %D%/test_price.c
%C%_test_held_SOURCES = %D%/test_held.c tests/trial.c
