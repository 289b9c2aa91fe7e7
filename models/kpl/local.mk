# models/kpl: what is built here.
libheadroom_a_SOURCES += %D%/collect.c %D%/forecast.c %D%/kpl.c %D%/kpl.h %D%/lane.c \
  %D%/producer.h %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_kpl
%C%_test_kpl_SOURCES = %D%/test_kpl.c tests/room.c tests/trial.c
