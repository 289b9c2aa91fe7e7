# models/dynamodb: what is built here.
libheadroom_a_SOURCES += %D%/dynamodb.c %D%/dynamodb.h %D%/table.h %D%/units.c %D%/requests.c %D%/request_fields.c \
    %D%/entrance.c %D%/ranges.c %D%/ranges.h \
    %D%/capacity.c %D%/capacity.h %D%/capacity_load.c %D%/throughput_fields.c \
    %D%/provision.c %D%/provision.h %D%/growth.c \
    %D%/dax.c %D%/dax.h %D%/dax_fields.c %D%/dax_forecast.c \
    %D%/forecast.c %D%/fields.c %D%/tables.c %D%/tables.h
EXTRA_DIST += %D%/README.md

facts += %D%/test_capacity %D%/test_clients %D%/test_dax %D%/test_dynamodb %D%/test_keys %D%/test_partitions %D%/test_units
%C%_test_dax_SOURCES = %D%/test_dax.c tests/room.c
%C%_test_keys_SOURCES = %D%/test_keys.c tests/room.c
%C%_test_partitions_SOURCES = %D%/test_partitions.c tests/room.c
%C%_test_capacity_SOURCES = %D%/test_capacity.c tests/room.c
%C%_test_dynamodb_SOURCES = %D%/test_dynamodb.c tests/room.c
%C%_test_units_SOURCES = %D%/test_units.c tests/room.c
%C%_test_clients_SOURCES = %D%/test_clients.c tests/trial.c
