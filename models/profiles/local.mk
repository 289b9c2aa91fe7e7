# models/profiles: dated defaults, quotas, prices and latencies; installed as they are.
dist_profiles_DATA += %D%/aws-2021-08.cfg %D%/aws-2026.cfg
EXTRA_DIST += %D%/README.md
