#!/bin/sh
# Compiles the kernels in Rust to kernels.wasm, which is checked in so that measuring needs no toolchain for WebAssembly.
set -eu
cd "$(dirname "$0")"
cargo="${CARGO:-$(../../../setup/wasm32.sh)}"
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT
RUSTFLAGS="-Ctarget-cpu=mvp -Ctarget-feature=+sign-ext,+bulk-memory,+mutable-globals,+nontrapping-fptoint --remap-path-prefix=$PWD=." \
    "$cargo" build --release --target wasm32-unknown-unknown --target-dir "$target"
cp "$target/wasm32-unknown-unknown/release/kernels.wasm" kernels.wasm
