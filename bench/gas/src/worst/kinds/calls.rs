//! Calls of other contracts: arguments of every shape, refused ones, chains.

use super::Kind;
use crate::worst::case::{Case, Contract};
use crate::worst::knobs::{Knob, Settings, choice, size};
use crate::worst::shapes::{self, Shape};
use crate::worst::text::{address, data, module, rounds, times};
use allod_core::abi::Abi;
use allod_core::{Function, Param, Type};

const ARGUMENTS: u64 = 1 << 20;
const LONG_NAME: u64 = 3 << 20;

/// What may come of a call, and the name it is made by: `n`othing, a `t`rap, a `r`evert with a text, `s`pinning until
/// the gas is gone, a wrong type, a long list of parameters, a function or a contract that is not there, re-entry.
const NAMES: &str = "ntrsup";
const NO_FUNCTION: u64 = 6;
const NO_CONTRACT: u64 = 7;
const ITSELF: u64 = 8;

pub(super) fn kinds() -> Vec<Kind> {
    let mut call: Vec<Knob> = vec![
        choice("outcome", 9),
        size("name", 1, 1 << 20),
        size("parameters", 0, 64),
        size("fields of each", 0, 255),
        choice("arguments", 4),
        choice("gas", 2),
        size("capacity", 0, 2_048),
    ];
    call.extend(shapes::KNOBS);
    let chain = [
        size("depth", 1, 70),
        size("pages", 1, 1_024),
        size("pages grown", 0, 1_000),
        size("pages of 4 KiB written", 0, 16_384),
    ];
    // Values of no bytes beside one of a byte; a long list for a contract that may not be re-entered; types that a refusal
    // might repeat.
    let call = Kind::new("a call of a contract", call, a_call)
        .from(&[0, 7, 1, 0, 0, 1, 0, 0, 16, 255, 1, 0, 0, 0, 20_000, 0])
        .from(&[0, 8, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1 << 20, 0])
        .from(&[0, 5, 1, 64, 255, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    vec![call, Kind::new("a chain of calls", chain, a_chain).from(&[1, 64, 2, 900, 16_384])]
}

fn a_call(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (outcome, long, parameters, fields) = (settings.take(), settings.take(), settings.take(), settings.take());
    let (arguments, gas, capacity) = (settings.take(), settings.take(), settings.take());
    let shape = Shape::take(settings, (1 << 20) - 1_100);
    let (name, name_len) = match outcome {
        NO_FUNCTION | NO_CONTRACT => (LONG_NAME, long),
        ITSELF => (400, 1),
        known => (400 + known, 1),
    };
    let (head, len) = match arguments {
        0 => (vec![0], 1),
        1 => ([&[1], &shape.tagged_head()[..]].concat(), 1 + shape.descriptor.len() as u64 + shape.value_len()),
        2 => ([&[1], &shape.tagged_head()[..]].concat(), shape.descriptor.len() as u64 + shape.value_len()),
        _ => ([&[255], &shape.tagged_head()[..]].concat(), 1 + shape.descriptor.len() as u64 + shape.value_len()),
    };
    let callee = match outcome {
        NO_CONTRACT => 320,
        ITSELF => 352,
        _ => 256,
    };
    let fill = fill(ARGUMENTS + head.len() as u64, shape.fill, shape.tail);
    let name_fill = fill_always(LONG_NAME, 97, name_len);
    // The arguments' first bytes lie apart, so that filling leaves them.
    let setup = format!(
        "(call $contract_address (i32.const 352)) {fill} {name_fill}
         (memory.copy (i32.const {ARGUMENTS}) (i32.const 4096) (i32.const {}))",
        head.len()
    );
    let gas = gas * 3_000;
    let round = format!(
        "(drop (call $call (i32.const {callee}) (i32.const {name}) (i32.const {name_len}) (i32.const {ARGUMENTS})
            (i32.const {len}) (i64.const {gas}) (i32.const 8192) (i32.const {capacity})))"
    );
    let body = rounds(&setup, &round) + &address(256, 0) + &data(400, NAMES.as_bytes()) + &data(4_096, &head);
    Case::rounds(interpreted, vec![callees(parameters, fields), Contract::of(module(65, &body))], 1)
}

/// A contract whose functions end in every way.
fn callees(parameters: u64, fields: u64) -> Contract {
    let wide = Type::structure("s", vec![("f".to_owned(), Type::U8); fields as usize]);
    let param = |ty: &Type| Param { name: "p".to_owned(), ty: ty.clone() };
    let function = |name: &str, inputs: Vec<Param>| Function { name: name.to_owned(), inputs, outputs: Vec::new() };
    let functions = vec![
        function("n", Vec::new()),
        function("t", Vec::new()),
        function("r", Vec::new()),
        function("s", Vec::new()),
        function("u", vec![param(&Type::U64)]),
        function("p", vec![param(&wide); parameters as usize]),
    ];
    let text = module(
        1,
        r#"(func (export "n")) (func (export "u")) (func (export "p")) (func (export "t") unreachable)
        (func (export "s") (loop (br 0))) (func (export "r") (memory.fill (i32.const 0) (i32.const 255) (i32.const 1024))
            (call $revert (i32.const 1) (i32.const 0) (i32.const 1024)))"#,
    );
    Contract { abi: Some(Abi { functions, ..Abi::default() }), ..Contract::of(text) }
}

fn fill(at: u64, byte: u8, len: u64) -> String {
    if byte == 0 { String::new() } else { fill_always(at, byte, len) }
}

fn fill_always(at: u64, byte: u8, len: u64) -> String {
    format!("(memory.fill (i32.const {at}) (i32.const {byte}) (i32.const {len}))")
}

/// A contract that may be re-entered calls itself, so deep, and has each instance's memory grown and written.
fn a_chain(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (depth, pages, grown, written) = (settings.take(), settings.take(), settings.take(), settings.take());
    let all = 16 * (pages + grown);
    let write = times(written.min(all), "(i32.store8 (i32.mul (local.get $i) (i32.const 4096)) (i32.const 1))");
    // One number, of 32 bits: how much deeper it goes.
    let arguments = data(112, &[1, 9]);
    let call = "(drop (call $call (i32.const 64) (i32.const 96) (i32.const 1) (i32.const 112) (i32.const 6)
        (i64.const 0) (i32.const 0) (i32.const 0)))";
    let body = format!(
        r#"(func (export "d") (param $n i32) (local $i i32) (drop (memory.grow (i32.const {grown}))) {write}
          (if (local.get $n) (then
            (call $contract_address (i32.const 64))
            (i32.store (i32.const 114) (i32.sub (local.get $n) (i32.const 1)))
            {call}))) {} {arguments}"#,
        data(96, b"d")
    );
    let link = Contract { reentrant: true, ..Contract::of(module(pages as u32, &body)) };
    let first = format!("(i32.store (i32.const 114) (i32.const {})) {call}", depth - 1);
    let body = rounds("", &first) + &address(64, 0) + &data(96, b"d") + &arguments;
    Case::rounds(interpreted, vec![link, Contract::of(module(1, &body))], 1)
}
