# src/study: what is built here.
libheadroom_a_SOURCES += \
  %D%/estimate.c %D%/estimate.h \
  %D%/jobs.c %D%/jobs.h
