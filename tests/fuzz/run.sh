#!/bin/sh
# run.sh - builds the fuzzers with clang and lets each run for a while from the seeds.
#   FUZZ_SECONDS=20   how long each runs;  run.sh law   only that one
#   FUZZ_SEED=1       where the search begins; 0: elsewhere each time.  The same by default:
#                     whether a change lands is not left to chance.
# What it finds is left in BUILDDIR/fuzz.  77: no clang with libFuzzer here.
set -e
src=$(cd "${SRCDIR:-$(dirname "$0")/../..}" && pwd)
out=${BUILDDIR:-$PWD}/fuzz
cc=clang
seconds=${FUZZ_SECONDS:-20}
flags="-std=gnu11 -g -O1 -ffp-contract=off -pthread -fsanitize=fuzzer-no-link,address,undefined \
  -fno-sanitize-recover=all -I$src/src -I$src/models"

mkdir -p "$out/objects"
echo 'int LLVMFuzzerTestOneInput(const char *, unsigned long);
int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return d != 0 && n > 9e9; }' \
  >"$out/try.c"
if ! $cc -fsanitize=fuzzer,address "$out/try.c" -o "$out/try" 2>/dev/null; then
  echo "skipped: no clang with libFuzzer"
  exit 77
fi

libraries=$(pkg-config --libs libconfig libfyaml gsl)
includes=$(pkg-config --cflags libconfig libfyaml gsl)
cd "$src"
find src/base src/sim src/config src/flow src/run src/import models -name '*.c' ! -name 'test_*' |
  sort >"$out/sources"
# one object a source, by its path with _ for /
xargs -P "$(nproc)" -I{} sh -c \
  '"$0" $1 $2 -c "$3" -o "$4/objects/$(echo "$3" | tr / _).o"' \
  $cc "$flags" "$includes" {} "$out" <"$out/sources"

PROFILES=$src/models/profiles
export PROFILES
bad=0
for name in ${1:-unit law definition scenario template load}; do
  # shellcheck disable=SC2086
  $cc $flags $includes -fsanitize=fuzzer "tests/fuzz/fuzz_$name.c" "$out"/objects/*.o \
    -o "$out/fuzz_$name" $libraries -lm
  mkdir -p "$out/corpus_$name"
  dictionary=tests/fuzz/$name.dict
  leaks=1
  case $name in definition | template | load) leaks=0 ;; esac # libfyaml 0.7.12 loses 4 KB over some malformed YAML
  if (cd "$out" && ASAN_OPTIONS=detect_leaks=$leaks "./fuzz_$name" -seed="${FUZZ_SEED:-1}" \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2000 \
    -dict="$src/$dictionary" -print_final_stats=1 "corpus_$name" "$src/tests/fuzz/seeds/$name" \
    </dev/null >"fuzz_$name.log" 2>&1); then
    grep -E 'number_of_executed_units' "$out/fuzz_$name.log" | sed "s/^/fuzz_$name: /"
  else
    bad=1
    tail -n 60 "$out/fuzz_$name.log"
    echo "fuzz_$name failed; its input is in $out:"
    find "$out" -maxdepth 1 -newer "$out/fuzz_$name" -name '*-[0-9a-f]*' -exec base64 {} ';'
  fi
done
exit $bad
