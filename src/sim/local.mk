# src/sim: what is built here.
libheadroom_a_SOURCES += \
  %D%/draw.c %D%/draw.h \
  %D%/histogram.c %D%/histogram.h \
  %D%/law.c %D%/law.h \
  %D%/law_ask.c %D%/law_blend.c %D%/law_form.c %D%/law_form.h %D%/law_key.c \
  %D%/law_make.c %D%/law_mix.c \
  %D%/meter.c %D%/meter.h \
  %D%/real.c %D%/real.h %D%/real_log.c \
  %D%/roster.c %D%/roster.h \
  %D%/sim.h %D%/bundle.h %D%/ring.h %D%/wheel.c
EXTRA_DIST += %D%/README.md
