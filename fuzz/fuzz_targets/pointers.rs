//! libFuzzer drives the target `pointers`: see `README.md`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| allod_testing::targets::pointers(data));
