# tests/flow: calls, limits, retries, steps: an office of desks to try them in.
EXTRA_DIST += %D%/desks.h
facts += %D%/test_activity %D%/test_ask %D%/test_cache %D%/test_call %D%/test_forecast %D%/test_limit \
  %D%/test_partition %D%/test_process %D%/test_retry %D%/test_scaling %D%/test_walk
%C%_test_activity_SOURCES = %D%/test_activity.c
%C%_test_ask_SOURCES = %D%/test_ask.c %D%/desks.c
%C%_test_cache_SOURCES = %D%/test_cache.c
%C%_test_call_SOURCES = %D%/test_call.c
%C%_test_forecast_SOURCES = %D%/test_forecast.c %D%/desks.c
%C%_test_limit_SOURCES = %D%/test_limit.c
%C%_test_partition_SOURCES = %D%/test_partition.c
%C%_test_process_SOURCES = %D%/test_process.c
%C%_test_retry_SOURCES = %D%/test_retry.c
%C%_test_scaling_SOURCES = %D%/test_scaling.c
%C%_test_walk_SOURCES = %D%/test_walk.c %D%/desks.c
LONG_TESTS += %D%/test_walk
