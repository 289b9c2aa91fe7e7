# tests/sim: the kernel's facts.
facts += %D%/test_base %D%/test_wheel %D%/test_draw %D%/test_real %D%/test_law \
  %D%/test_law_parts %D%/test_histogram %D%/test_roster
%C%_test_wheel_SOURCES = %D%/test_wheel.c %D%/heap.c %D%/heap_names.h %D%/life.h \
  %D%/life_body.h %D%/life_heap.c %D%/life_wheel.c
%C%_test_law_SOURCES = %D%/test_law.c %D%/law_kit.h
%C%_test_law_parts_SOURCES = %D%/test_law_parts.c %D%/law_kit.h
%C%_test_draw_SOURCES = %D%/test_draw.c %D%/draw_orders.c %D%/draw_orders.h

# The same bits from every compiler; `make golden` writes digest.txt anew.
scripts += %D%/digest.sh
golden_tests += %D%/digest.sh
EXTRA_DIST += %D%/digest.c %D%/digest.txt
LONG_TESTS += %D%/digest.sh %D%/test_wheel %D%/test_draw

# Feeds a battery of tests by hand: README.md of src/sim.
EXTRA_PROGRAMS += %D%/draw_feed
%C%_draw_feed_SOURCES = %D%/draw_feed.c %D%/draw_orders.c %D%/draw_orders.h
%C%_draw_feed_LDADD = libheadroom.a $(ALL_LIBS)
