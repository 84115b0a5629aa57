//! Drives revm through the workloads of the comparison.

#![forbid(unsafe_code)]

mod chain;
mod compute;
mod counter;
#[cfg(feature = "rocksdb")]
mod disk;
mod token;

use allod_bench_workload::{Workload, serve};

fn main() {
    serve(open);
}

/// The workloads this runner knows.
fn open(name: &str) -> Option<Box<dyn Workload>> {
    Some(match name {
        "counter" => Box::new(counter::Counter::new(false)),
        "counter-block" => Box::new(counter::Counter::new(true)),
        "transfer" => Box::new(token::Token::in_memory(false)),
        "transfer-block" => Box::new(token::Token::in_memory(true)),
        #[cfg(feature = "rocksdb")]
        "block1000-rocksdb" => Box::new(disk::DiskToken::new()),
        "fib" => Box::new(compute::Kernel::fib()),
        "sha256" => Box::new(compute::Kernel::sha256()),
        _ => return None,
    })
}
