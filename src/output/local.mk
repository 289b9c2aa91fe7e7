# src/output: what is built here.
libheadroom_a_SOURCES += \
  %D%/estimate.h %D%/summary.h \
  %D%/json.c %D%/json.h \
  %D%/number.c %D%/number.h \
  %D%/curve.h %D%/page.c %D%/page.h \
  %D%/page_bars.c %D%/page_parts.c %D%/page_pictures.c %D%/page_style.c \
  %D%/page_points.c %D%/page_ranges.c %D%/page_study.c %D%/page_study.h %D%/said.c %D%/said.h \
  %D%/paper.c %D%/paper.h \
  %D%/plot.c %D%/plot.h %D%/svg.c %D%/svg.h \
  %D%/sparse.c %D%/sparse.h \
  %D%/report.c %D%/report.h %D%/report_activities.c \
  %D%/report_capacities.c \
  %D%/report_costs.c %D%/report_json.c %D%/report_objectives.c %D%/report_tables.c %D%/report_why.c \
  %D%/table.c %D%/table.h
libheadroom_a_SOURCES += \
  %D%/h5.c %D%/h5.h %D%/h5_read.c %D%/h5_parts.h %D%/h5_scale.c %D%/h5_scale.h %D%/draft.c %D%/draft.h \
  %D%/store.c %D%/store.h %D%/store_parts.h \
  %D%/compared.h %D%/difference.h %D%/report_compared.c \
  %D%/json_grown.c %D%/report_grown.c %D%/grown.h \
  %D%/json_tuned.c %D%/report_tuned.c %D%/tuned.h \
  %D%/json_sweep.c %D%/report_sweep.c %D%/store_points.c %D%/sweep.c %D%/sweep.h \
  %D%/store_digest.c %D%/store_sparse.c %D%/store_sparse.h %D%/store_requests.c %D%/store_source.c %D%/store_read.c
