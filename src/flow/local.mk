# src/flow: what is built here.
libheadroom_a_SOURCES += %D%/graph.c %D%/graph.h %D%/plan.h
