# models/templates: what `headroom init` writes.
dist_templates_DATA += %D%/api.cfg %D%/async.cfg %D%/direct.cfg %D%/full.cfg %D%/http.cfg \
  %D%/kinesis.cfg %D%/order.asl.json %D%/sqs.cfg %D%/stepfunctions.cfg
