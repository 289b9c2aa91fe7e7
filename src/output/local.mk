# src/output: what is built here.
libheadroom_a_SOURCES += \
  %D%/estimate.h
