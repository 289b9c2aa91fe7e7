# bench: speed of the kernel and of whole scenarios; never part of `make check`.
#   EXTRA_PROGRAMS += %D%/hold      benches += %D%/hold
benches = %D%/kernel

EXTRA_PROGRAMS += %D%/kernel
%C%_kernel_SOURCES = %D%/kernel.c %D%/event_sets.h %D%/models_body.h %D%/on_wheel.c \
  %D%/on_heap.c tests/sim/heap.c tests/sim/heap_names.h
%C%_kernel_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/bench
%C%_kernel_LDADD = libheadroom.a $(ALL_LIBS)
EXTRA_DIST += %D%/simpy_mm1.py %D%/goals.py

EXTRA_PROGRAMS += %D%/path
benches += %D%/path
%C%_path_SOURCES = %D%/path.c

bench: all $(benches)
	@for b in $(benches); do \
	  HEADROOM_PKGDATADIR='$(abs_srcdir)/models' ./$$b || exit; done
	@$(PYTHON) $(srcdir)/bench/simpy_mm1.py
	@HEADROOM_PKGDATADIR='$(abs_srcdir)/models' $(PYTHON) $(srcdir)/bench/goals.py \
	  $(abs_builddir)/headroom
