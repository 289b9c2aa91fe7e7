# models/vpc: what is built here.
libheadroom_a_SOURCES += %D%/tables.c %D%/tables.h %D%/vpc.c %D%/vpc.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_vpc
%C%_test_vpc_SOURCES = %D%/test_vpc.c tests/trial.c tests/room.c
