#!/bin/sh
# tidy.sh - the rules of STYLE.md that a machine can hold.  Needs sh, awk, grep and cc;
# looks further where clang-format 14, pmccabe or a finished build are at hand.
LC_ALL=C
export LC_ALL
cd "${SRCDIR:-$(dirname "$0")/..}" || exit 99
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
bad=$tmp/bad
: >"$bad"

say() { echo "$*" >>"$bad"; }
complain() { while IFS= read -r line; do say "$line: $1"; done; }

all=$(find src models bench tests -name '*.[ch]' | sort)
tests=$(echo "$all" | grep -e '^tests/' -e '/test_')
code=$(echo "$all" | grep -v -e '^tests/' -e '/test_')
library=$(echo "$code" | grep -v -e '^bench/' -e '^src/[^/]*\.[ch]$')
sources=$(echo "$code" | grep '\.c$')

# A copy of each file without comments and the insides of strings, lines in place.
bare() { awk -v out="$tmp" '
    FNR == 1 {
        if (to) close(to)
        to = out "/" FILENAME; dir = to; sub(/\/[^\/]*$/, "", dir)
        system("mkdir -p " dir); inside = 0
    }
    {
        line = $0; kept = ""
        while (line != "") {
            if (inside) {
                if (!(end = index(line, "*/"))) break
                line = substr(line, end + 2); inside = 0
            } else if (match(line, /\/\*|\/\/|"([^"\\]|\\.)*"|\047([^\047\\]|\\.)*\047/)) {
                kept = kept substr(line, 1, RSTART - 1)
                what = substr(line, RSTART, RLENGTH); first = substr(what, 1, 1)
                line = substr(line, RSTART + RLENGTH)
                if (what == "/*") inside = 1
                else if (what == "//") { print FILENAME ":" FNR ": // comment"; break }
                else if (line ~ /^/ && $0 ~ /^#include/) kept = kept what
                else kept = kept first first
            } else {
                kept = kept line; line = ""
            }
        }
        print kept >to
    }' "$@"; }
bare $code $tests >>"$bad"

# grep in the bare copies: extended pattern, then files; prints file:line
find_in() {
    pattern=$1
    shift
    [ $# -eq 0 ] || (cd "$tmp" && grep -nEH -- "$pattern" "$@" | cut -d: -f1,2)
}
ban() { # why, pattern, file...
    why=$1
    shift
    find_in "$@" | complain "$why"
}
but() { # those on stdin's list that are not named
    for f in $1; do
        case " $2 " in *" $f "*) ;; *) echo "$f" ;; esac
    done
}

# 1. Layers: a file includes its own layer or a lower one; a room never another room.
layers='base sim config flow models run output import study cmd'
includes() { awk -v layers="$layers" '
    BEGIN { n = split(layers, name); for (i = 1; i <= n; i++) rank[name[i]] = i }
    function exists(path,  line, there) {
        there = (getline line <path) >= 0; close(path); return there
    }
    /^#include "/ {
        split($0, part, "\""); inc = part[2]
        split(FILENAME, at, "/"); split(inc, to, "/")
        mine = at[1] == "models" ? rank["models"] : rank[at[2]]
        if (at[1] == "bench" || FILENAME ~ /^src\/[^\/]*$/ || FILENAME ~ /\/test_/) mine = 99
        if (exists("src/" inc)) theirs = to[2] == "" ? 99 : rank[to[1]]
        else if (exists("models/" inc)) theirs = rank["models"]
        else if (mine == 99 && exists("tests/" inc)) theirs = 0
        else if (at[1] == "bench" && exists("bench/" inc)) theirs = 0
        else { print FILENAME ":" FNR ": no such header under src/ or models/: " inc; next }
        if (theirs > mine) print FILENAME ":" FNR ": includes upwards: " inc
        if (at[1] == "models" && at[3] != "" && to[2] != "" && theirs == rank["models"] &&
            at[2] != to[1]) print FILENAME ":" FNR ": enters another room: " inc
    }' "$@"; }
includes $code $(echo "$tests" | grep '^models/') >>"$bad"

# 2. Doors: a library is included by one file.
door() { # header, file
    ban "only $2 may include $1" "^#include $1" $(but "$library" "$2")
}
door '<libconfig.h>' src/config/read_libconfig.c
door '<hdf5(_hl)?.h>' 'src/output/h5.c src/output/h5_read.c src/output/h5_scale.c src/output/h5_scale.h'
door '<mpi.h>' src/study/jobs_mpi.c
door '<libfyaml.h>' src/config/read_tree.c

