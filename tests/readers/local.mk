# tests/readers: a run's file, opened by everything that opens such files.
scripts += %D%/notebooks.py %D%/pictures.py %D%/readers.py %D%/sweep.py
EXTRA_DIST += %D%/readers.cfg
