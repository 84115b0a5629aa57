#!/bin/sh
# Builds the gas programs and runs them. By itself, because they turn on a compiler that nothing else should get.
set -eu
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-target}"
cargo build --locked --release -p allod-bench-gas
for program in overhead calibrate bombs traps worst; do
    printf '\n%s\n\n' "$program"
    "$target/release/$program" "$@"
done
