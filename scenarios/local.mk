# scenarios: each asks one question and says so in its first comment; installed as they are.
dist_scenarios_DATA += %D%/aggregation.cfg %D%/airline-booking.cfg %D%/airline-load-test.cfg %D%/bad-record.cfg %D%/batch-window.cfg %D%/capacity-mode.cfg %D%/catch-up.cfg %D%/dead-letters.cfg %D%/edge-cache.cfg %D%/endpoint-type.cfg %D%/flash-sale.cfg %D%/hand-off.cfg %D%/hot-key.cfg \
  %D%/known-peak.cfg %D%/memory.cfg %D%/midnight-job.cfg %D%/partner-outage.cfg %D%/retry-storm.cfg \
  %D%/sweep-capacity.cfg %D%/tune-capacity.cfg %D%/tune-memory.cfg \
  %D%/workflow-type.cfg %D%/order.asl.json
EXTRA_DIST += %D%/README.md
