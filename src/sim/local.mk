# src/sim: what is built here.
libheadroom_a_SOURCES += \
  %D%/draw.c %D%/draw.h \
  %D%/histogram.c %D%/histogram.h \
  %D%/law.h \
  %D%/real.c %D%/real.h \
  %D%/sim.h %D%/wheel.c
