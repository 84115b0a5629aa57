//! WebAssembly text.

use allod_compiler::gate::{WASI_IMPORTS, WASI_MODULE};
use allod_core::{IMPORT_MODULE, IMPORTS, WasmType};
use allod_vm::{Address, ObjectId};
use std::fmt::Write;

/// Rounds of what costs little that are written out one after another, so that the loop around them hardly counts.
pub const UNROLLED: usize = 8;

/// A word that is another one in each round, where [`vary`] is part of it.
pub const COUNTER: u32 = 16;

/// Adds one to the word at `at`.
pub fn vary(at: u32) -> String {
    format!("(i32.store (i32.const {at}) (i32.add (i32.load (i32.const {at})) (i32.const 1)))")
}

/// `bytes` as a string of the text format.
pub fn escaped(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "\\{byte:02x}");
        text
    })
}

/// A data segment.
pub fn data(at: u32, bytes: &[u8]) -> String {
    format!("(data (i32.const {at}) \"{}\")\n", escaped(bytes))
}

/// A data segment that holds the address of contract `number`.
pub fn address(at: u32, number: usize) -> String {
    format!("(data (i32.const {at}) \"@{number}@\")\n")
}

/// `text` with addresses where `@n@` stands for one, and ids of default objects where `%n%` does.
pub fn linked(text: &str, addresses: &[Address]) -> String {
    let mut text = text.to_owned();
    for (number, address) in addresses.iter().enumerate() {
        let names = [
            (format!("@{number}@"), escaped(&address.0)),
            (format!("%{number}%"), escaped(&ObjectId::default_of(address).0)),
        ];
        for (place, name) in names {
            if text.contains(&place) {
                text = text.replace(&place, &name);
            }
        }
    }
    text
}

/// A module of `pages` around `body`, with the imports that it calls: `$name`, or `$name` of WASI.
pub fn module(pages: u32, body: &str) -> String {
    let used = |name: &str| body.contains(&format!("(call ${name} ")) || body.contains(&format!("(call ${name})"));
    let number = |ty: &WasmType| if *ty == WasmType::I32 { "i32" } else { "i64" };
    let line = |module: &str, name: &str, params: &[WasmType], result: Option<WasmType>| {
        let params: Vec<_> = params.iter().map(number).collect();
        let result = result.map_or(String::new(), |ty| format!("(result {})", number(&ty)));
        format!("(import \"{module}\" \"{name}\" (func ${name} (param {}) {result}))\n", params.join(" "))
    };
    let host = IMPORTS.iter().filter(|import| used(import.name));
    let host = host.map(|import| line(IMPORT_MODULE, import.name, import.params, import.result));
    let wasi = WASI_IMPORTS.iter().filter(|import| used(import.name));
    let wasi = wasi.map(|import| line(WASI_MODULE, import.name, import.params, import.result));
    let imports: String = host.chain(wasi).collect();
    let memory = format!("(memory (export \"memory\") {pages})");
    format!("(module {imports} {memory} {body})")
}

/// A function `f` that does `setup` and then `round`, as often as its argument says. Both may use `$h`, `$i` and `$j`.
pub fn rounds(setup: &str, round: &str) -> String {
    format!(
        r#"(func (export "f") (param $n i32) (local $h i32) (local $i i32) (local $j i32) {setup}
        (loop $l {round} (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))"#
    )
}

/// As [`rounds`], each of them several times `round`.
pub fn flood(setup: &str, round: &str) -> String {
    rounds(setup, &format!("{round}\n").repeat(UNROLLED))
}

/// `body` done so many times, with `$i` counting up from 0.
pub fn times(count: u64, body: &str) -> String {
    format!(
        "(local.set $i (i32.const 0)) (block (loop (br_if 1 (i32.ge_u (local.get $i) (i32.const {count}))) {body}
        (local.set $i (i32.add (local.get $i) (i32.const 1))) (br 0)))"
    )
}

/// A call of the host function `name` whose answer nobody wants.
pub fn call(name: &str, arguments: &[String]) -> String {
    let import = IMPORTS.iter().find(|import| import.name == name).expect("a host operation");
    let call = format!("(call ${name} {})", arguments.join(" "));
    if import.result.is_some() { format!("(drop {call})") } else { call }
}

/// A constant of 32 bits.
pub fn word(value: u64) -> String {
    format!("(i32.const {value})")
}

/// A constant of 64 bits.
pub fn wide(value: u64) -> String {
    format!("(i64.const {value})")
}
