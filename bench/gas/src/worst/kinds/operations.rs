//! Every host operation with arguments of every kind, refused ones too.

use super::Kind;
use crate::signatures;
use crate::worst::case::{Case, Contract};
use crate::worst::knobs::{Knob, Settings, choice, size};
use crate::worst::text::{COUNTER, address, call, data, flood, module, vary, wide, word};
use allod_core::{HostOp, IMPORTS, Import, Type, Value, tagged_value};

/// Where things lie in the contract's memory.
const OWN: u64 = 256;
const NEIGHBOUR: u64 = 288;
const ZERO: u64 = 320;
const NOBODY: u64 = 352;
const ID: u64 = 512;
const FOREIGN: u64 = 576;
const MISSING: u64 = 640;
const KEYS: u64 = 1_024;
const TYPES: u64 = 8_192;
const TAGGED: u64 = 65_536;
const NAMES: u64 = 131_072;
const ZEROS: u64 = 1 << 20;
const ONES: u64 = 2 << 20;
const ROOM: u64 = 3 << 20;

/// Handles, and how each is come by.
const HANDLES: &[&str] = &[
    "(local.set $h (i32.wrap_i64 (call $create_object)))",
    "(local.set $h (i32.wrap_i64 (call $get_object (i32.const 320))))",
    "(local.set $h (i32.wrap_i64 (call $create_object))) (drop (call $object_share (local.get $h)))",
    "(local.set $h (i32.wrap_i64 (call $create_object))) (drop (call $object_freeze (local.get $h)))",
    "(local.set $h (i32.wrap_i64 (call $create_object))) (drop (call $delete_object (local.get $h)))",
    "(local.set $h (i32.wrap_i64 (call $get_object (i32.const 576))))",
    "(local.set $h (i32.const 77777))",
];
const ADDRESSES: &[u64] = &[OWN, NEIGHBOUR, ZERO, NOBODY];
const IDS: &[u64] = &[ZERO, ID, FOREIGN, MISSING];
const AMOUNTS: &[u64] = &[0, 1, 1 << 20, 1 << 62];
/// Anything that is read by its length.
const REGIONS: &[u64] = &[ZEROS, ONES, TAGGED, NAMES];

/// Types that a field may be asked for as: plain, long, and none at all.
fn types() -> Vec<Vec<u8>> {
    let wide = Type::structure("", vec![(String::new(), Type::U8); 255]);
    let named = Type::structure("s".repeat(255), vec![("f".repeat(255), Type::U64); 2]);
    let deep = (0..7).fold(Type::U8, |ty, _| Type::list(ty));
    let known = [Type::U8, Type::Bytes, Type::String, wide, named, deep];
    known.iter().map(Type::descriptor).chain([vec![0xff; 1_024], Vec::new(), vec![1; 1_025]]).collect()
}

pub(super) fn kinds() -> Vec<Kind> {
    let imports = IMPORTS.iter().filter(|import| import.op != HostOp::Revert);
    imports
        .map(|import| Kind::new(import.name, knobs(import), move |s, interpreted| case(import, s, interpreted)))
        .collect()
}

/// The parameters of an import by name, from its documentation: `(out, capacity) → …`.
fn parameters(import: &Import) -> Vec<&'static str> {
    let inside = import.doc.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or("", |(inside, _)| inside);
    let names = inside.split(", ").map(|name| name.split(' ').next().unwrap_or(name));
    names.filter(|name| !name.is_empty()).collect()
}

