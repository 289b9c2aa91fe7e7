# models/http: what is built here.
libheadroom_a_SOURCES += \
  %D%/http.c %D%/http.h \
  %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_http
%C%_test_http_SOURCES = %D%/test_http.c tests/trial.c tests/room.c
