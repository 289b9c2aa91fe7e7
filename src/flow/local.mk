# src/flow: what is built here.
libheadroom_a_SOURCES += \
  %D%/activity.c %D%/activity.h \
  %D%/ask.c %D%/ask.h %D%/ask_fields.c \
  %D%/body.c %D%/body.h \
  %D%/breaker.c %D%/breaker.h \
  %D%/cache.c %D%/cache_found.c %D%/cache.h \
  %D%/call.c %D%/call.h \
  %D%/forecast.c %D%/forecast_sizes.c %D%/forecast_steps.c %D%/forecast.h \
  %D%/delivery.c %D%/delivery.h \
  %D%/graph.c %D%/graph.h \
  %D%/ledger.h \
  %D%/limit.c %D%/limit.h \
  %D%/mapping.h %D%/mapping_fields.c \
  %D%/parcel.c %D%/parcel.h \
  %D%/partition.c %D%/partition.h \
  %D%/plan.h \
  %D%/process.c %D%/process.h \
  %D%/retry.c %D%/retry.h %D%/service.h \
  %D%/scaling.c %D%/scaling.h %D%/scaling_fields.c \
  %D%/site.c %D%/site.h \
  %D%/source.c %D%/source.h \
  %D%/spent.c \
  %D%/step_fields.c %D%/steps.h %D%/steps_check.c \
  %D%/usage.c %D%/usage.h \
  %D%/turn.h %D%/walk.c %D%/ways.h

# What clients say of a request when it has its answer.
libheadroom_a_SOURCES += \
  %D%/breakdown.c %D%/breakdown.h \
  %D%/request_log.c %D%/request_log.h
EXTRA_DIST += %D%/README.md
