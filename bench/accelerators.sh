#!/bin/sh
# Measures what each accelerator of the state gains: builds runner-allod with all of them, then without each, and runs the two
# in turn. Prints the ratio of without to with, a line a workload.
#
#   bench/accelerators.sh [NAME…] [--rounds N] [--only WORKLOAD,…]
#
# The names are those of docs/performance.md. Without a name it takes all of them, some two minutes of compiling each.
set -eu
cd "$(dirname "$0")"

all=$(sed -n '/^const NAMES/,/^];/s/^    "\(.*\)",$/\1/p' ../state/src/map/accelerators.rs)
names=''
while [ $# -gt 0 ]; do
    case $1 in
    --*) break ;;
    *) names="$names $1"; shift ;;
    esac
done
[ $# -gt 0 ] || set -- --rounds 40 --only counter,transfer,transfer-block,objects-1000,objects-1000000,owner-100000

target=${CARGO_TARGET_DIR:-target}
with=$(mktemp -d)
trap 'rm -rf "$with"' EXIT
build() { ALLOD_WITHOUT=$1 cargo build --locked --quiet --release -p runner-allod --features allod-state/no-accel; }

# An accelerator that is left out is asked for by the same feature, so that nothing else differs between the two.
cargo build --locked --quiet --release -p allod-bench-compare
cargo build --locked --quiet --release -p runner-allod
cp "$target/release/runner-allod" "$with/"
for name in ${names:-$all}; do
    printf '\nwithout %s\n' "$name"
    build "$name"
    "$target/release/compare" --against "$with/runner-allod" "$@"
done
