# src/cmd: what is built here.
libheadroom_a_SOURCES += \
  %D%/answer.c %D%/answer.h \
  %D%/check.c %D%/check.h %D%/check_json.c \
  %D%/command.c %D%/command.h \
  %D%/digest.c \
  %D%/help.c %D%/help.h %D%/help_address.c %D%/help_groups.c %D%/help_names.c \
  %D%/import.c \
  %D%/init.c \
  %D%/keeping.c %D%/keeping.h \
  %D%/load.c %D%/load.h \
  %D%/manual.c \
  %D%/merge.c \
  %D%/option.c %D%/option.h \
  %D%/compare.c %D%/compare_stored.c %D%/plotting.c %D%/plotting.h %D%/points.c %D%/points.h %D%/study.c %D%/study.h \
  %D%/sweep.c %D%/telling.c %D%/telling.h %D%/tune.c %D%/grow.c \
  %D%/profile.c \
  %D%/progress.c %D%/progress.h \
  %D%/report.c \
  %D%/run.c \
  %D%/topics.c \
  %D%/write.c %D%/write.h

# Completion and two manual pages are what the tables say.
bash_completion = completions/headroom
nodist_completions_DATA = $(bash_completion)
nodist_man_MANS = man/headroom.1 man/headroom-scenario.5
CLEANFILES += $(bash_completion) $(nodist_man_MANS)
$(bash_completion): headroom$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && ./headroom help --completion >$@.tmp && mv $@.tmp $@
man/headroom.1: headroom$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && ./headroom help --man headroom >$@.tmp && mv $@.tmp $@
man/headroom-scenario.5: headroom$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && ./headroom help --man headroom-scenario >$@.tmp && mv $@.tmp $@
