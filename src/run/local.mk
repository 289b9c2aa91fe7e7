# src/run: what is built here.
libheadroom_a_SOURCES += \
  %D%/loader.h \
  %D%/scenario.c %D%/scenario.h \
  %D%/scenario_change.c \
  %D%/scenario_dated.c \
  %D%/scenario_graph.c \
  %D%/scenario_head.c \
  %D%/scenario_plan.c \
  %D%/scenario_price.c \
  %D%/scenario_profile.c \
  %D%/scenario_reach.c \
  %D%/scenario_tree.c \
  %D%/timeline.c %D%/timeline.h
