//! The fuzzer's targets, fed noise and mutations for a bounded time.
#![allow(unreachable_pub, missing_docs, reason = "the fuzzer's own files")]

#[path = "../../fuzz/src/generator.rs"]
mod generator;
#[path = "../../fuzz/src/mutation.rs"]
mod mutation;
#[path = "../../fuzz/src/noise.rs"]
mod noise;
#[path = "../../fuzz/src/targets.rs"]
mod targets;

/// Feeds the target called `name` so many times.
fn feed(name: &str, rounds: u64) {
    let (_, target) = targets::TARGETS.iter().find(|row| row.0 == name).unwrap();
    for seed in 0..rounds {
        target(&noise::noise(seed, (seed % 600) as usize));
        target(&mutation::mutated(name, seed));
    }
}

#[test]
fn decode_bombs_the_gate_answers_any_bytes_in_words() {
    feed("gate", 3_000);
    assert!(generator::arguments(1, 3).len() == 3);
}

#[test]
fn decode_bombs_values_and_types_come_back_as_they_were_or_not_at_all() {
    feed("codec", 50_000);
}

#[test]
fn decode_bombs_any_abi_and_any_arguments_fit_or_are_refused() {
    feed("arguments", 20_000);
}

#[test]
fn ptr_wrap_any_arguments_of_any_import_end_in_a_receipt() {
    feed("pointers", 10_000);
}
