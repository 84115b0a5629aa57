//! Random modules and random writes have the same receipts on either tier, memory and globals included.
//! `fuzz/README.md` has more seeds.

use allod_testing::differential::tiers::{Pair, Seen};

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
