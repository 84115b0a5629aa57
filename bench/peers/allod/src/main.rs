//! Drives Allod through the workloads of the comparison.

#![forbid(unsafe_code)]

mod cold;
mod compile;
mod compute;
mod counter;
#[cfg(feature = "rocksdb")]
mod disk;
mod go;
mod languages;
mod memory;
mod objects;
mod parallel;
mod shapes;
mod token;

use allod_bench_workload::kernels::Task;
use allod_bench_workload::languages::kernel;
use allod_bench_workload::{Workload, serve};
use parallel::Blocks;
use parallel::Shape::{Conflict, Disjoint};

fn main() {
    serve(open);
}

/// The workloads this runner knows. Some have a number behind their name.
fn open(name: &str) -> Option<Box<dyn Workload>> {
    if let Some(kernel) = name.strip_prefix("go-").and_then(kernel) {
        return Some(Box::new(languages::Language::go(kernel)));
    }
    if let Some(kernel) = name.strip_prefix("rust-").and_then(kernel) {
        return Some(Box::new(languages::Language::rust(kernel)));
    }
    if let Some((name, number)) = name.rsplit_once('-')
        && let Ok(number) = number.parse()
    {
        return numbered(name, number);
    }
    Some(match name {
        "counter" => Box::new(counter::Counter::one_by_one()),
        "counter-go" => Box::new(counter::Counter::in_go()),
        "counter-text" => Box::new(counter::Counter::in_text()),
        "counter-block" => Box::new(counter::Counter::in_blocks()),
        "transfer" => Box::new(token::Token::one_by_one()),
        "transfer-block" => Box::new(token::Token::in_blocks()),
        "transfer-go" => Box::new(go::Token::coins()),
        "transfer-go-fields" => Box::new(go::Token::fields()),
        #[cfg(feature = "rocksdb")]
        "block1000-rocksdb" => Box::new(disk::DiskToken::new()),
        "fib" => Box::new(compute::Kernel::new(Task::fib())),
        "sha256" => Box::new(compute::Kernel::new(Task::chain())),
        "compile" => Box::new(compile::Compile::new()),
        "cold-call" => Box::new(cold::ColdCall::new()),
        "disjoint-parallel" => Box::new(Blocks::new(Disjoint, 2)),
        "disjoint-serial" => Box::new(Blocks::new(Disjoint, 1)),
        "conflict-parallel" => Box::new(Blocks::new(Conflict, 2)),
        "conflict-serial" => Box::new(Blocks::new(Conflict, 1)),
        "empty-call" => Box::new(shapes::Shape::nothing()),
        "charge" => Box::new(shapes::Charge::new()),
        "memory" => Box::new(memory::Memory::new()),
        _ => return None,
    })
}

/// The workloads that do something often, or among many.
fn numbered(name: &str, number: u64) -> Option<Box<dyn Workload>> {
    Some(match name {
        "objects" => Box::new(objects::Objects::new(number)),
        "owner" => Box::new(objects::Crowd::new(number)),
        "events" => Box::new(shapes::Shape::events(number)),
        "depth" => Box::new(shapes::Shape::depth(number)),
        "value" => Box::new(shapes::Value::new(number)),
        _ => return None,
    })
}
