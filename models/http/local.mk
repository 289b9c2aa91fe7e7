# models/http: what is built here.
libheadroom_a_SOURCES += \
  %D%/http.c %D%/http.h \
  %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md
