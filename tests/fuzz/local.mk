# tests/fuzz: run by .ci/run and `make check-long`; needs clang.
EXTRA_DIST += %D%/fuzz_unit.c %D%/fuzz_definition.c %D%/fuzz_law.c %D%/fuzz_scenario.c %D%/fuzz_template.c %D%/fuzz_load.c %D%/run.sh \
  %D%/definition.dict %D%/unit.dict %D%/law.dict %D%/scenario.dict %D%/template.dict %D%/load.dict \
  %D%/seeds
LONG_TESTS += %D%/run.sh
