# src/base: what is built here.
libheadroom_a_SOURCES += \
  %D%/diag.c %D%/diag.h \
  %D%/memory.c %D%/memory.h \
  %D%/pack.c %D%/pack.h \
  %D%/sort.c %D%/sort.h \
  %D%/text.c %D%/text.h

# What headroom digest adds up.
libheadroom_a_SOURCES += %D%/sha256.c %D%/sha256.h
