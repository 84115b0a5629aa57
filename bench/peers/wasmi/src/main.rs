//! Runs Allod's own contracts in wasmi, an interpreter, over a host that is a hash map.
//!
//! What a bare engine costs: no gas, no permissions, no undo, no receipt, nothing stored.

#![forbid(unsafe_code)]

mod compute;
mod contract;
mod host;
mod state;

use allod_bench_workload::kernels::Task;
use allod_bench_workload::{Workload, serve};

fn main() {
    serve(open);
}

/// The workloads this runner knows. `-reused` keeps one instance alive: no call is kept apart from the one before.
fn open(name: &str) -> Option<Box<dyn Workload>> {
    Some(match name {
        "counter" => Box::new(state::Counter::new(false)),
        "counter-reused" => Box::new(state::Counter::new(true)),
        "transfer" => Box::new(state::Token::new(false)),
        "transfer-reused" => Box::new(state::Token::new(true)),
        "fib" => Box::new(compute::Kernel::new(Task::fib())),
        "sha256" => Box::new(compute::Kernel::new(Task::chain())),
        _ => return None,
    })
}
