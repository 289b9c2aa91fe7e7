# src/import: what is built here.
libheadroom_a_SOURCES += \
  %D%/api_document.c %D%/attach.c %D%/body.c %D%/client.c \
  %D%/file.c %D%/file.h \
  %D%/guess.c %D%/guess.h \
  %D%/import.c %D%/import.h \
  %D%/kinds.c %D%/kinds.h \
  %D%/machine.c %D%/nodes.c \
  %D%/print.c %D%/print.h %D%/print_json.c \
  %D%/reach.c %D%/route.c \
  %D%/rows.c %D%/rows.h \
  %D%/rules.c %D%/sam.c %D%/sam_events.c %D%/scaling.c %D%/settings.c \
  %D%/template.c %D%/template.h \
  %D%/value.c %D%/value.h %D%/value_condition.c
EXTRA_DIST += %D%/README.md
