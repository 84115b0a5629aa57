#!/bin/sh
# Makes sure that cargo-deny is there, in the version below, and prints where. What it builds is kept in the
# project's cache: $ALLOD_CACHE, or $XDG_CACHE_HOME/allod, or ~/.cache/allod.
set -eu

VERSION=0.20.2
CACHE="${ALLOD_CACHE:-${XDG_CACHE_HOME:-${HOME:?neither ALLOD_CACHE nor HOME is set}/.cache}/allod}"
ROOT="$CACHE/cargo-deny-$VERSION"

if [ ! -x "$ROOT/bin/cargo-deny" ]; then
    # The licence check takes seconds either way, and the optimised build takes far longer than the plain one.
    # Built apart from the workspace, and thrown away but for the program.
    BUILD="$CACHE/cargo-deny-build"
    trap 'rm -rf "$BUILD"' EXIT INT TERM
    CARGO_PROFILE_DEV_DEBUG=false CARGO_INCREMENTAL=0 cargo install --quiet --locked --debug --no-track \
        --root "$ROOT" --target-dir "$BUILD" "cargo-deny@$VERSION" >&2
fi
printf '%s\n' "$ROOT/bin/cargo-deny"