fn knobs(import: &Import) -> Vec<Knob> {
    let of = |name: &&'static str| match *name {
        "out" | "type_len" => None,
        "capacity" | "len" => Some(size(name, 0, 1 << 20)),
        "contract" | "to" | "owner" | "address" => Some(choice(name, ADDRESSES.len() as u64)),
        "id" => Some(choice(name, IDS.len() as u64)),
        "handle" => Some(choice(name, HANDLES.len() as u64)),
        "type" => Some(choice(name, types().len() as u64)),
        "amount" | "gas" => Some(choice(name, AMOUNTS.len() as u64)),
        "code" | "on" | "recovery_id" => Some(choice(name, 5)),
        "public_key" | "signature" | "digest" => Some(choice(name, 3)),
        name if name.ends_with("_len") => Some(size(name, 0, 1 << 20)),
        _ => Some(choice(name, REGIONS.len() as u64)),
    };
    let parameters = parameters(import);
    parameters.iter().filter_map(of).chain([choice("another each time", 2)]).collect()
}

fn case(import: &'static Import, settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (types, keys) = (types(), signatures::all(&[7; 32]));
    let (mut handle, mut ty, mut arguments) = ("", 0, Vec::new());
    let parameters = parameters(import);
    for (name, wasm) in parameters.iter().zip(import.params) {
        let value = match *name {
            "out" => ROOM,
            "type_len" => types[ty].len() as u64,
            "contract" | "to" | "owner" | "address" => *settings.pick(ADDRESSES),
            "id" => *settings.pick(IDS),
            "handle" => {
                handle = *settings.pick(HANDLES);
                arguments.push("(local.get $h)".to_owned());
                continue;
            }
            "type" => {
                ty = settings.take() as usize;
                TYPES + 1_100 * ty as u64
            }
            "amount" | "gas" => *settings.pick(AMOUNTS),
            "public_key" | "signature" | "digest" => {
                let valid = KEYS + key(import.op, name);
                *settings.pick(&[valid, ZEROS, ONES])
            }
            "capacity" | "len" | "code" | "on" | "recovery_id" => settings.take(),
            name if name.ends_with("_len") => settings.take(),
            _ => *settings.pick(REGIONS),
        };
        arguments.push(if *wasm == allod_core::WasmType::I32 { word(value) } else { wide(value) });
    }
    let another = settings.flag();
    let operation = call(import.name, &arguments);
    let ones = if arguments.contains(&word(ONES)) {
        "(memory.fill (i32.const 2097152) (i32.const 255) (i32.const 1048576))"
    } else {
        ""
    };
    let id = if arguments.contains(&word(ID)) {
        "(drop (call $object_id (i32.wrap_i64 (call $create_object)) (i32.const 512)))"
    } else {
        ""
    };
    let another = if another { vary(COUNTER) + &vary(ZEROS as u32) } else { String::new() };
    let setup = format!("(call $contract_address (i32.const {OWN})) {id} {handle} {ones}");
    let tagged = tagged_value::encode(&[Value::from("k"), Value::from(7u64)]);
    let mut body = flood(&setup, &format!("{another} {operation}"));
    body += &address(NEIGHBOUR as u32, 0);
    body += &format!("(data (i32.const {FOREIGN}) \"%0%\")\n");
    for (at, bytes) in [
        (NOBODY, vec![0x77; 20]),
        (MISSING, vec![0x66; 32]),
        (KEYS, keys.ed25519_key),
        (KEYS + 64, keys.ed25519_signature),
        (KEYS + 128, keys.secp256k1_key),
        (KEYS + 192, vec![7; 32]),
        (KEYS + 256, keys.secp256k1_signature),
        (TAGGED, tagged),
        (NAMES, b"g".to_vec()),
    ] {
        body += &data(at as u32, &bytes);
    }
    for (number, descriptor) in types.iter().enumerate() {
        body += &data(TYPES as u32 + 1_100 * number as u32, descriptor);
    }
    let neighbour = Contract::of(r#"(module (func (export "g")))"#);
    Case::rounds(interpreted, vec![neighbour, Contract::of(module(64, &body))], 1)
}

/// Where what is valid lies among the keys.
fn key(op: HostOp, name: &str) -> u64 {
    match (op, name) {
        (HostOp::Ed25519Verify, "public_key") => 0,
        (HostOp::Ed25519Verify, _) => 64,
        (_, "public_key") => 128,
        (_, "digest") => 192,
        _ => 256,
    }
}
