# models: the list of rooms.
libheadroom_a_SOURCES += %D%/registry.c %D%/registry.h
