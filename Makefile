# make demo   sets up what is missing, builds, and tells a short story with four contracts
# make test   the whole suite
# make bench  Allod beside its peers: a table, docs/benchmarks.md and bench/results.json
# make soak   mixed calls for MINUTES=30: memory flat, gas the same
#
# Everything is built in one profile into one folder, which demo, tests and CI share: RocksDB and the
# WebAssembly compiler are compiled once. ALLOD_CACHE moves the folder, CARGO_TARGET_DIR replaces it.

ALLOD_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/allod
export ALLOD_CACHE
export CARGO_TARGET_DIR ?= $(ALLOD_CACHE)/target

# Optimised builds, RocksDB again among them, lie apart from those of the tests.
BENCH_TARGET ?= $(ALLOD_CACHE)/target-bench
MINUTES ?= 30

.PHONY: demo test build setup oracle wasm32 help bench soak

help:
	@sed -n '1,4s/^# //p' Makefile

demo: build
	@$(CARGO_TARGET_DIR)/debug/allod demo

test: setup oracle wasm32
	cargo test --locked --workspace

# Naming one test makes cargo choose the features that `make test` will want too. Without it, wasmer and its
# compiler would be compiled a second time there, with one feature more. This one needs nothing that a program does not.
build: setup
	@cargo build --locked --workspace --bin allod --test limits

# cosmwasm-vm wants wasmer with another compiler. Built together, Allod would get that one too. near-vm-runner and
# soroban-env-host want features of crates they share. Where one of these two can't be built, its rows are left out.
bench: export CARGO_TARGET_DIR = $(BENCH_TARGET)
bench: setup oracle
	cd bench && cargo build --locked --release -p runner-cosmwasm
	-cd bench && cargo build --locked --release -p runner-near
	-cd bench && cargo build --locked --release -p runner-soroban
	-cd bench/workload/languages && PATH="$(ALLOD_CACHE)/go/bin:$$PATH" go build -o $(BENCH_TARGET)/release/runner-go ./native
	cd bench && cargo build --locked --release -p allod-bench-compare -p runner-native -p runner-wasmi \
		-p runner-revm -p runner-allod --features runner-revm/rocksdb,runner-allod/rocksdb
	@$(BENCH_TARGET)/release/compare --write . $(BENCH)
	@bench/gas/run.sh

soak: export CARGO_TARGET_DIR = $(BENCH_TARGET)
soak:
	cd bench && cargo build --locked --release -p allod-bench-soak
	@$(BENCH_TARGET)/release/soak $(MINUTES)

setup:
	@setup/libclang.sh

# Stock Go, which the compiler for contracts is compared with.
oracle:
	@setup/go.sh

# A compiler to WebAssembly, for what is to run on 32 bits too. Tests say what they leave out where there is none.
wasm32:
	-@setup/wasm32.sh >/dev/null
