# src/import: what is built here.
libheadroom_a_SOURCES += \
  %D%/aim.c %D%/api_document.c %D%/artillery.c %D%/artillery.h %D%/artillery_flow.c \
  %D%/attach.c %D%/body.c %D%/client.c %D%/distribution.c \
  %D%/file.c %D%/file.h \
  %D%/guess.c %D%/guess.h \
  %D%/import.c %D%/import.h \
  %D%/kinds.c %D%/kinds.h \
  %D%/k6.c %D%/k6.h %D%/k6_executors.c %D%/k6_thresholds.c %D%/literal.c %D%/literal.h \
  %D%/load.c %D%/load.h %D%/load_write.c \
  %D%/machine.c %D%/metrics.c %D%/nodes.c \
  %D%/open.c %D%/open.h \
  %D%/print.c %D%/print.h %D%/print_json.c \
  %D%/reach.c %D%/route.c \
  %D%/rows.c %D%/rows.h \
  %D%/rules.c %D%/sam.c %D%/sam_events.c %D%/scaling.c \
  %D%/script.c %D%/script.h %D%/series.c %D%/series.h %D%/settings.c \
  %D%/template.c %D%/template.h %D%/usage.c \
  %D%/value.c %D%/value.h %D%/value_condition.c
EXTRA_DIST += %D%/README.md
