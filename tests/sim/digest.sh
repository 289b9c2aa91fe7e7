#!/bin/sh
# digest.sh - the same bits whatever compiles and runs them: tests/sim/digest.c by each
# compiler at hand, at -O0, -O2 and -O3 -march=native, with and without FMA in libm.
# A wrong flag must show: where the CPU has FMA, contraction changes the digest.
# LONG=1: every level.  UPDATE=1 writes digest.txt anew.
cd "${SRCDIR:-$(dirname "$0")/../..}" || exit 99
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
wanted=tests/sim/digest.txt
no_fma=glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4
code="tests/sim/digest.c src/sim/draw.c $(ls src/sim/real*.c src/sim/law*.c) src/base/*.c"
bad=0

build() { # compiler and flags; one program a call
    # shellcheck disable=SC2086
    $1 -std=gnu11 -ffp-contract=off -Isrc -o "$tmp/digest" $code -lm
}
same() { # what, digest
    if cmp -s "$wanted" "$2"; then
        echo "same bits: $1"
    else
        echo "other bits: $1"
        diff "$wanted" "$2" | sed 's/^/    /'
        bad=1
    fi
}

levels='-O0|-O3 -march=native'
[ -z "$LONG" ] || levels='-O0|-O1|-O2|-O3|-O2 -march=native|-O3 -march=native'
if [ -n "$UPDATE" ]; then
    build "${CC:-cc} -O2" && "$tmp/digest" >"$wanted"
fi
for cc in gcc clang; do
    command -v "$cc" >/dev/null || { echo "no $cc here"; continue; }
    IFS='|'
    for level in $levels; do
        unset IFS
        build "$cc $level" || exit 99
        "$tmp/digest" >"$tmp/out"
        same "$cc $level" "$tmp/out"
        GLIBC_TUNABLES=$no_fma "$tmp/digest" >"$tmp/out"
        same "$cc $level, libm without FMA" "$tmp/out"
    done
    unset IFS
done
if grep -qw fma /proc/cpuinfo 2>/dev/null && command -v gcc >/dev/null; then
    # shellcheck disable=SC2086
    gcc -std=gnu11 -O3 -march=native -ffp-contract=fast -Isrc -o "$tmp/digest" $code -lm
    "$tmp/digest" >"$tmp/out"
    cmp -s "$wanted" "$tmp/out" && { echo "contraction goes unnoticed"; bad=1; }
fi
exit $bad
