//! libFuzzer drives the target `source`: see `README.md`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| allod_testing::targets::source(data));
