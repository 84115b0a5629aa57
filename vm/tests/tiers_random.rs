//! Random modules and random writes have the same receipts on either tier, memory and globals included. The modules and
//! calls are those of the fuzzer; see `fuzz/README.md`.
#![allow(unreachable_pub, missing_docs, dead_code, reason = "the fuzzer's own files")]

#[path = "../../fuzz/src/generator.rs"]
mod generator;
#[path = "../../fuzz/src/noise.rs"]
mod noise;
#[path = "../../fuzz/src/probes.rs"]
mod probes;
#[path = "../../fuzz/src/reset.rs"]
mod reset;
#[path = "../../fuzz/src/surgery.rs"]
mod surgery;
#[path = "../../fuzz/src/tiers.rs"]
mod tiers;

use tiers::{Pair, Seen};

#[test]
fn random_modules_have_the_same_receipts_on_either_tier() {
    let (pair, mut seen) = (Pair::open().unwrap(), Seen::default());
    for seed in 0..300 {
        pair.check(seed, &mut seen).unwrap_or_else(|what| panic!("{what}"));
    }
    assert!(seen.modules > 100 && seen.succeeded > 200 && seen.failed > 200, "it looked at something: {seen:?}");
}

#[test]
fn writes_of_a_contract_and_of_the_host_have_the_same_receipts_on_either_tier() {
    let (pair, mut seen) = (Pair::open().unwrap(), Seen::default());
    for seed in 0..40 {
        pair.check_writes(seed, &mut seen).unwrap_or_else(|what| panic!("{what}"));
    }
    assert!(seen.succeeded > 200 && seen.failed > 200, "it looked at something: {seen:?}");
}
