# models/kcl: what is built here.
libheadroom_a_SOURCES += %D%/fleet.h %D%/forecast.c %D%/kcl.c %D%/kcl.h %D%/lease.c \
  %D%/tables.c %D%/tables.h %D%/worker.c
EXTRA_DIST += %D%/README.md

facts += %D%/test_kcl
%C%_test_kcl_SOURCES = %D%/test_kcl.c tests/room.c tests/trial.c
