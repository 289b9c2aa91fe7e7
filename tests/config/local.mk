# tests/config: what the scenario language says, and what is said of what it does not.
EXTRA_DIST += %D%/said.h %D%/table.h
facts += %D%/test_unit %D%/test_read_libconfig %D%/test_read_tree %D%/test_law_text %D%/test_field \
  %D%/test_address %D%/test_profile %D%/test_csv %D%/test_schedule
%C%_test_unit_SOURCES = %D%/test_unit.c
%C%_test_read_libconfig_SOURCES = %D%/test_read_libconfig.c
%C%_test_read_tree_SOURCES = %D%/test_read_tree.c
%C%_test_law_text_SOURCES = %D%/test_law_text.c
%C%_test_field_SOURCES = %D%/test_field.c
%C%_test_address_SOURCES = %D%/test_address.c
%C%_test_csv_SOURCES = %D%/test_csv.c
%C%_test_schedule_SOURCES = %D%/test_schedule.c
%C%_test_profile_SOURCES = %D%/test_profile.c
