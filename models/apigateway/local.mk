# models/apigateway: what is built here.
libheadroom_a_SOURCES += %D%/apigateway.c %D%/apigateway.h %D%/api.h %D%/forecast.c %D%/load.c %D%/stage_cache.c \
  %D%/tables.c %D%/tables.h %D%/usage_load.c %D%/usage_plan.c
EXTRA_DIST += %D%/README.md

facts += %D%/test_apigateway %D%/test_stage_cache %D%/test_usage_plans
%C%_test_apigateway_SOURCES = %D%/test_apigateway.c tests/room.c
%C%_test_stage_cache_SOURCES = %D%/test_stage_cache.c tests/room.c
%C%_test_usage_plans_SOURCES = %D%/test_usage_plans.c tests/room.c
