#!/bin/sh
# Runs the models of sync/ in all interleavings of their threads: seconds, and nothing of an engine is compiled. The model
# checker's primitives are chosen by a flag of the compiler, so what is compiled has a folder of its own.
set -eu
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-target}"
CARGO_TARGET_DIR="$target/models" RUSTFLAGS="--cfg loom ${RUSTFLAGS:-}" \
    exec cargo test --locked -p allod-sync --lib "$@"
