//! Random modules within the features that the gate lets in.

use crate::rng::noise;
use arbitrary::Unstructured;
use wasm_smith::{Config, Module};

/// Modules of the features that the gate lets in, with one memory and one table of at most 64 entries, no imports,
/// and everything exported.
pub fn settings() -> Config {
    Config {
        bulk_memory_enabled: true,
        // Without a type there is no function, and many small parts leave no noise for code.
        min_types: 3,
        max_types: 8,
        max_globals: 6,
        min_funcs: 4,
        max_memories: 1,
        max_memory32_bytes: 1 << 20,
        memory_max_size_required: true,
        max_tables: 1,
        max_table_elements: 64,
        table_max_size_required: true,
        max_imports: 0,
        max_data_segments: 4,
        max_element_segments: 4,
        export_everything: true,
        allow_start_export: false,
        allow_invalid_funcs: false,
        multi_value_enabled: true,
        saturating_float_to_int_enabled: true,
        sign_extension_ops_enabled: true,
        reference_types_enabled: false,
        simd_enabled: false,
        relaxed_simd_enabled: false,
        threads_enabled: false,
        shared_everything_threads_enabled: false,
        exceptions_enabled: false,
        gc_enabled: false,
        tail_call_enabled: false,
        wide_arithmetic_enabled: false,
        extended_const_enabled: false,
        custom_page_sizes_enabled: false,
        compact_imports_enabled: false,
        memory64_enabled: false,
        ..Config::default()
    }
}

/// The module that follows from `seed`; `None` for the few seeds that give none.
pub fn module(seed: u64) -> Option<Vec<u8>> {
    build(seed, of_size(seed))
}

/// As [`module`], without floats: the gate lets a function of floats be, but nobody outside may call it.
pub fn whole(seed: u64) -> Option<Vec<u8>> {
    build(seed, Config { allow_floats: false, ..of_size(seed) })
}

fn of_size(seed: u64) -> Config {
    // Of the bulk operators only `memory.fill` and `memory.copy` have a price; the others need a segment or a table.
    let bulk = seed.is_multiple_of(3);
    Config {
        disallow_traps: seed % 5 == 4,
        bulk_memory_enabled: bulk,
        max_tables: if bulk { 0 } else { 1 },
        max_data_segments: if bulk { 0 } else { 4 },
        max_element_segments: if bulk { 0 } else { 4 },
        max_instructions: 200 + 20 * (seed % 50) as usize,
        max_funcs: 12,
        min_memories: 1,
        ..settings()
    }
}

fn build(seed: u64, config: Config) -> Option<Vec<u8>> {
    from_noise(&noise(seed, 2_000 + 64 * (seed % 64) as usize), config)
}

/// The module that follows from `noise`; `None` where that gives none.
pub fn from_noise(noise: &[u8], config: Config) -> Option<Vec<u8>> {
    Some(Module::new(config, &mut Unstructured::new(noise)).ok()?.to_bytes())
}

/// The arguments that follow from `seed`, as bits, for a function of `count` parameters.
pub fn arguments(seed: u64, count: usize) -> Vec<u64> {
    const TELLING: [u64; 8] = [0, 1, 7, u64::MAX, 0x8000_0000, 1 << 63, 0x7fc0_0001, 0x7ff0_0000_0000_0001];
    noise(seed ^ 0xa5a5, count).into_iter().map(|byte| TELLING[usize::from(byte) % TELLING.len()]).collect()
}
