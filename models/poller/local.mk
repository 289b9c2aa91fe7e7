# models/poller: what is built here.
libheadroom_a_SOURCES += %D%/forecast.c %D%/poller.c %D%/poller.h %D%/scale.c %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_poller
%C%_test_poller_SOURCES = %D%/test_poller.c tests/room.c tests/trial.c
