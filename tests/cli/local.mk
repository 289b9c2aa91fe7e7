# tests/cli: the program from outside: exact words, exit codes, files.
scripts += %D%/activities.py %D%/grows.py %D%/partitions.py %D%/cli.py %D%/studies.py %D%/bad_input.py %D%/agrees.py %D%/foresees.py %D%/imports.py %D%/loads.py %D%/streams.py \
  %D%/steady.py %D%/formats.py %D%/page.py %D%/reports.py %D%/study_reports.py %D%/journals.py %D%/ages.py %D%/pairs.py %D%/selects.py %D%/ranks.py %D%/workflows.py
EXTRA_DIST += %D%/command.py %D%/partner.cfg %D%/partner.txt
LONG_TESTS += %D%/foresees.py %D%/streams.py %D%/workflows.py
facts += %D%/test_words
%C%_test_words_SOURCES = %D%/test_words.c
