//! Drives soroban-env-host through the workloads of the comparison, its ledger in a map.

#![forbid(unsafe_code)]

mod compile;
mod compute;
mod contract;
mod ledger;
mod state;

use allod_bench_workload::kernels::Task;
use allod_bench_workload::{Workload, serve};

fn main() {
    serve(open);
}

/// The workloads this runner knows.
fn open(name: &str) -> Option<Box<dyn Workload>> {
    Some(match name {
        "counter" => Box::new(state::Counter::new()),
        "transfer" => Box::new(state::Token::new()),
        "fib" => Box::new(compute::Kernel::new(Task::fib())),
        "sha256" => Box::new(compute::Kernel::new(Task::chain())),
        _ => return None,
    })
}
