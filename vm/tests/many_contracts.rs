//! Many contracts, deployed and called at random, within what a process of the usual limits has.
//!
//! A program of its own, because it looks at the memory of its process.
#![cfg(target_os = "linux")]

use allod_core::Address;
use allod_testing::hostile::{self, calling, deploying, mappings, peak, resident};
use allod_testing::world::{ALICE, CAROL, block};
use allod_vm::{DeployTerms, Engine, EngineConfig};
use std::time::Instant;

/// Transactions of a block.
const BLOCK: usize = 500;

fn number(name: &str, or: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(or)
}

/// A contract that counts in an object of its own, in a memory of which it writes some pages.
fn counter(number: usize) -> Vec<u8> {
    let imports = hostile::imports(&["get_object", "object_set", "object_get"]);
    let wat = format!(
        r#"(module {imports} (memory (export "memory") 16) (global $made i32 (i32.const {number}))
        (data (i32.const 0x80000) "\05")
        (func (export "f") (result i64) (local $i i32) (local $h i32)
          (loop (i32.store (i32.mul (local.get $i) (i32.const 12288)) (global.get $made))
            (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 8))))
          (local.set $h (i32.wrap_i64 (call $get_object (i32.const 0x80040))))
          (drop (call $object_get (local.get $h) (i32.const 0x80000) (i32.const 1) (i32.const 0x80000) (i32.const 1) (i32.const 0x80010) (i32.const 8)))
          (i64.store (i32.const 0x80010) (i64.add (i64.load (i32.const 0x80010)) (i64.const 1)))
          (if (call $object_set (local.get $h) (i32.const 0x80000) (i32.const 1) (i32.const 0x80000) (i32.const 1) (i32.const 0x80010) (i32.const 8)) (then unreachable))
          (i64.load (i32.const 0x80010))))"#
    );
    wat::parse_str(wat).unwrap()
}

/// Deploys `contracts` of them, calls them `calls` times on `threads` threads, and looks that nothing fails and that the
/// process keeps within `most_bytes` and the kernel's default of mappings.
fn run(contracts: usize, calls: usize, threads: usize, most_bytes: u64) {
    let folder = tempfile::tempdir().unwrap();
    let engine =
        Engine::open(EngineConfig::default().with_own_nonces().with_threads(threads).with_cache_dir(folder.path()))
            .unwrap();
    let (mut height, mut most_mappings, started) = (0, 0, Instant::now());
    let mut next_block = || {
        height += 1;
        block(height, height as i64)
    };
    let mut addresses: Vec<Address> = Vec::new();
    while addresses.len() < contracts {
        let from = addresses.len();
        let many = BLOCK.min(contracts - from);
        let transactions = (from..from + many).map(|n| deploying(CAROL, counter(n), DeployTerms::default())).collect();
        let receipts = engine.execute_block(&next_block(), transactions).unwrap();
        assert!(receipts.iter().all(|receipt| receipt.is_success()), "{:?}", receipts.iter().find(|r| !r.is_success()));
        addresses.extend(receipts.iter().map(|receipt| receipt.contract));
        most_mappings = most_mappings.max(mappings());
        if addresses.len() % 5_000 < BLOCK {
            println!(
                "{} deployed, {} MiB, {most_mappings} mappings, {:?}",
                addresses.len(),
                resident() >> 20,
                started.elapsed()
            );
        }
    }
    let (mut random, mut done) = (1u64, 0);
    while done < calls {
        let transactions = (0..BLOCK.min(calls - done)).map(|_| {
            // Knuth's MMIX generator; its upper bits are the good ones.
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            calling(ALICE, addresses[(random >> 33) as usize % addresses.len()], "f", vec![], 1_000_000)
        });
        let receipts = engine.execute_block(&next_block(), transactions.collect()).unwrap();
        assert!(receipts.iter().all(|receipt| receipt.is_success()), "{:?}", receipts.iter().find(|r| !r.is_success()));
        done += receipts.len();
        most_mappings = most_mappings.max(mappings());
        if done % 5_000 < BLOCK {
            println!("{done} called, {} MiB, {most_mappings} mappings, {:?}", resident() >> 20, started.elapsed());
        }
    }
    println!(
        "{contracts} contracts, {calls} calls: peak {} MiB, {most_mappings} mappings, {:?}",
        peak() >> 20,
        started.elapsed()
    );
    assert!(peak() < most_bytes, "{} MiB", peak() >> 20);
    assert!(most_mappings < 65_530, "{most_mappings} mappings");
}

#[test]
fn a_thousand_contracts_called_at_random() {
    run(1_000, 2_000, 2, 2 << 30);
}

/// ALLOD_CONTRACTS of them, 50,000 unless it is set, and twice as many calls.
#[test]
#[ignore = "takes a quarter of an hour"]
fn fifty_thousand_contracts_called_at_random() {
    let contracts = number("ALLOD_CONTRACTS", 50_000);
    run(contracts, number("ALLOD_CALLS", 2 * contracts), number("ALLOD_THREADS", 2), 4 << 30);
}
