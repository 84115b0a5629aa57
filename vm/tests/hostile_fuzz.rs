//! The fuzzer's targets, fed noise and mutations for a bounded time.
//!
//! A program of its own, because every allocation in it is counted.

use allod_compiler::gate::{self, GateOptions};
use allod_core::{Abi, Args, Status, Type, Value, tagged_value};
use allod_testing::rng::noise;
use allod_testing::targets::{self, corpus, mutation::mutated};

/// Feeds the target called `name` so many times.
fn feed(name: &str, rounds: u64) {
    let targets = targets::all(|act| allocation_counter::measure(act).bytes_max);
    let (_, target) = targets.iter().find(|row| row.0 == name).unwrap();
    for seed in 0..rounds {
        target(&noise(seed, (seed % 600) as usize));
        target(&mutated(name, seed));
    }
}

/// The value behind its type's length and its type.
fn typed_value(bytes: &[u8]) -> Option<Value> {
    let (len, rest) = bytes.split_first()?;
    let (ty, value) = rest.split_at_checked(usize::from(*len))?;
    Value::decode(&Type::from_descriptor(ty).ok()?, value).ok()
}

#[test]
fn what_a_fuzzer_begins_with_is_valid() {
    let all = |name: &'static str| (0..corpus::count(name)).map(move |number| corpus::valid(name, number));
    let enters = |module: &Vec<u8>| gate::check(module, &GateOptions::default()).is_ok();
    assert!(all("gate").all(|module| enters(&module)), "every module enters");
    for bytes in all("codec") {
        let text = std::str::from_utf8(&bytes).is_ok_and(|text| text.parse::<Type>().is_ok());
        let read = text || typed_value(&bytes).is_some();
        assert!(read || tagged_value::decode(&bytes).is_ok() || Type::from_descriptor(&bytes).is_ok(), "{bytes:x?}");
    }
    for bytes in all("arguments") {
        let (abi, given) = bytes.split_at(bytes.iter().position(|byte| *byte == 0).unwrap());
        let (abi, given) = (Abi::from_json(abi).unwrap(), &given[1..]);
        let text = String::from_utf8_lossy(given);
        let words = Some(Args::Cli(text.lines().map(str::to_owned).collect()));
        let given = [text.parse().ok().map(Args::Json), tagged_value::decode(given).ok().map(Args::Positional), words];
        assert!(given.into_iter().flatten().any(|args| args.encode(&abi.functions[0]).is_ok()), "{abi:?} {text}");
    }
    for (number, story) in all("pointers").take(corpus::STORIES).enumerate() {
        let status = targets::tell(&story).status;
        let meant = number + 1 == corpus::STORIES;
        assert!(status.is_success() || meant && matches!(status, Status::Reverted { .. }), "{number}: {status:?}");
    }
}

#[test]
fn decode_bombs_the_gate_answers_any_bytes_in_words() {
    feed("gate", 3_000);
}

#[test]
fn decode_bombs_any_source_is_a_module_or_is_refused_in_words() {
    feed("source", 400);
}

#[test]
fn decode_bombs_values_and_types_come_back_as_they_were_or_not_at_all() {
    feed("codec", 50_000);
}

#[test]
fn decode_bombs_memory_is_in_proportion_to_the_bytes_of_values_and_types() {
    feed("values", 50_000);
}

#[test]
fn decode_bombs_any_abi_and_any_arguments_fit_or_are_refused() {
    feed("arguments", 20_000);
}

#[test]
fn ptr_wrap_any_arguments_of_any_import_end_in_a_receipt() {
    feed("pointers", 10_000);
}
