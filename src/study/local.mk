# src/study: what is built here.
libheadroom_a_SOURCES += \
  %D%/ahead.c %D%/ahead.h \
  %D%/batch_shape.c %D%/batch_shape.h \
  %D%/batches.c %D%/batches.h \
  %D%/calculate.c %D%/calculate.h \
  %D%/drains.c %D%/drains.h \
  %D%/column.c %D%/column.h \
  %D%/curves.c %D%/curves.h \
  %D%/compare.c %D%/compare.h %D%/compare_stored.c \
  %D%/estimate.c %D%/estimate.h \
  %D%/errand.c %D%/errand.h \
  %D%/fits.c \
  %D%/finished.c %D%/finished.h \
  %D%/harvest.c %D%/harvest.h \
  %D%/journal.c %D%/journal.h %D%/journal_file.c %D%/journal_file.h \
  %D%/journal_part.c %D%/journal_part.h \
  %D%/jobs.c %D%/jobs.h \
  %D%/keep.c %D%/keep.h \
  %D%/look.c %D%/look.h \
  %D%/recall.c %D%/recall.h \
  %D%/rejudge.c %D%/rejudge.h \
  %D%/replicate.c %D%/replicate.h \
  %D%/sampling.c %D%/sampling.h \
  %D%/sections.c %D%/sections.h \
  %D%/settle.c %D%/settle.h \
  %D%/settling.c %D%/settling.h \
  %D%/stored.c %D%/stored.h \
  %D%/summarise.c %D%/summarise.h %D%/summing.h \
  %D%/summarise_activities.c %D%/summarise_capacities.c %D%/summarise_limits.c %D%/summarise_metrics.c \
  %D%/sweeping.c %D%/sweeping.h \
  %D%/unit_name.c %D%/unit_name.h \
  %D%/unit_run.c %D%/unit_run.h \
  %D%/selection.c %D%/selection.h \
  %D%/tune.c %D%/tune.h %D%/tune_parts.h %D%/tune_score.c %D%/tune_select.c %D%/grow.c %D%/grow.h \
  %D%/grow_axes.c %D%/grow_points.c %D%/grow_points.h %D%/grow_search.c \
  %D%/limit_setting.c %D%/limit_setting.h \
  %D%/vary.c %D%/vary.h \
  %D%/verdict.c %D%/verdict.h

# What was run by other sources is not gone on with: a hash over all that are compiled.
nodist_libheadroom_a_SOURCES = %D%/source_hash.c
CLEANFILES += %D%/source_hash.c
%D%/source_hash.c: $(libheadroom_a_SOURCES)
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	  hash=`cd $(srcdir) && cat $(libheadroom_a_SOURCES) | sha256sum | cut -d' ' -f1` && \
	  printf '#include "study/unit_name.h"\nconst char unit_source_hash[] = "%s";\n' $$hash >$@
