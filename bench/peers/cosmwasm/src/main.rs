//! Drives cosmwasm-vm through the workloads of the comparison, as wasmd does: the module pinned in the cache, a fresh
//! instance for every call.

#![deny(unsafe_code)]

mod chain;
mod compute;
mod state;

use allod_bench_workload::{Workload, serve};

fn main() {
    serve(open);
}

/// The workloads this runner knows. `-reused` keeps one instance alive, as no chain does.
fn open(name: &str) -> Option<Box<dyn Workload>> {
    Some(match name {
        "counter" => Box::new(state::Counter::new(false)),
        "counter-reused" => Box::new(state::Counter::new(true)),
        "transfer" => Box::new(state::Token::new(false)),
        "transfer-reused" => Box::new(state::Token::new(true)),
        "fib" => Box::new(compute::Kernel::fib()),
        "sha256" => Box::new(compute::Kernel::sha256()),
        _ => return None,
    })
}
