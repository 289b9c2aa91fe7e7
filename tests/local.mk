# tests: what is not of one room.  golden_tests are scripts that rewrite with UPDATE=1.
EXTRA_DIST += %D%/check.h %D%/no_cunit.sh \
  %D%/determinism/lib.sh %D%/determinism/everything.cfg %D%/determinism/tables.cfg \
  %D%/determinism/workflows.cfg %D%/determinism/workflows.asl.json %D%/determinism/quick.asl.yaml %D%/determinism/many.asl.json
scripts += %D%/determinism/same_bytes.sh
golden_tests =

golden: all
	@test -z '$(golden_tests)' || UPDATE=1 $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(golden_tests)'
EXTRA_DIST += %D%/room.h %D%/trial.h %D%/workflow.h
