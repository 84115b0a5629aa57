//! libFuzzer drives the target `gate`: see `README.md`.
#![no_main]

use allod_testing::modules::surgery;
use allod_testing::targets;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

/// How many bytes longer a change may make what it is made in.
const ROOM: usize = 64;

fuzz_target!(|data: &[u8]| targets::gate(data));

// Three of four changes are made inside a section, the fourth anywhere.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let change = |inside: &[u8]| {
        let mut bytes = [inside, &[0; ROOM]].concat();
        let size = fuzzer_mutate(&mut bytes, inside.len(), inside.len() + ROOM);
        bytes.truncate(size);
        bytes
    };
    let within = if seed % 4 == 0 { None } else { surgery::mutated(&data[..size], seed / 4, change) };
    match within.filter(|module| module.len() <= max_size) {
        Some(module) => {
            data[..module.len()].copy_from_slice(&module);
            module.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
});
