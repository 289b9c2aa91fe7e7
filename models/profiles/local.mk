# models/profiles: dated quotas, prices and latencies.
dist_profiles_DATA += %D%/aws-2021-08.cfg %D%/aws-2026.cfg %D%/features.inc \
  %D%/runtimes-2021-08.inc %D%/runtimes-2026.inc
EXTRA_DIST += %D%/README.md
