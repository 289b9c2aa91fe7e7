# tests/import: what a template is worth before it is deployed.
facts += %D%/test_value
%C%_test_value_SOURCES = %D%/test_value.c
