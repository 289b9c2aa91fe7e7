# tests/study: intervals against known numbers and against coverage; threads.
facts += %D%/test_column %D%/test_estimate %D%/test_jobs %D%/test_settle %D%/test_coverage
%C%_test_column_SOURCES = %D%/test_column.c
%C%_test_estimate_SOURCES = %D%/test_estimate.c
%C%_test_jobs_SOURCES = %D%/test_jobs.c
%C%_test_settle_SOURCES = %D%/test_settle.c
%C%_test_coverage_SOURCES = %D%/test_coverage.c
LONG_TESTS += %D%/test_coverage
facts += %D%/test_finished
%C%_test_finished_SOURCES = %D%/test_finished.c tests/trial.c
facts += %D%/test_errand
%C%_test_errand_SOURCES = %D%/test_errand.c tests/trial.c
facts += %D%/test_selection
%C%_test_selection_SOURCES = %D%/test_selection.c
