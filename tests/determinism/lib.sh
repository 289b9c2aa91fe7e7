# lib.sh - for the scripts beside it: runs whose bytes are kept, and comparisons.
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
wrong=0

# bytes_of NAME PROGRAM ARGUMENT...: the result file, the summary and JSON of a run.  An
# objective met (0), missed (99) or undecided (5) is an answer; all else is a failure.
bytes_of() {
    mkdir -p "$tmp/$1"
    for format in text json; do
        (
            kept=$tmp/$1
            shift
            program=$1
            shift
            cd "$kept" && "$program" run "$@" -o run.h5 -f $format --progress none \
                >$format 2>$format.err
        )
        code=$?
        case $code in
        0 | 5 | 99) ;;
        *)
            echo "not ok: exit $code of $*"
            cat "$tmp/$1/$format.err"
            wrong=1
            return 1
            ;;
        esac
        echo $code >>"$tmp/$1/codes"
    done
}

same() { # NAME NAME what
    for part in run.h5 text json codes; do
        if ! cmp "$tmp/$1/$part" "$tmp/$2/$part"; then
            echo "not ok: $3: $part differs"
            wrong=1
            return
        fi
    done
    echo "ok: $3"
}

differ() { # NAME NAME what: that the comparison could have failed
    if ! [ -s "$tmp/$1/run.h5" ] || ! [ -s "$tmp/$2/run.h5" ] ||
        cmp -s "$tmp/$1/run.h5" "$tmp/$2/run.h5"; then
        echo "not ok: $3: nothing has changed"
        wrong=1
    else
        echo "ok: $3"
    fi
}

finish() { exit $wrong; }
