# models/sqs: what is built here.
libheadroom_a_SOURCES += %D%/fifo.c %D%/fifo.h %D%/forecast.c %D%/keyed.c %D%/keyed.h %D%/link.h %D%/load.c %D%/queue.c %D%/queue.h %D%/receive.c \
  %D%/sqs.c %D%/sqs.h %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_sqs
%C%_test_sqs_SOURCES = %D%/test_sqs.c tests/room.c tests/trial.c
