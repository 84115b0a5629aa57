#!/bin/sh
# Compiles the kernels to kernels.wasm, which is checked in so that measuring needs no toolchain for WebAssembly.
# Wants a cargo whose rustc has the target wasm32-unknown-unknown; CARGO names another one.
set -eu
cd "$(dirname "$0")"
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT
RUSTFLAGS="-Ctarget-cpu=mvp -Ctarget-feature=+sign-ext,+bulk-memory,+mutable-globals --remap-path-prefix=$PWD=. -Clink-arg=--export=__stack_pointer" \
    "${CARGO:-cargo}" build --release --target wasm32-unknown-unknown --target-dir "$target"
cp "$target/wasm32-unknown-unknown/release/kernels.wasm" kernels.wasm
