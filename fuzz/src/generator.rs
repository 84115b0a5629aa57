//! Random modules within the features that the gate lets in.

use super::noise::noise;
use arbitrary::Unstructured;
use wasm_smith::{Config, Module};

/// The module that follows from `seed`; `None` for the few seeds that give none.
pub fn module(seed: u64) -> Option<Vec<u8>> {
    let bytes = noise(seed, 400 + 64 * (seed % 64) as usize);
    let config = Config {
        disallow_traps: seed % 5 == 4,
        bulk_memory_enabled: seed.is_multiple_of(3),
        max_instructions: 200 + 20 * (seed % 50) as usize,
        min_funcs: 2,
        max_funcs: 12,
        min_memories: 1,
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
    };
    Some(Module::new(config, &mut Unstructured::new(&bytes)).ok()?.to_bytes())
}

/// The arguments that follow from `seed`, as bits, for a function of `count` parameters.
pub fn arguments(seed: u64, count: usize) -> Vec<u64> {
    const TELLING: [u64; 8] = [0, 1, 7, u64::MAX, 0x8000_0000, 1 << 63, 0x7fc0_0001, 0x7ff0_0000_0000_0001];
    noise(seed ^ 0xa5a5, count).into_iter().map(|byte| TELLING[usize::from(byte) % TELLING.len()]).collect()
}
