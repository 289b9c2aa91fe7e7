# models/apigateway: what is built here.
libheadroom_a_SOURCES += %D%/apigateway.c %D%/apigateway.h %D%/api.h %D%/forecast.c %D%/load.c %D%/stage_cache.c \
  %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_apigateway %D%/test_stage_cache
%C%_test_apigateway_SOURCES = %D%/test_apigateway.c tests/room.c
%C%_test_stage_cache_SOURCES = %D%/test_stage_cache.c tests/room.c
