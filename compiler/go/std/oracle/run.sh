#!/bin/sh
# Runs the vectors with Go's own packages and with ours, both compiled by stock Go, and compares what they print.
#
#   compiler/go/std/oracle/run.sh [ROUNDS [VECTOR ...]]
#   compiler/go/std/oracle/run.sh golden [VECTOR ...]
#
# ROUNDS (20000) is the number of random inputs of each kind; `golden` takes what the vectors say themselves and keeps
# checksums of what Go's packages print, 1,000 lines each, for the test that runs them through our compiler. A vector that
# has a line `// GOARCH=…` is compiled for that machine. GO names the Go that is used: 1.27.3 wanted, as setup/go.sh
# installs it. Prints a line for each vector and ends with 1 if one differs.
set -eu

HERE=$(cd "$(dirname "$0")" && pwd)
GO=${GO:-${ALLOD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/allod}/go/bin/go}
ROUNDS=${1:-20000}
[ $# -gt 0 ] && shift
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT INT TERM
mkdir "$WORK/ours"

# Our packages, each below ours/, with stand-ins for what needs the compiler.
(cd "$HERE/.." && find . -name '*.go' ! -path './oracle/*' | while read -r file; do
    mkdir -p "$WORK/ours/$(dirname "$file")" && cp "$file" "$WORK/ours/$file"
done)
for stub in view rtype; do
    if [ -d "$HERE/stub/$stub" ]; then
        rm -rf "$WORK/ours/internal/$stub" && cp -r "$HERE/stub/$stub" "$WORK/ours/internal/$stub"
    fi
done
[ -f "$WORK/ours/fmt/program.go" ] && cp "$HERE/stub/fmt/program.go" "$WORK/ours/fmt/program.go"
mkdir -p "$WORK/ours/runtime" && cp -r "$HERE/stub/sys" "$WORK/ours/runtime/sys"
# internal/ would keep the vectors out, and their paths are also those of Go's library.
PACKAGES=$(cd "$WORK/ours" && find . -name '*.go' -exec dirname {} \; | sort -u | sed 's|^\./||')
SCRIPT=""
for package in $PACKAGES; do
    SCRIPT="$SCRIPT;s#^\\(import *\\|[[:space:]]*\\|import [a-z]* *\\)\"$package\"\$#\\1\"oracle/ours/$package\"#"
done
SCRIPT=${SCRIPT#;}
for file in $(cd "$WORK/ours" && find . -name '*.go'); do
    case $file in ./runtime/* | ./internal/view/* | ./internal/rtype/*) [ -d "$HERE/stub" ] && continue ;; esac
    sed -i "$SCRIPT" "$WORK/ours/$file"
done
printf 'module oracle\n\ngo 1.26\n' > "$WORK/go.mod"

differ=0
for vector in ${*:-$(cd "$HERE/vectors" && ls *.go | sed 's/\.go$//')}; do
    mkdir -p "$WORK/theirs_$vector" "$WORK/ours_$vector"
    cp "$HERE/vectors/$vector.go" "$WORK/theirs_$vector/main.go"
    [ "$ROUNDS" = golden ] || sed -i "s|^const rounds = .*|const rounds = $ROUNDS|" "$WORK/theirs_$vector/main.go"
    sed "$SCRIPT" "$WORK/theirs_$vector/main.go" > "$WORK/ours_$vector/main.go"
    arch=$(sed -n 's|^// GOARCH=\([a-z0-9]*\).*|\1|p' "$HERE/vectors/$vector.go")
    for side in theirs ours; do
        (cd "$WORK" && GOARCH=$arch GOFLAGS=-mod=mod GOTOOLCHAIN=local "$GO" build -o "$side.bin" "./${side}_$vector" &&
            timeout 300 "./$side.bin" > "$side.txt" 2>&1 || echo "ended with $?" >> "$side.txt")
    done
    lines=$(wc -l < "$WORK/theirs.txt")
    [ "$ROUNDS" != golden ] || split -l 1000 --filter=cksum "$WORK/theirs.txt" > "$HERE/vectors/$vector.golden"
    count=$(diff -a "$WORK/theirs.txt" "$WORK/ours.txt" | grep -a -c '^[<>]' || true)
    echo "$vector: $lines lines, $count differ"
    if [ "$count" -ne 0 ]; then
        differ=1
        diff -a "$WORK/theirs.txt" "$WORK/ours.txt" | head -"${SHOW:-20}"
    fi
done
exit $differ
