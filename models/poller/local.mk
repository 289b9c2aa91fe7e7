# models/poller: what is built here.
libheadroom_a_SOURCES += %D%/forecast.c %D%/poller.c %D%/poller.h %D%/scale.c \
  %D%/stream.c %D%/stream.h %D%/stream_forecast.c %D%/stream_lane.c %D%/stream_load.c %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_poller %D%/test_stream
%C%_test_stream_SOURCES = %D%/test_stream.c tests/trial.c
%C%_test_poller_SOURCES = %D%/test_poller.c tests/room.c tests/trial.c