# 3. Walls: lines, functions, files, nesting, parameters.
walls() { awk -v most="$1" '
    function params(text,  i, c, depth, n) {
        sub(/^[^(]*\(/, "", text); n = text ~ /^ *(void)?\)/ ? 0 : 1
        for (i = 1; i <= length(text) && depth >= 0; i++) {
            c = substr(text, i, 1)
            if (c == "(") depth++
            if (c == ")") depth--
            if (c == "," && depth == 0) n++
        }
        return n
    }
    function leave() {
        if (lines > most) print name ": " lines " lines, the wall is " most
    }
    FNR == 1 { if (NR > 1) leave(); name = FILENAME; start = 0; head = "" }
    { lines = FNR; here = FILENAME ":" FNR ": " }
    length > 90 { print here "longer than 90" }
    /\t/ { print here "tab" }
    /[ \t\r]$/ { print here "blank at the end" }
    /^[a-z].*\(/ { head = "" }
    /^[a-z ]/ && !start { head = head $0 }
    /^{$/ { start = FNR; if (params(head) > 5) print here "more than 5 parameters" }
    start && /^                +(if|for|while|switch|do) / { print here "nested deeper than 3" }
    /^}/ {
        if (start) {
            size = FNR - start - 1
            if (size > 60) print FILENAME ":" start ": function of " size " lines"
        }
        start = 0; head = ""
    }
    END { if (NR) leave() }' $2; }
walls 500 "$code" >>"$bad"
walls 600 "$tests" | grep -v -e 'more than 5 param' -e 'nested deeper' >>"$bad"

# 4. Words that are not said.
ban 'not in a library that gives the same bytes twice' \
    '(^|[^a-zA-Z0-9_.>])(time|clock|rand|srand|random|drand48|getenv|secure_getenv)\(' $library
ban 'unsafe or global' \
    '(^|[^a-zA-Z0-9_])(setjmp|longjmp|strtok|sprintf|vsprintf|strcpy|strcat|gets|atoi|atol|atof)\(' $library
ban 'ties as the C library likes: use base/sort.h' '(^|[^a-zA-Z0-9_])qsort(_r)?\(' $library
ban 'goto goes to out only' '(^|[^a-zA-Z0-9_])goto +([^o]|o[^u]|ou[^t]|out[^;])' $code
ban 'a struct is called struct' '^ *typedef (struct|enum|union)' $code
ban 'asserts are always on' 'NDEBUG' $code
ban 'bit tricks live in the wheel, the roster, the histogram and the laws' '__builtin_(c[lt]z|popcount|ffs)' \
    $(echo "$library" | grep -v -e '^src/sim/wheel' -e '^src/sim/roster' -e '^src/sim/histogram' -e '^src/sim/law')
ban 'its last bit differs between machines: use sim/real.h' \
    '(^|[^a-zA-Z0-9_>.])(exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|hypot|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|erf|erfc|lgamma|tgamma|fma|fmod|remainder|ldexp|frexp|modf|round|lround|llround|rint|lrint|llrint|nearbyint|trunc)f?\(' \
    $(echo "$library" | grep '^src/sim/')
ban 'GSL has no part in drawing' '^#include <gsl/' $(echo "$library" | grep '^src/sim/')

# 5. Headers stand alone.
for h in $(echo "$library" | grep '\.h$'); do
    echo "#include \"$h\"" | ${CC:-cc} -std=gnu11 -fsyntax-only -I. -Isrc -Imodels -x c - \
        2>"$tmp/err" || say "$h: does not stand alone: $(grep -m1 error "$tmp/err")"
done

# 6. Rooms are furnished, builds keep rounding as it is written.
for room in models/*/; do
    [ "$room" = models/profiles/ ] && continue
    ls "$room"*.c >/dev/null 2>&1 || continue
    [ -s "${room}README.md" ] || say "$room: a room without README.md"
    ls "$room"test_*.c >/dev/null 2>&1 || say "$room: a room without a test"
done
awk '/^AM_CFLAGS/ {on = 1} on && /-ffp-contract=off/ {found = 1} on && !/\\$/ {on = 0}
     END {exit !found}' Makefile.am || say 'Makefile.am: AM_CFLAGS lost -ffp-contract=off'

# 7. Nothing of one machine or one person in what is kept.
git ls-files >"$tmp/kept" 2>/dev/null || : # a tarball holds nothing else
xargs -r grep -nIE '(^|[^A-Za-z0-9_.>])/(wor[k]|roo[t]|hom[e])/[A-Za-z]' <"$tmp/kept" | cut -d: -f1,2 |
    complain 'a path of one machine'
xargs -r grep -nIE 'dkr\.ec[r]\.|ghcr\.i[o]|quay\.i[o]|(^|[^a-z])registry\.[a-z0-9-]+\.[a-z]' <"$tmp/kept" |
    cut -d: -f1,2 | complain 'a registry host'
grep -v '\.trace$' "$tmp/kept" | xargs -r grep -nIE '(arn:|[Aa]ccount).*(^|[^0-9.])[0-9]{12}([^0-9]|$)' |
    cut -d: -f1,2 | complain 'an account number'

# 8. The library has no memory of its own: every .data and .bss is empty.
archive=${BUILDDIR:-.}/libheadroom.a
if [ -f "$archive" ] && ! nm "$archive" 2>/dev/null | grep -qE '__(asan|gcov)_'; then
    size -A "$archive" | awk '
        / :$|:$/ && /\.o/ { object = $1 }
        /^\.(data|bss|tdata|tbss)/ && !/^\.data\.rel\.ro/ && $2 > 0 {
            print object ": " $2 " bytes of mutable globals (" $1 ")" }' >>"$bad"
fi

# 9. With tools that not everyone has.
if command -v pmccabe >/dev/null; then
    pmccabe $code $tests 2>/dev/null | awk '$1 > 12 {print $6 ": complexity " $1 " in " $7}' >>"$bad"
fi
if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
    clang-format --dry-run $code $tests 2>&1 | grep 'warning:' | sort -u -t: -k1,1 |
        cut -d: -f1,2 | complain 'from here on not as clang-format lays it out'
fi

[ -z "$sources" ] || awk '/^{$/ {start = FNR} /^}/ {if (start) print FNR - start - 1; start = 0}' $sources |
    sort -n | awk '{n[NR] = $1} END {m = n[int((NR + 1) / 2)]
        printf "%d functions, median %d lines, longest %d\n", NR, m, n[NR]
        if (m >= 15) print "the median function has 15 lines or more" >bad}' bad="$bad"
[ -s "$bad" ] || exit 0
sort -t: -k1,1 -k2,2n "$bad"
exit 1
