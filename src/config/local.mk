# src/config: what is built here.
libheadroom_a_SOURCES += \
  %D%/address.c %D%/address.h \
  %D%/duplicate.c %D%/duplicate.h \
  %D%/field.c %D%/field_assign.c %D%/field_help.c %D%/field_hint.c %D%/field_read.c %D%/field.h \
  %D%/grammar.c %D%/grammar.h \
  %D%/inherit.c %D%/inherit.h \
  %D%/clock.c %D%/clock.h %D%/cron.c %D%/cron.h \
  %D%/csv.c %D%/csv.h \
  %D%/law_text.c %D%/law_text.h \
  %D%/law_words.c %D%/law_words.h \
  %D%/node.c %D%/node.h \
  %D%/profile.c %D%/profile.h \
  %D%/read_libconfig.c %D%/read_libconfig.h \
  %D%/read_tree.c %D%/read_tree.h \
  %D%/schedule.c %D%/schedule.h \
  %D%/scan.c %D%/scan.h \
  %D%/shelf.c %D%/shelf.h \
  %D%/splice.c %D%/splice.h \
  %D%/unit.c %D%/unit.h
