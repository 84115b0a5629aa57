//! libFuzzer drives the target `arguments`: see `README.md`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| allod_testing::targets::arguments(data));
