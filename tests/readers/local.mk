<<<<<<< HEAD
# tests/readers: the file as others open it.
scripts += %D%/readers.py
EXTRA_DIST += %D%/shop.cfg
=======
# tests/readers: a run's file, opened by everything that opens such files.
scripts += %D%/readers.py
EXTRA_DIST += %D%/readers.cfg
>>>>>>> 2f75ed6 (analysis, man, tests: the format in words, pictures, every reader)
