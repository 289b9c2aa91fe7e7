# src/flow: what is built here.
libheadroom_a_SOURCES += \
  %D%/ask.h %D%/breakdown.h \
  %D%/call.c %D%/call.h \
  %D%/forecast.h \
  %D%/graph.c %D%/graph.h \
  %D%/ledger.h \
  %D%/limit.c %D%/limit.h \
  %D%/plan.h %D%/request_log.h \
  %D%/retry.c %D%/retry.h %D%/service.h \
  %D%/source.c %D%/source.h \
  %D%/spent.c %D%/steps.h \
  %D%/usage.c %D%/usage.h
