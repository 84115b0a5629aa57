//! Entering a contract: what has to be set up for each call.

use super::Kind;
use crate::worst::case::{Call, Case, Contract};
use crate::worst::knobs::{Settings, choice, size};
use crate::worst::text::{address, data, module, rounds, times};
use allod_vm::WasiOptions;
use std::fmt::Write;

pub(super) fn kinds() -> Vec<Kind> {
    let knobs = [
        choice("by", 2),
        size("pages", 1, 4_096),
        size("data segments", 0, 5_000),
        size("bytes of each", 0, 4_096),
        choice("data apart", 2),
        size("element segments", 0, 1_024),
        size("items of each", 0, 16_384),
        size("functions", 1, 2_000),
        size("globals", 0, 1_000),
        size("exports", 1, 1_000),
        size("pages of 4 KiB written", 0, 4_096),
        choice("initialises", 2),
    ];
    // Elements, and data all over the pages that come with a contract.
    let entering = Kind::new("entering a contract", knobs, entering)
        .from(&[1, 0, 1, 0, 0, 0, 1_024, 390, 1, 0, 1, 0, 0])
        .from(&[0, 0, 64, 1_000, 1, 1, 0, 0, 1, 0, 1, 0, 0])
        .from(&[1, 1, 64, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0]);
    vec![entering]
}

fn entering(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (by, pages, segments, bytes, apart) =
        (settings.take(), settings.take(), settings.take(), settings.take(), settings.flag());
    let (elements, items, functions, globals, exports) =
        (settings.take(), settings.take(), settings.take(), settings.take(), settings.take());
    let (written, initialises) = (settings.take(), settings.flag());
    let memory = pages << 16;
    // Texts of more than some megabytes take longer to read than what is measured.
    let bytes = bytes.min((1 << 20) / segments.max(1));
    let items = items.min(400_000 / elements.max(1));
    let mut body = String::new();
    let one = "\\01".repeat(bytes as usize);
    for number in 0..segments {
        let at = if apart { number * (memory / segments.max(1)) } else { number * bytes };
        if at + bytes <= memory {
            let _ = writeln!(body, "(data (i32.const {at}) \"{one}\")");
        }
    }
    let _ = writeln!(body, "(table {} funcref)", items.max(1));
    let list = "$g0 ".repeat(items as usize);
    for _ in 0..elements {
        let _ = writeln!(body, "(elem (i32.const 0) {list})");
    }
    for number in 0..functions {
        let export = if number < exports { format!("(export \"e{number}\")") } else { String::new() };
        let _ = writeln!(body, "(func $g{number} {export})");
    }
    for number in 0..globals {
        let _ = writeln!(body, "(global (mut i64) (i64.const {number}))");
    }
    if initialises {
        body += "(func (export \"_initialize\"))";
    }
    let write = times(written.min(16 * pages), "(i32.store8 (i32.mul (local.get $i) (i32.const 4096)) (i32.const 1))");
    let _ = writeln!(body, "(func (export \"x\") (local $i i32) {write})");
    let wasi = WasiOptions { memory_limit: 256 << 20, ..WasiOptions::default() };
    let entered = Contract { wasi, ..Contract::of(module(pages as u32, &body)) };
    if by == 0 {
        return Case::copies(interpreted, vec![entered], Call::of(0, "x"));
    }
    let round = "(drop (call $call (i32.const 32) (i32.const 64) (i32.const 1) (i32.const 80) (i32.const 1)
        (i64.const 0) (i32.const 0) (i32.const 0)))";
    let caller = module(1, &(rounds("", round) + &address(32, 0) + &data(64, b"x") + &data(80, &[0])));
    Case::rounds(interpreted, vec![entered, Contract::of(caller)], 1)
}
