# models/cloudfront: what is built here.
libheadroom_a_SOURCES += %D%/cloudfront.c %D%/cloudfront.h %D%/distribution.h %D%/forecast.c %D%/load.c \
  %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_cloudfront
%C%_test_cloudfront_SOURCES = %D%/test_cloudfront.c tests/room.c
