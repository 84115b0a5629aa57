//! An instance that ran and was put back can't be told from a new one: random modules and random writes, by results,
//! gas, memory and globals. `fuzz/README.md` has more seeds.
//!
//! A program of its own, because it looks at the addresses that its process has reserved.

use allod_testing::differential::reset::{Seen, check, check_writes};
use allod_vm::{Engine, EngineConfig};

/// Addresses that one instance with a memory reserves, in KiB.
const RESERVED: u64 = 8 << 20;

#[test]
fn warm_instances_of_random_modules_cannot_be_told_from_new_ones() {
    let engine = Engine::open(EngineConfig::default()).unwrap();
    let (before, mut seen) = (addresses(), Seen::default());
    for seed in 0..300 {
        check(&engine, seed, &mut seen).unwrap_or_else(|what| panic!("{what}"));
    }
    assert!(seen.modules > 100 && seen.calls > 2_000, "it looked at something: {seen:?}");
    assert!(seen.after_changes > 50 && seen.after_failures > 1_000, "what it looked at was changed: {seen:?}");
    if let (Some(before), Some(after)) = (before, addresses()) {
        // Nearly each module has one; none has a module whose frames are too wide for machine code.
        let some = seen.modules * RESERVED / 10 * 9;
        assert!(after > before + some, "the instances wait: {before} and {after} KiB for {seen:?}");
    }
}

#[test]
fn warm_instances_forget_every_write_of_a_contract_and_of_the_host() {
    let engine = Engine::open(EngineConfig::default()).unwrap();
    let mut seen = Seen::default();
    for seed in 0..40 {
        check_writes(&engine, seed, &mut seen).unwrap_or_else(|what| panic!("{what}"));
    }
    assert!(seen.after_changes > 500 && seen.after_failures > 500, "what it looked at was changed: {seen:?}");
}

/// KiB of addresses that this process has, where the system says so.
fn addresses() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmSize:")?.split_whitespace().next()?.parse().ok())
}
