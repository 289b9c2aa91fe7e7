# src/run: what is built here.
libheadroom_a_SOURCES += \
  %D%/loader.h \
  %D%/scenario.c %D%/scenario.h \
  %D%/scenario_assume.c \
  %D%/scenario_change.c \
  %D%/scenario_dated.c \
  %D%/scenario_graph.c \
  %D%/scenario_head.c \
  %D%/scenario_plan.c \
  %D%/scenario_price.c %D%/scenario_row.c \
  %D%/scenario_profile.c \
  %D%/scenario_reach.c \
  %D%/scenario_tree.c \
  %D%/scenario_warm.c \
  %D%/timeline.c %D%/timeline.h

# A run, and the place of its numbers.
libheadroom_a_SOURCES += \
  %D%/activities.c \
  %D%/batch_log.c %D%/batch_log.h \
  %D%/bill.c %D%/bill.h \
  %D%/breakdown_reads.c %D%/breakdown_reads.h \
  %D%/layout.c %D%/layout.h %D%/layout_parts.h \
  %D%/layout_partitions.c %D%/layout_variables.c %D%/layout_windows.c \
  %D%/ledger.c %D%/ledger.h \
  %D%/limit_reads.c %D%/limit_reads.h \
  %D%/objective.c %D%/objective.h %D%/objective_parts.h \
  %D%/objective_metric.c %D%/objective_sample.c \
  %D%/objective_time.c \
  %D%/partition_reads.c %D%/partition_reads.h \
  %D%/places.c \
  %D%/price.c %D%/price.h \
  %D%/recorder.c %D%/recorder.h \
  %D%/result.c \
  %D%/run.c %D%/run.h \
  %D%/strides.c %D%/strides.h \
  %D%/track.c %D%/track.h \
  %D%/world.c %D%/world.h
