# models/events: what is built here.
libheadroom_a_SOURCES += \
  %D%/bus.h %D%/events.c %D%/events.h %D%/fields.c %D%/forecast.c %D%/load.c \
  %D%/rules.c %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_events
%C%_test_events_SOURCES = %D%/test_events.c tests/room.c tests/trial.c
