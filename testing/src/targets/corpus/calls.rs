//! Calls of the host's imports.

use crate::rng::noise;
use allod_core::{IMPORTS, WasmType};

/// Bytes that stories point to; in the contract's memory from byte 20 on.
const DATA: &[u8; 64] =
    b"v\x05\x2a\0\0\0\0\0\0\0Told\x02\x0c\x01\0\0\0\0\0\0\0k\x05\x07\0\0\0\0\0\0\0g\x01\x0a\x09\0\0\0\0\0\0\0\
    ...................";
const NAME: u64 = 20;
const TYPE: u64 = 21;
const VALUE: u64 = 22;
const EVENT: u64 = 30;
const ATTRIBUTES: u64 = 34;
const FUNCTION: u64 = 54;
const ARGUMENTS: u64 = 55;
/// Zeros: all the gas, no value, tagged values.
const TERMS: u64 = 0x1_0000;
/// Room for what the host writes.
const ROOM: u64 = 0x1_0100;

/// A call: the import's name and its arguments.
pub(super) type Call = (&'static str, &'static [u64]);

/// Stories that succeed; the last one ends as it is meant to, in a refusal.
pub(super) const STORIES: [&[Call]; 8] = [
    &[
        ("object_set", &[0, NAME, 1, TYPE, 1, VALUE, 8]),
        ("object_get", &[0, NAME, 1, TYPE, 1, ROOM, 64]),
        ("object_get", &[0, NAME, 1, TYPE, 1, ROOM, 0]),
        ("fetch", &[ROOM, 64]),
    ],
    &[("log", &[EVENT, 4, ATTRIBUTES, 20]), ("last_error", &[ROOM, 64])],
    &[
        ("call", &[0, FUNCTION, 1, ARGUMENTS, 10, 0, ROOM, 8]),
        ("call", &[0, FUNCTION, 1, ARGUMENTS, 10, 20_000, ROOM, 0]),
        ("fetch", &[ROOM, 8]),
    ],
    &[
        ("create_object", &[]),
        ("object_id", &[1, ROOM]),
        ("get_object", &[ROOM]),
        ("object_seal", &[1, 1]),
        ("object_set_owner", &[1, 0]),
        ("object_owner", &[1, ROOM]),
        ("get_object_with_owner", &[0]),
        ("create_object", &[]),
        ("object_share", &[2]),
        ("create_object", &[]),
        ("object_freeze", &[3]),
        ("create_object", &[]),
        ("delete_object", &[4]),
    ],
    &[("call_with", &[0, FUNCTION, 1, ARGUMENTS, 10, TERMS, ROOM, 8]), ("attached", &[]), ("deployer", &[ROOM])],
    &[("transfer", &[0, 5]), ("balance", &[0]), ("receive", &[0]), ("sender", &[ROOM]), ("origin", &[ROOM])],
    &[
        ("sha256", &[0, 84, ROOM]),
        ("keccak256", &[0, 84, ROOM]),
        ("blake3", &[0, 84, ROOM]),
        ("ed25519_verify", &[0, 0, 20, ROOM]),
        ("secp256k1_verify", &[0, 0, ROOM]),
        ("secp256k1_recover", &[0, ROOM, 0, ROOM]),
    ],
    &[("debug", &[20, 30]), ("output", &[20, 30]), ("contract_address", &[ROOM]), ("revert", &[9, 30, 4])],
];

/// The number of different inputs.
pub(super) const COUNT: usize = STORIES.len() + 8 * IMPORTS.len();

/// A story, or a call of one import with arguments of which some mean something.
pub(super) fn import_called(number: usize) -> Vec<u8> {
    let calls = match STORIES.get(number) {
        Some(story) => story.iter().flat_map(|(name, arguments)| named(name, arguments)).collect(),
        None => called(number - STORIES.len()),
    };
    [&DATA[..], &calls].concat()
}

fn named(name: &str, arguments: &[u64]) -> Vec<u8> {
    let number = IMPORTS.iter().position(|import| import.name == name).expect("an import");
    encoded(number, arguments)
}

fn encoded(number: usize, arguments: &[u64]) -> Vec<u8> {
    let words = IMPORTS[number].params.iter().zip(arguments);
    let words = words.flat_map(|(ty, word)| word.to_le_bytes()[..if *ty == WasmType::I32 { 4 } else { 8 }].to_vec());
    [number as u8].into_iter().chain(words).collect()
}

/// A handle, an address in memory, a length, or what is none of them.
fn called(number: usize) -> Vec<u8> {
    const TELLING: [u64; 8] = [0, 1, 8, 20, 0x1_0000, 0x2_0000, 0xffff_ffff, 1 << 63];
    let (import, number) = (number % IMPORTS.len(), number / IMPORTS.len());
    let dice = noise((import * 64 + number) as u64, 8);
    let word = |die: u8| if number == 0 { 0 } else { TELLING[usize::from(die) % TELLING.len()] };
    encoded(import, &dice.into_iter().map(word).collect::<Vec<_>>())
}
