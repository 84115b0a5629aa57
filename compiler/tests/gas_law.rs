//! The gas of a run that completes is the sum of its operators, however the charges are merged.

mod metered;

use allod_compiler::instrument::Granularity;
use allod_core::GasSchedule;
use arbitrary::Unstructured;
use metered::{Metered, PLENTY, Run};
use proptest::prelude::*;
use wasm_smith::{Config, InstructionKind, InstructionKinds};
use wasmi::Val;

const GRANULARITIES: [Granularity; 3] = [Granularity::Region, Granularity::Block, Granularity::Operator];

/// Prices that are all different and have no common factor, so that no two operators stand in for each other.
fn telling_prices() -> GasSchedule {
    let mut schedule = GasSchedule::mission();
    let p = &mut schedule.instructions;
    let all = [
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
        &mut p.float_divide,
        &mut p.float_convert,
        &mut p.local,
        &mut p.bulk,
        &mut p.bulk_line,
        &mut p.grow_page,
    ];
    let primes = [
        1_009, 1_013, 1_019, 1_021, 1_031, 1_033, 1_039, 1_049, 1_051, 1_061, 1_063, 1_069, 1_087, 1_091, 1_093, 1_097,
        1_103,
    ];
    all.into_iter().zip(primes).for_each(|(price, prime)| *price = prime);
    schedule
}

fn random_module(seed: &[u8], instructions: usize) -> Option<Vec<u8>> {
    let config = Config {
        allowed_instructions: InstructionKinds::new(&[
            InstructionKind::Control,
            InstructionKind::Numeric,
            InstructionKind::Parametric,
            InstructionKind::Variable,
            InstructionKind::Memory,
        ]),
        allow_start_export: false,
        bulk_memory_enabled: false,
        reference_types_enabled: false,
        simd_enabled: false,
        relaxed_simd_enabled: false,
        threads_enabled: false,
        exceptions_enabled: false,
        gc_enabled: false,
        tail_call_enabled: false,
        wide_arithmetic_enabled: false,
        extended_const_enabled: false,
        compact_imports_enabled: false,
        memory64_enabled: false,
        multi_value_enabled: true,
        max_imports: 0,
        max_memories: 1,
        max_memory32_bytes: 1 << 20,
        max_tables: 1,
        max_table_elements: 50,
        min_funcs: 3,
        max_instructions: instructions,
        export_everything: true,
        disallow_traps: seed.first().is_some_and(|byte| byte % 2 == 0),
        ..Config::default()
    };
    let module = wasm_smith::Module::new(config, &mut Unstructured::new(seed)).ok()?;
    Some(module.to_bytes())
}

/// Runs every export of a module at every granularity.
fn runs(wasm: &[u8], gas: i64) -> Vec<(String, [Run; 3])> {
    let schedule = telling_prices();
    let metered = GRANULARITIES.map(|granularity| Metered::with(wasm, &schedule, granularity));
    let mut out = Vec::new();
    for (name, args) in metered::exports(wasm) {
        for n in [0, 1, 77] {
            let args: Vec<Val> = args.iter().map(|ty| metered::number(*ty, n)).collect();
            let results = [0, 1, 2].map(|i| metered[i].run(&name, &args, gas));
            out.push((name.clone(), results));
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn merged_charges_come_to_the_same_total(seed in proptest::collection::vec(any::<u8>(), 200..4000)) {
        let Some(wasm) = random_module(&seed, 300) else { return Ok(()) };
        for (name, [region, block, operator]) in runs(&wasm, 20_000_000) {
            if operator.results.is_ok() {
                prop_assert_eq!(&region, &operator, "{}", name);
                prop_assert_eq!(&block, &operator, "{}", name);
            } else {
                // A run that ends early has paid for all that it did.
                prop_assert!(region.results.is_err() && block.results.is_err(), "{}", name);
                prop_assert!(region.used >= block.used && block.used >= operator.used, "{}", name);
            }
        }
    }

    #[test]
    fn metering_changes_no_result(seed in proptest::collection::vec(any::<u8>(), 200..4000)) {
        let Some(wasm) = random_module(&seed, 200) else { return Ok(()) };
        let schedule = telling_prices();
        let metered = Metered::with(&wasm, &schedule, Granularity::Region);
        let plain = Metered::plain(&wasm);
        for (name, args) in metered::exports(&wasm) {
            let args: Vec<Val> = args.iter().map(|ty| metered::number(*ty, 5)).collect();
            let with = metered.run(&name, &args, 20_000_000);
            // Only a run known to end can be repeated without a meter.
            if with.results.is_ok() {
                let without = plain.run(&name, &args, PLENTY);
                prop_assert_eq!(without.results.map(|r| r.len()), with.results.map(|r| r.len()), "{}", name);
            }
        }
    }
}
