//! Memory that contracts have: grown, written, and kept by instances that wait for the next call.

use super::Kind;
use crate::worst::case::{Attack, Call, Case, Contract};
use crate::worst::knobs::{Settings, choice, size};
use crate::worst::text::{module, times};
use allod_core::{GasSchedule, HostOp};
use allod_vm::WasiOptions;

pub(super) fn kinds() -> Vec<Kind> {
    let growth = [
        size("pages", 0, 64),
        size("pages grown", 0, 4_000),
        size("bytes between two writes", 64, 65_536),
        size("writes", 0, 65_536),
        choice("ends", 3),
    ];
    let idle = [
        size("contracts", 1, 64),
        size("pages", 1, 64),
        size("pages grown", 0, 200),
        size("bytes between two writes", 64, 65_536),
        size("writes", 0, 2_048),
        size("rounds", 1, 4),
    ];
    let after = [size("pages", 1, 64), size("bytes between two writes", 64, 65_536), size("writes", 0, 2_048)];
    let after = Kind::new("calls after one that wrote much", after, after_writes).from(&[0, 64, 4_096, 128]);
    let waiting = Kind::new("instances that wait", idle, waiting).from(&[0, 64, 64, 0, 4_096, 1_024, 1]);
    vec![Kind::new("memory grown", growth, growing).from(&[0, 14, 0, 9_036, 704, 0]), after, waiting]
}

fn writes(count: u64, apart: u64, memory: u64) -> String {
    let body = format!("(i32.store8 (i32.mul (local.get $i) (i32.const {apart})) (i32.const 1))");
    times(count.min(memory / apart), &body)
}

fn growing(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (pages, grown, apart) = (settings.take(), settings.take(), settings.take());
    let (count, ends) = (settings.take(), settings.take());
    let write = writes(count, apart, (pages + grown) << 16);
    let end = match ends {
        0 => "",
        1 => "unreachable",
        _ => "(call $revert (i32.const 1) (i32.const 0) (i32.const 0))",
    };
    let body = format!(
        r#"(func (export "x") (local $i i32) (if (i32.eq (memory.grow (i32.const {grown})) (i32.const -1)) (then (return)))
        {write} {end})"#
    );
    let wasi = WasiOptions { memory_limit: 256 << 20, ..WasiOptions::default() };
    let contract = Contract { wasi, ..Contract::of(module(pages as u32, &body)) };
    Case::copies(interpreted, vec![contract], Call::of(0, "x"))
}

/// Many contracts, each called in turn for the first time: what their instances leave behind adds up. The gas of their
/// deploys counts, as each has but one first call.
fn waiting(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (contracts, pages, grown) = (settings.take(), settings.take(), settings.take());
    let (apart, count, turns) = (settings.take(), settings.take(), settings.take());
    let write = writes(count, apart, (pages + grown) << 16);
    let contract = |number: u64| {
        let body = format!(
            r#"(func (export "x") (local $i i32) (drop (memory.grow (i32.const {grown}))) {write}
            (drop (i32.const {number})))"#
        );
        Contract::of(module(pages as u32, &body))
    };
    let calls = (0..turns).flat_map(|_| 0..contracts).map(|number| Call::of(number as usize, "x"));
    Case {
        interpreted,
        contracts: (0..contracts).map(contract).collect(),
        before: Vec::new(),
        attack: Attack::Block(calls.collect()),
        paid: contracts * GasSchedule::standard().price(HostOp::Deploy).base,
    }
}

/// Calls of nothing, in an instance that an earlier call wrote to: what is put back, is put back after each.
fn after_writes(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (pages, apart, count) = (settings.take(), settings.take(), settings.take());
    let write = writes(count, apart, pages << 16);
    let body = format!(r#"(func (export "w") (local $i i32) {write}) (func (export "x"))"#);
    let contract = Contract::of(module(pages as u32, &body));
    Case::copies(interpreted, vec![contract], Call::of(0, "x")).after(vec![Call::of(0, "w")])
}
