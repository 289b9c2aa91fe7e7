# src/study: what is built here.
libheadroom_a_SOURCES += \
  %D%/batches.c %D%/batches.h \
  %D%/calculate.c %D%/calculate.h \
  %D%/drains.c %D%/drains.h \
  %D%/column.c %D%/column.h \
  %D%/curves.c %D%/curves.h \
  %D%/compare.c %D%/compare.h %D%/compare_stored.c \
  %D%/estimate.c %D%/estimate.h \
  %D%/harvest.c %D%/harvest.h \
  %D%/jobs.c %D%/jobs.h \
  %D%/look.c %D%/look.h \
  %D%/recall.c %D%/recall.h \
  %D%/rejudge.c %D%/rejudge.h \
  %D%/replicate.c %D%/replicate.h \
  %D%/sampling.c %D%/sampling.h \
  %D%/sections.c %D%/sections.h \
  %D%/settle.c %D%/settle.h \
  %D%/settling.c %D%/settling.h \
  %D%/stored.c %D%/stored.h \
  %D%/summarise.c %D%/summarise.h %D%/summing.h \
  %D%/summarise_activities.c %D%/summarise_capacities.c %D%/summarise_limits.c %D%/summarise_metrics.c \
  %D%/sweeping.c %D%/sweeping.h \
  %D%/tune.c %D%/tune.h %D%/grow.c %D%/grow.h \
  %D%/grow_axes.c %D%/grow_points.c %D%/grow_points.h %D%/grow_search.c \
  %D%/limit_setting.c %D%/limit_setting.h \
  %D%/vary.c %D%/vary.h \
  %D%/verdict.c %D%/verdict.h
