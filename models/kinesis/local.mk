# models/kinesis: what is built here.
libheadroom_a_SOURCES += %D%/account_fields.c %D%/forecast.c %D%/growth.c %D%/kinesis.c %D%/kinesis.h \
  %D%/load.c %D%/log.c %D%/read.c %D%/shards.c %D%/stream.h %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_kinesis %D%/test_shards
%C%_test_shards_SOURCES = %D%/test_shards.c tests/room.c tests/trial.c
%C%_test_kinesis_SOURCES = %D%/test_kinesis.c tests/room.c tests/trial.c
