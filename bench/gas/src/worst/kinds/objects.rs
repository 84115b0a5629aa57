//! Objects: deleted with their fields, looked up by owner, given back for.

use super::Kind;
use crate::worst::case::{Attack, Call, Case, Contract};
use crate::worst::knobs::{Settings, choice, size};
use crate::worst::text::{address, data, module, rounds, times, vary};

const NAME: u64 = 65_536;
const VALUE: u64 = 1 << 20;

pub(super) fn kinds() -> Vec<Kind> {
    let delete =
        [choice("which", 4), size("fields", 0, 2_000), size("bytes of each", 0, 1_048_000), choice("stored", 2)];
    let owner = [
        size("own objects", 0, 3_000),
        choice("own objects are", 4),
        size("objects of another contract", 0, 3_000),
        choice("between two look-ups", 5),
        choice("whose", 3),
    ];
    let refund = [
        size("objects deleted", 100, 3_000),
        size("fields of each", 0, 16),
        size("rounds of a loop", 0, 1 << 20),
        choice("other work", 3),
    ];
    vec![
        Kind::new("a deletion", delete, deletion).from(&[0, 0, 16, 1_048_000, 1]).from(&[0, 2, 16, 0, 0]),
        Kind::new("a look-up by owner", owner, look_up).from(&[0, 3_000, 1, 3_000, 1, 0]),
        Kind::new("work behind a refund", refund, refund_of).from(&[0, 3_000, 16, 0, 0]),
    ]
}

/// An object of so many fields is deleted, or may not be.
fn deletion(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (which, fields, bytes, stored) = (settings.take(), settings.take(), settings.take(), settings.flag());
    let bytes = bytes.min((32 << 20) / fields.max(1));
    let put = times(
        fields,
        &format!(
            "(i32.store (i32.const {NAME}) (local.get $i))
            (drop (call $object_set (local.get $h) (i32.const {NAME}) (i32.const 4) (i32.const 1024) (i32.const 1)
                (i32.const {VALUE}) (i32.const {})))",
            8 + bytes
        ),
    );
    let value = format!("(i64.store (i32.const {VALUE}) (i64.const {bytes}))");
    let default = format!("{value} (local.set $h (i32.wrap_i64 (call $get_object (i32.const 320))))");
    let denied = "(drop (call $delete_object (local.get $h)))";
    let (make, setup, round) = match which {
        // Shared or frozen: nobody may.
        0 => (format!("{default} {put} (drop (call $object_share (local.get $h)))"), default, denied.to_owned()),
        1 => (format!("{default} {put} (drop (call $object_freeze (local.get $h)))"), default, denied.to_owned()),
        // A new one each time.
        2 => {
            let create = "(local.set $h (i32.wrap_i64 (call $create_object)))";
            (String::new(), value, format!("{create} {put} {denied}"))
        }
        // There is none behind the handle.
        _ => (String::new(), value, denied.to_owned()),
    };
    let now = if stored { "" } else { make.as_str() };
    let body = rounds(&format!("{now} {setup}"), &round)
        + &format!("(func (export \"put\") (local $h i32) (local $i i32) {make})")
        + &data(1_024, &[13]);
    let case = Case::rounds(interpreted, vec![Contract::of(module(36, &body))], 0);
    if stored { case.after(vec![Call::of(0, "put")]) } else { case }
}

/// Somebody's oldest object is asked for, who has many or had many, while calls between fail and succeed.
fn look_up(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (own, gone, others, between, whose) =
        (settings.take(), settings.take(), settings.take(), settings.take(), settings.take());
    let whose = [64, 96, 128][whose as usize];
    let call = |name: u64| {
        format!(
            "(drop (call $call (i32.const 32) (i32.const {name}) (i32.const 1) (i32.const 300) (i32.const 1)
                (i64.const 0) (i32.const 0) (i32.const 0)))"
        )
    };
    let find = format!("(local.set $h (i32.wrap_i64 (call $get_object_with_owner (i32.const {whose}))))");
    let between = match between {
        0 => String::new(),
        1 => call(290),
        2 => call(291),
        3 => "(local.set $h (i32.wrap_i64 (call $create_object)))".to_owned(),
        _ => "(drop (call $delete_object (i32.wrap_i64 (call $create_object))))".to_owned(),
    };
    let fate = match gone {
        0 => "",
        1 => "(drop (call $object_share (local.get $h)))",
        2 => "(drop (call $delete_object (local.get $h)))",
        _ => "(drop (call $object_set_owner (local.get $h) (i32.const 96)))",
    };
    let made = times(own, &format!("(local.set $h (i32.wrap_i64 (call $create_object))) {fate}"));
    let body = rounds("(call $contract_address (i32.const 64))", &format!("{between} {find}"))
        + &format!("(func (export \"put\") (local $h i32) (local $i i32) {made})")
        + &address(32, 0)
        + &data(128, &[0x77; 20])
        + &data(290, b"xy")
        + &data(300, &[0]);
    let failing = module(
        1,
        r#"(func (export "x") (drop (call $create_object)) (call $revert (i32.const 1) (i32.const 0) (i32.const 0)))
        (func (export "y") (drop (call $create_object)))"#,
    );
    let give = times(others, "(drop (call $object_set_owner (i32.wrap_i64 (call $create_object)) (i32.const 64)))");
    let other = module(1, &(format!("(func (export \"put\") (local $i i32) {give})") + &address(64, 1)));
    let contracts = vec![Contract::of(failing), Contract::of(module(1, &body)), Contract::of(other)];
    Case::rounds(interpreted, contracts, 1).after(vec![Call::of(1, "put"), Call::of(2, "put")])
}

/// Objects that an earlier transaction made are deleted, and what is given back pays for something else.
fn refund_of(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (objects, fields, spins, other) = (settings.take(), settings.take(), settings.take(), settings.take());
    let put = times(
        fields,
        "(i32.store (i32.const 65536) (local.get $i))
        (drop (call $object_set (local.get $h) (i32.const 65536) (i32.const 4) (i32.const 1024) (i32.const 1)
            (i32.const 2048) (i32.const 1)))",
    );
    let make = format!(
        "(loop $m (local.set $h (i32.wrap_i64 (call $create_object))) {put}
            (br_if $m (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const {objects}))))"
    );
    let delete =
        times(objects, "(drop (call $delete_object (i32.wrap_i64 (call $get_object_with_owner (i32.const 64)))))");
    let work = match other {
        0 => vary(16),
        1 => "(call $sha256 (i32.const 0) (i32.const 64) (i32.const 2048))".to_owned(),
        _ => "(drop (call $create_object))".to_owned(),
    };
    let work = times(if other == 0 { spins } else { spins.min(60_000) }, &work);
    let body = format!(
        "(func (export \"put\") (local $h i32) (local $i i32) (local $j i32) {make})
        (func (export \"use\") (local $i i32) (call $contract_address (i32.const 64)) {delete} {work}) {}",
        data(1_024, &[2])
    );
    Case {
        interpreted,
        contracts: vec![Contract::of(module(2, &body))],
        before: vec![Call::of(0, "put")],
        attack: Attack::Block(vec![Call::of(0, "use")]),
        paid: 0,
    }
}
