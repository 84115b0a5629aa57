//! The gas of a run that completes is the sum of its operators, however the charges are merged.

use crate::metered::{self, Metered, PLENTY};
use allod_compiler::instrument::Granularity;
use allod_core::GasSchedule;
use allod_testing::modules::generator;
use allod_testing::rng::noise;
use wasm_smith::Config;
use wasmi::Val;

const GRANULARITIES: [Granularity; 3] = [Granularity::Region, Granularity::Block, Granularity::Operator];

/// Prices that are all different and have no common factor, so that no two operators stand in for each other.
fn telling_prices() -> GasSchedule {
    let mut schedule = GasSchedule::standard();
    let p = &mut schedule.instructions;
    let all = [
        &mut p.control_free,
        &mut p.simple,
        &mut p.arithmetic,
        &mut p.multiply,
        &mut p.divide,
        &mut p.global,
        &mut p.memory,
        &mut p.branch,
        &mut p.branch_table,
        &mut p.call,
        &mut p.call_indirect,
        &mut p.float,
        &mut p.float_multiply,
        &mut p.float_divide,
        &mut p.float_convert,
        &mut p.local,
        &mut p.bulk,
        &mut p.grow,
        &mut p.bulk_per_64_bytes,
        &mut p.grow_page,
    ];
    let primes = [
        1_009, 1_013, 1_019, 1_021, 1_031, 1_033, 1_039, 1_049, 1_051, 1_061, 1_063, 1_069, 1_087, 1_091, 1_093, 1_097,
        1_103, 1_109, 1_117, 1_123,
    ];
    all.into_iter().zip(primes).for_each(|(price, prime)| *price = prime);
    schedule
}

/// A module in which every operator costs what its class costs, whatever its operands: no bulk operators.
fn random_module(seed: u64, instructions: usize) -> Option<Vec<u8>> {
    let noise = noise(seed, 1_500 + 40 * (seed as usize % 100));
    let config = Config {
        bulk_memory_enabled: false,
        saturating_float_to_int_enabled: seed.is_multiple_of(3),
        max_data_segments: 0,
        max_element_segments: 1,
        max_instructions: instructions,
        disallow_traps: noise[0].is_multiple_of(2),
        ..generator::settings()
    };
    generator::from_noise(&noise, config)
}

/// Calls `check` for every export of `modules` random modules, with three arguments each.
fn random_calls(modules: u64, instructions: usize, mut check: impl FnMut(u64, &[u8], &str, &[Val])) {
    for seed in 0..modules {
        let Some(wasm) = random_module(seed, instructions) else { continue };
        for (name, types) in metered::exports(&wasm) {
            for n in [0, 1, 77] {
                let args: Vec<Val> = types.iter().map(|ty| metered::number(*ty, n)).collect();
                check(seed, &wasm, &name, &args);
            }
        }
    }
}

/// More than most random functions need, and little enough for those that loop for ever.
const GAS: i64 = 20_000_000;

#[test]
fn merged_charges_come_to_the_same_total() {
    let schedule = telling_prices();
    let (mut complete, mut branchy) = (0, 0);
    let mut current: Option<(u64, [Metered; 3])> = None;
    random_calls(800, 300, |seed, wasm, name, args| {
        if current.as_ref().is_none_or(|(of, _)| *of != seed) {
            current = Some((seed, GRANULARITIES.map(|granularity| Metered::with(wasm, &schedule, granularity))));
        }
        let Some((_, metered)) = &current else { return };
        let [region, block, operator] = [0, 1, 2].map(|i| metered[i].run(name, args, GAS));
        if operator.results.is_ok() {
            assert_eq!(region, operator, "module {seed}, {name}, {args:?}");
            assert_eq!(block, operator, "module {seed}, {name}, {args:?}");
            let [enough, short] = [0, 1].map(|less| metered[0].run(name, args, operator.used - less));
            assert_eq!(enough, region, "module {seed}, {name}, {args:?} with just enough gas");
            assert!(short.used >= operator.used, "module {seed}, {name}, {args:?} with one gas less");
            complete += 1;
            branchy += usize::from(region.used > 40_000);
        } else {
            // A run that ends early has paid for all that it did.
            assert!(region.results.is_err() && block.results.is_err(), "module {seed}, {name}, {args:?}");
            let paid = region.used > GAS || (region.used >= block.used && block.used >= operator.used);
            assert!(paid, "module {seed}, {name}, {args:?}");
        }
    });
    assert!(complete > 1_000 && branchy > 25, "{complete} runs complete, {branchy} of them long");
}

#[test]
fn a_run_needs_exactly_the_gas_it_uses() {
    let schedule = telling_prices();
    let mut complete = 0;
    random_calls(250, 300, |seed, wasm, name, args| {
        let metered = Metered::with(wasm, &schedule, Granularity::Region);
        let full = metered.run(name, args, GAS);
        if full.results.is_ok() {
            assert_eq!(metered.run(name, args, full.used), full, "module {seed}, {name}, {args:?}");
            let short = metered.run(name, args, full.used - 1);
            assert!(short.used >= full.used, "module {seed}, {name}, {args:?}");
            complete += 1;
        }
    });
    assert!(complete > 300, "{complete} runs complete");
}

#[test]
fn metering_changes_no_result() {
    let schedule = telling_prices();
    let mut complete = 0;
    random_calls(250, 200, |seed, wasm, name, args| {
        let with = Metered::with(wasm, &schedule, Granularity::Region).run(name, args, GAS);
        // Only a run known to end can be repeated without a meter.
        if let Ok(results) = with.results {
            let without = Metered::plain(wasm).run(name, args, PLENTY).results.expect("the same run completes");
            let same = results.iter().zip(&without).all(|(a, b)| a == b || (is_nan(*a) && is_nan(*b)));
            assert!(same && results.len() == without.len(), "module {seed}, {name}: {results:?}, {without:?}");
            complete += 1;
        }
    });
    assert!(complete > 300, "{complete} runs complete");
}

/// Whether bits are those of a NaN of either width.
fn is_nan(bits: u64) -> bool {
    f64::from_bits(bits).is_nan() || u32::try_from(bits).is_ok_and(|bits| f32::from_bits(bits).is_nan())
}
