//! Instances are used again and again, and let go of: neither their number nor what they leave may grow.
//!
//! A program of its own, because it looks at the addresses that its process has reserved.
#![cfg(target_os = "linux")]

use allod_core::{Address, args};
use allod_testing::hostile::{deploy, with_gas};
use allod_testing::world::memory_engine;
use allod_vm::{Budget, Budgets, Engine, EngineConfig};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Addresses that an instance's memory reserves.
const RESERVED: u64 = 8 << 30;

/// The tests look at the whole process, so one runs after the other.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes of address space this process has.
fn addresses() -> u64 {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap();
    status.split(' ').next().unwrap().parse::<u64>().unwrap() * 4096
}

#[test]
fn calls_that_return_trap_grow_or_run_dry_leave_nothing_behind() {
    let _turn = alone();
    let engine = memory_engine();
    let wat = r#"(module (memory (export "memory") 1 64)
        (func (export "store") (i32.store (i32.const 70) (i32.const 7)))
        (func (export "trap") (i32.store (i32.const 9000) (i32.const 7)) unreachable)
        (func (export "outside") (drop (i32.load (i32.const 65536))))
        (func (export "grow") (drop (memory.grow (i32.const 3))) (i32.store (i32.const 200000) (i32.const 7)))
        (func (export "spin") (loop (br 0)))
        (func $deep (export "deep") (call $deep)))"#;
    let contract = deploy(&engine, wat);
    let functions = ["store", "trap", "outside", "grow", "spin", "deep"];
    let round = |engine: &allod_vm::Engine| {
        for function in functions {
            let options = with_gas(Address::ZERO, 100_000);
            engine.query(contract, function, args![], options).unwrap();
        }
    };
    (0..100).for_each(|_| round(&engine));
    let before = addresses();
    (0..2_000).for_each(|_| round(&engine));
    assert!(addresses() < before + RESERVED, "12,000 calls used {} bytes of addresses", addresses() - before);
}

#[test]
fn instances_of_many_modules_are_bounded_and_go_with_their_engine() {
    let _turn = alone();
    let before = addresses();
    // Only machine code has instances that wait.
    let budgets = Budgets::default().with(Budget::Instances, 256);
    let engine = Engine::open(EngineConfig::default().with_budgets(budgets)).unwrap();
    for number in 0..400 {
        let wat =
            format!(r#"(module (memory (export "memory") 1) (func (export "f") (result i32) (i32.const {number})))"#);
        let contract = deploy(&engine, &wat);
        engine.query(contract, "f", args![], with_gas(Address::ZERO, 100_000)).unwrap();
    }
    let used = addresses() - before;
    assert!(used < 300 * RESERVED, "400 modules hold {} reservations", used / RESERVED);
    drop(engine);
    let left = addresses().saturating_sub(before);
    assert!(left < 8 * RESERVED, "an engine that is gone left {} reservations", left / RESERVED);
}
