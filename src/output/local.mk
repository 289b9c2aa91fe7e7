# src/output: what is built here.
libheadroom_a_SOURCES += \
  %D%/estimate.h
libheadroom_a_SOURCES += \
  %D%/h5.c %D%/h5.h %D%/h5_read.c \
  %D%/store.c %D%/store.h %D%/store_parts.h \
  %D%/store_digest.c %D%/store_requests.c
