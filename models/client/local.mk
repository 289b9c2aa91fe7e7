# models/client: what is built here.
libheadroom_a_SOURCES += \
  %D%/client.c %D%/client.h \
  %D%/journey.c %D%/journey.h \
  %D%/load.c %D%/load.h \
  %D%/network.c %D%/network.h \
  %D%/pace.c %D%/pace.h \
  %D%/pattern.c %D%/pattern.h \
  %D%/plan.c %D%/plan.h \
  %D%/tables.c %D%/tables.h \
  %D%/trace.c %D%/trace.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_client
%C%_test_client_SOURCES = %D%/test_client.c tests/trial.c
