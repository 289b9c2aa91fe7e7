# src/config: what is built here.
libheadroom_a_SOURCES += \
  %D%/inherit.h \
  %D%/node.c %D%/node.h \
  %D%/read_libconfig.c %D%/read_libconfig.h \
  %D%/scan.c %D%/scan.h \
  %D%/splice.c %D%/splice.h \
  %D%/unit.c %D%/unit.h
