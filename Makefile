# make demo   sets up what is missing, builds, and tells a short story with four contracts
# make test   the whole suite
#
# Everything is built in one profile into one folder, which demo, tests and CI share: RocksDB and the
# WebAssembly compiler are compiled once. ALLOD_CACHE moves the folder, CARGO_TARGET_DIR replaces it.

ALLOD_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/allod
export ALLOD_CACHE
export CARGO_TARGET_DIR ?= $(ALLOD_CACHE)/target

.PHONY: demo test build setup help

help:
	@sed -n '1,2s/^# //p' Makefile

demo: build
	@$(CARGO_TARGET_DIR)/debug/allod demo

test: setup
	cargo test --locked --workspace

# Naming one test makes cargo choose the features that `make test` will want too. Without it, wasmer and its
# compiler would be compiled a second time there, with one feature more.
build: setup
	@cargo build --locked --workspace --bins --test command_line

setup:
	@setup/libclang.sh
	@setup/go.sh
