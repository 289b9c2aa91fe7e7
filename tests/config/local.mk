# tests/config: what the scenario language says, and what is said of what it does not.
EXTRA_DIST += %D%/said.h
facts += %D%/test_unit %D%/test_read_libconfig %D%/test_law_text
%C%_test_unit_SOURCES = %D%/test_unit.c
%C%_test_read_libconfig_SOURCES = %D%/test_read_libconfig.c
%C%_test_law_text_SOURCES = %D%/test_law_text.c
