//! Random blocks have the same receipts, gas and roots on every tier and on any number of threads: transactions that
//! succeed and fail in every way, contracts that call each other, deploys among them, and modules that make a compiler
//! spill. `fuzz/README.md` has more seeds.

use allod_testing::differential::blocks::fleet::TOGETHER;
use allod_testing::differential::blocks::{Fleet, Seen};

/// How many blocks each fleet runs here.
const BLOCKS: u64 = 40;

#[test]
fn random_blocks_are_the_same_on_every_tier_and_any_number_of_threads() {
    let mut seen = Seen::default();
    for number in 0..3 {
        let mut fleet = Fleet::open(number).unwrap();
        let run = fleet.begin(number, &mut seen);
        let seeds = number * TOGETHER..number * TOGETHER + BLOCKS;
        run.and_then(|()| seeds.into_iter().try_for_each(|seed| fleet.check(seed, &mut seen)))
            .unwrap_or_else(|what| panic!("{what}"));
    }
    assert_eq!(seen.blocks, 3 * BLOCKS);
    for end in ["success", "success with a refund", "deployed", "reverted", "out of gas", "refused"] {
        assert!(seen.ended(end) > 5, "{end}: {seen:?}");
    }
    assert!(seen.ended("trapped: stack overflow") > 5, "{seen:?}");
}
