# tests/readers: the file as others open it.
scripts += %D%/readers.py
EXTRA_DIST += %D%/shop.cfg
