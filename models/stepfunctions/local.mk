# models/stepfunctions: what is built here.
libheadroom_a_SOURCES += \
  %D%/asl.c %D%/asl.h %D%/asl_connect.c %D%/asl_task.c \
  %D%/complete.c %D%/execution.c %D%/fan.c %D%/fields.c %D%/forecast.c %D%/load.c %D%/machine.h %D%/needed.c \
  %D%/read.c %D%/stepfunctions.c %D%/stepfunctions.h %D%/tables.c %D%/tables.h \
  %D%/task.c %D%/thread.c %D%/transitions.c
EXTRA_DIST += %D%/README.md

facts += %D%/test_asl %D%/test_express %D%/test_quotas %D%/test_stepfunctions
%C%_test_asl_SOURCES = %D%/test_asl.c tests/trial.c tests/room.c tests/workflow.c
%C%_test_express_SOURCES = %D%/test_express.c tests/trial.c tests/room.c tests/workflow.c
%C%_test_quotas_SOURCES = %D%/test_quotas.c tests/trial.c tests/room.c tests/workflow.c
%C%_test_stepfunctions_SOURCES = %D%/test_stepfunctions.c tests/trial.c tests/room.c \
  tests/workflow.c
