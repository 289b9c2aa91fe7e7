# tests/studies: the answers of the scenarios that compare, each with its interval.
scripts += %D%/aggregation.py %D%/bad_record.py %D%/batch_window.py %D%/capacity_mode.py %D%/catch_up.py %D%/dead_letters.py %D%/edge_cache.py %D%/endpoint_type.py %D%/flash_sale.py %D%/hand_off.py %D%/hot_key.py %D%/known_peak.py %D%/memory.py \
  %D%/midnight_job.py %D%/partner_outage.py %D%/retry_storm.py %D%/workflow_type.py
EXTRA_DIST += %D%/study.py
