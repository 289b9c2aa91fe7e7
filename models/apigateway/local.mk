# models/apigateway: what is built here.
libheadroom_a_SOURCES += %D%/apigateway.c %D%/apigateway.h %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_apigateway
%C%_test_apigateway_SOURCES = %D%/test_apigateway.c tests/room.c
