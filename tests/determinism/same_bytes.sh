#!/bin/sh
# same_bytes.sh - the same input gives the same bytes: file, summary and JSON, run after
# run, for any number of threads, on a processor without fused multiply-adds, and (where
# HEADROOM_CLANG is set) from another compiler.
. "${SRCDIR:?}/tests/determinism/lib.sh"

plain=glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4
for scenario in "$SRCDIR"/tests/determinism/*.cfg; do
    name=$(basename "$scenario" .cfg)
    bytes_of first "$HEADROOM" "$scenario" -j 1 || continue
    bytes_of again "$HEADROOM" "$scenario" -j 1 && same first again "$name: twice"
    bytes_of two "$HEADROOM" "$scenario" -j 2 && same first two "$name: 1 and 2 threads"
    bytes_of four "$HEADROOM" "$scenario" -j 4 && same first four "$name: 1 and 4 threads"
    if (
        GLIBC_TUNABLES=$plain
        export GLIBC_TUNABLES
        bytes_of nofma "$HEADROOM" "$scenario" -j 2
    ); then same first nofma "$name: with and without FMA and AVX2"; else wrong=1; fi
    bytes_of other "$HEADROOM" "$scenario" -j 1 --seed 2112
    differ first other "$name: another seed"
    [ -z "${HEADROOM_CLANG:-}" ] && continue
    bytes_of clang "$HEADROOM_CLANG" "$scenario" -j 2 && same first clang "$name: gcc and clang"
done
finish
