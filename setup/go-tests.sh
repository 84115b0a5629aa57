#!/bin/sh
# Fetches Go's own test programs (the folder test/ of its source, from Debian's package golang-1.19-src, which is
# the newest that Debian 12 has), for the conformance commands of compiler/go. Does nothing where they are there already.
#
#   setup/go-tests.sh
#
# The cache is $ALLOD_CACHE, or $XDG_CACHE_HOME/allod, or ~/.cache/allod; `go-tests` below it holds the programs.
set -eu

PACKAGE=golang-1.19-src
CACHE="${ALLOD_CACHE:-${XDG_CACHE_HOME:-${HOME:?neither ALLOD_CACHE nor HOME is set}/.cache}/allod}"
TESTS="$CACHE/go-tests"

die() { printf 'setup/go-tests.sh: %s\n' "$*" >&2; exit 1; }

if [ -f "$TESTS/test/fibo.go" ]; then
    printf 'setup/go-tests.sh: %s is there\n' "$TESTS/test"
    exit 0
fi
command -v apt-get >/dev/null 2>&1 || die "no apt-get: put the folder test/ of Go's source at $TESTS/test"
mkdir -p "$CACHE"
scratch=$(mktemp -d "$CACHE/go-tests-XXXXXX")
trap 'rm -rf "$scratch"' EXIT INT TERM
cd "$scratch"
apt-get download -q "$PACKAGE" >/dev/null 2>&1 || { apt-get update -q >/dev/null && apt-get download -q "$PACKAGE" >/dev/null; } \
    || die "apt-get download $PACKAGE failed"
dpkg-deb -x "$PACKAGE"_*.deb tree
found=$(find tree -type d -path '*/usr/share/go-[0-9.]*/test' ! -path '*/go-[0-9.]*/*/test' | head -n 1)
[ -n "$found" ] || die "$PACKAGE has no folder test"
mkdir -p "$scratch/done"
mv "$found" "$scratch/done/test"
rm -rf "$TESTS"
mv "$scratch/done" "$TESTS"
printf 'setup/go-tests.sh: Go'\''s test programs are in %s\n' "$TESTS/test"
