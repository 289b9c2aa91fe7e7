# bench: speed of the kernel and of whole scenarios; never part of `make check`.
#   EXTRA_PROGRAMS += %D%/hold      benches += %D%/hold
benches =

bench: all $(benches)
	@for b in $(benches); do ./$$b || exit; done
