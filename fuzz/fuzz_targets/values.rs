//! libFuzzer drives the target `values`: see `README.md`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| allod_testing::targets::values(data, allod_fuzz::heap));
