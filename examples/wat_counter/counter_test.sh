#!/bin/sh
# Plays the story of README.md with the allod command and compares what comes back.
# ALLOD names the command where it is not on the PATH: ALLOD=target/debug/allod sh counter_test.sh
set -eu

here=$(dirname "$0")
allod=${ALLOD:-allod}
ALLOD_DATA=$(mktemp -d)
export ALLOD_DATA
trap 'rm -rf "$ALLOD_DATA"' EXIT

# expect LINE WORDS...: the command's first line of output must be LINE.
expect() {
    wanted=$1
    shift
    given=$("$allod" "$@" | head -n 1)
    if [ "$given" != "$wanted" ]; then
        printf 'allod %s\n  wanted: %s\n  given:  %s\n' "$*" "$wanted" "$given" >&2
        exit 1
    fi
    printf 'allod %s\n  %s\n' "$*" "$given"
}

"$allod" deploy "$here/counter.wat"
expect 'GetCounter → 0' query counter GetCounter
expect 'Increment → 5' call counter Increment 5
expect 'Increment → 12' call counter Increment 7
expect 'GetCounter → 12' query counter GetCounter
expect 'Increment ✗ reverted (assert): counter overflow' call counter Increment 18446744073709551615
expect 'Increment ✗ reverted (error): the host refused to act' query counter Increment 1
expect 'GetCounter → 12' query counter GetCounter
echo 'all as it should be'
