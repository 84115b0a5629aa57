//! Random modules behave the same before and after the optimiser.

use allod_testing::differential::machines::NATIVE_STACK;
use allod_testing::differential::optimised::{Sums, check};

/// Seeds of the short form; `ALLOD_SEEDS` sets another number, and `fuzz` has a program for many more.
const SEEDS: u64 = 300;

#[test]
fn optimised_modules_behave_as_before_on_both_backends() {
    let seeds = std::env::var("ALLOD_SEEDS").map_or(SEEDS, |seeds| seeds.parse().unwrap());
    let run = move || {
        let mut sums = Sums::default();
        let wrong: Vec<_> = (0..seeds).filter_map(|seed| check(seed, &mut sums).err()).collect();
        (wrong, sums)
    };
    let thread = std::thread::Builder::new().stack_size(NATIVE_STACK).spawn(run).unwrap();
    let (wrong, sums) = thread.join().unwrap();
    println!("{sums:?}");
    assert!(wrong.is_empty(), "{} of {seeds}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(sums.seen.modules > seeds * 3 / 4 && sums.changed > seeds / 2, "{sums:?}");
    assert!(sums.seen.returned > seeds && sums.seen.trapped > seeds && sums.operators > 10_000, "{sums:?}");
    assert!(sums.bytes[1] < sums.bytes[0] && sums.gas[1] < sums.gas[0], "{sums:?}");
}
