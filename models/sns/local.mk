# models/sns: what is built here.
libheadroom_a_SOURCES += \
  %D%/fields.c %D%/forecast.c %D%/load.c %D%/policy.c \
  %D%/sns.c %D%/sns.h %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_sns
%C%_test_sns_SOURCES = %D%/test_sns.c tests/room.c tests/trial.c
