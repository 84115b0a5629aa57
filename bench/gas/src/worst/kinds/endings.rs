//! How calls end: results, reverts, traps, exits, with what they leave in the receipt.

use super::Kind;
use crate::worst::case::{Call, Case, Contract};
use crate::worst::knobs::{Settings, choice, size};
use crate::worst::text::{address, data, module};

pub(super) fn kinds() -> Vec<Kind> {
    let knobs = [
        choice("ends", 7),
        size("bytes", 0, (1 << 20) + 1),
        choice("bytes are", 3),
        size("calls that end so", 0, 200),
        choice("debug", 2),
    ];
    vec![Kind::new("how a call ends", knobs, ending)]
}

/// A transaction whose only call, or each of whose many, ends in one way.
fn ending(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (ends, bytes, kind, calls, debug) =
        (settings.take(), settings.take(), settings.take(), settings.take(), settings.flag());
    let fill = match kind {
        0 => String::new(),
        byte => format!(
            "(memory.fill (i32.const 65536) (i32.const {}) (i32.const {bytes}))",
            if byte == 1 { 255 } else { 10 }
        ),
    };
    let end = match ends {
        0 => format!("(call $output (i32.const 65536) (i32.const {bytes}))"),
        1 => format!("(call $revert (i32.const 1) (i32.const 65536) (i32.const {bytes}))"),
        2 => "unreachable".to_owned(),
        3 => "(drop (i32.div_u (i32.const 1) (i32.load (i32.const 0))))".to_owned(),
        4 => "(loop (br 0))".to_owned(),
        5 => "(call $proc_exit (i32.const -1))".to_owned(),
        _ => "(drop (i32.load (i32.const -4)))".to_owned(),
    };
    let debug = match debug {
        true => format!("(call $debug (i32.const 65536) (i32.const {bytes}))"),
        false => String::new(),
    };
    let body = format!(r#"(func (export "x") {fill} {debug} {end})"#);
    let ending = Contract::of(module(18, &body));
    let limit = 200_000 + 30 * bytes;
    if calls == 0 {
        return Case::copies(interpreted, vec![ending], Call { gas_limit: Some(limit), ..Call::of(0, "x") });
    }
    let body = format!(
        r#"(func (export "y") (local $i i32) (loop
        (drop (call $call (i32.const 32) (i32.const 64) (i32.const 1) (i32.const 80) (i32.const 1)
            (i64.const {}) (i32.const 0) (i32.const 0)))
        (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const {calls})))))
        {} {} {}"#,
        limit,
        address(32, 0),
        data(64, b"x"),
        data(80, &[0])
    );
    Case::copies(interpreted, vec![ending, Contract::of(module(1, &body))], Call::of(1, "y"))
}
