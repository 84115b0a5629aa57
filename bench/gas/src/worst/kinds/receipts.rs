//! What a receipt holds beside events: the types of results, the tree of calls, the objects that were touched.

use super::Kind;
use crate::worst::case::{Call, Case, Contract};
use crate::worst::knobs::{Settings, choice, size};
use crate::worst::text::{address, data, module, times};
use allod_core::abi::Abi;
use allod_core::{Function, Param, Type};

pub(super) fn kinds() -> Vec<Kind> {
    let types = [
        size("results", 0, 64),
        size("name", 0, 256),
        size("fields", 0, 255),
        size("field name", 0, 255),
        size("type name", 0, 255),
        size("fields of each", 0, 255),
        size("function name", 1, 256),
    ];
    let trace = [
        size("calls", 0, 300),
        size("objects made", 0, 300),
        size("objects found", 0, 300),
        choice("touched by", 5),
        size("touches", 0, 600),
        size("function name", 1, 256),
    ];
    let types = Kind::new("types of results", types, results).from(&[0, 8, 0, 100, 1, 1, 100, 1]);
    vec![types, Kind::new("a trace", trace, trace_of)]
}

fn results(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (results, name, fields) = (settings.take(), settings.take(), settings.take());
    let (field, ty, inner, function) = (settings.take(), settings.take(), settings.take(), settings.take());
    // What the ABI's text may be, with some room for names.
    let inner = inner.min(400_000 / (results.max(1) * fields.max(1) * (field + 8)));
    let letters = |count: u64| "n".repeat(count as usize);
    let members = |ty: Type, count: u64| vec![(letters(field.max(1)), ty); count as usize];
    let item = if inner > 0 { Type::structure(letters(ty.max(1)), members(Type::U8, inner)) } else { Type::U8 };
    let whole = Type::structure(letters(ty.max(1)), members(item, fields));
    let param = Param { name: letters(name), ty: if fields > 0 { whole } else { Type::U8 } };
    let function = letters(function);
    let offered = Function { name: function.clone(), inputs: Vec::new(), outputs: vec![param; results as usize] };
    let contract = Contract {
        abi: Some(Abi { functions: vec![offered], ..Abi::default() }),
        ..Contract::of(module(1, &format!("(func (export \"{function}\"))")))
    };
    Case::copies(interpreted, vec![contract], Call::of(0, &function))
}

/// One transaction that calls, makes and touches so much.
fn trace_of(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (calls, made, found) = (settings.take(), settings.take(), settings.take());
    let (by, touches, name) = (settings.take(), settings.take(), settings.take());
    let touch = match by {
        0 => "(drop (call $object_seal (local.get $h) (i32.const 0)))",
        1 => {
            "(drop (call $object_get (local.get $h) (i32.const 0) (i32.const 1) (i32.const 1024) (i32.const 1) (i32.const 2048) (i32.const 8)))"
        }
        2 => {
            "(drop (call $object_set (local.get $h) (i32.const 0) (i32.const 1) (i32.const 1024) (i32.const 1) (i32.const 2048) (i32.const 1)))"
        }
        3 => "(drop (call $delete_object (local.get $h)))",
        _ => "(drop (call $object_set_owner (local.get $h) (i32.const 2048)))",
    };
    let made = times(made, "(local.set $h (i32.wrap_i64 (call $create_object)))");
    let found = times(found, "(drop (call $get_object (i32.const 2048)))");
    let touched = times(touches, touch);
    let name = "n".repeat(name as usize);
    let each = format!(
        "(func (export \"{name}\") (local $i i32) (local $h i32) {made} {found} {touched}) {}",
        data(1_024, &[2])
    );
    let touching = Contract::of(module(1, &each));
    if calls == 0 {
        return Case::copies(interpreted, vec![touching], Call::of(0, &name));
    }
    let call = format!(
        "(drop (call $call (i32.const 32) (i32.const 64) (i32.const {}) (i32.const 512) (i32.const 1) (i64.const 0)
            (i32.const 0) (i32.const 0)))",
        name.len()
    );
    let body = format!(
        "(func (export \"y\") (local $i i32) {}) {} {} {}",
        times(calls, &call),
        address(32, 0),
        data(64, name.as_bytes()),
        data(512, &[0])
    );
    Case::copies(interpreted, vec![touching, Contract::of(module(1, &body))], Call::of(1, "y"))
}
