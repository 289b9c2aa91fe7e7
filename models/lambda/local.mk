# models/lambda: what is built here.
libheadroom_a_SOURCES += %D%/account_fields.c %D%/admission.c %D%/admission.h %D%/async.c %D%/async.h %D%/bill.c %D%/bill.h \
  %D%/cold.c %D%/cold.h %D%/calculator.c %D%/cpu.c %D%/cpu.h %D%/door.c %D%/function.h %D%/fields.c %D%/lambda.c %D%/lambda.h \
  %D%/load.c %D%/pool.c %D%/pool.h %D%/provisioned.c %D%/provisioned.h \
  %D%/tables.c %D%/tables.h %D%/tracking.c %D%/warm.c %D%/work.c
EXTRA_DIST += %D%/README.md

facts += %D%/test_lambda %D%/test_door %D%/test_tracking %D%/test_provisioned %D%/test_admission %D%/test_async %D%/test_cpu %D%/test_environment %D%/test_warm
%C%_test_lambda_SOURCES = %D%/test_lambda.c tests/room.c
%C%_test_admission_SOURCES = %D%/test_admission.c tests/room.c
%C%_test_provisioned_SOURCES = %D%/test_provisioned.c tests/room.c
%C%_test_tracking_SOURCES = %D%/test_tracking.c tests/room.c tests/trial.c
%C%_test_door_SOURCES = %D%/test_door.c tests/room.c
%C%_test_async_SOURCES = %D%/test_async.c tests/room.c
%C%_test_cpu_SOURCES = %D%/test_cpu.c tests/room.c
%C%_test_warm_SOURCES = %D%/test_warm.c tests/trial.c
%C%_test_environment_SOURCES = %D%/test_environment.c tests/room.c
