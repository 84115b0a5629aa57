//! Fields: written, read, read as another type, missing.

use super::Kind;
use crate::worst::case::{Call, Case, Contract};
use crate::worst::knobs::{Knob, Settings, choice, size};
use crate::worst::shapes::{self, Shape};
use crate::worst::text::{data, module, rounds, times, vary};
use allod_core::Type;

const NAME: u64 = 65_536;
const VALUE: u64 = 1 << 20;

pub(super) fn kinds() -> Vec<Kind> {
    let mut write: Vec<Knob> = vec![size("name", 0, 65_537), choice("another each time", 2), choice("end", 3)];
    write.extend(shapes::KNOBS);
    let read = [
        choice("of which", 4),
        size("bytes", 0, 1_048_000),
        size("fields", 1, 16),
        size("name", 4, 65_536),
        choice("stored", 2),
        choice("asked for as", 3),
        size("capacity", 0, 1 << 20),
    ];
    let write = Kind::new("a field written", write, write_field).from(&[0, 4, 1, 1, 16, 255, 1, 0, 0, 0, 20_000, 0]);
    // As another type, and as one that takes long to write down.
    let read = Kind::new("a field read", read, read_field)
        .from(&[0, 1, 1_048_000, 16, 4, 1, 1, 0])
        .from(&[0, 0, 500, 1, 4, 0, 2, 0]);
    vec![write, read]
}

fn write_field(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (name, another, end) = (settings.take(), settings.flag(), settings.take());
    let shape = Shape::take(settings, 1 << 20);
    let len = match end {
        0 => shape.value_len(),
        1 => shape.value_len().saturating_sub(1),
        _ => shape.value_len() + 1,
    };
    let setup = format!(
        "(local.set $h (i32.wrap_i64 (call $get_object (i32.const 320))))
         (memory.fill (i32.const {VALUE}) (i32.const {}) (i32.const 1048576))
         (memory.copy (i32.const {VALUE}) (i32.const 4096) (i32.const {}))",
        shape.fill,
        shape.head.len()
    );
    let round = format!(
        "{} (drop (call $object_set (local.get $h) (i32.const {NAME}) (i32.const {name}) (i32.const 1024)
            (i32.const {}) (i32.const {VALUE}) (i32.const {len})))",
        if another { vary(NAME as u32) } else { String::new() },
        shape.descriptor.len()
    );
    let body = rounds(&setup, &round) + &data(1_024, &shape.descriptor) + &data(4_096, &shape.head);
    Case::rounds(interpreted, vec![Contract::of(module(40, &body))], 0)
}

/// Fields of bytes that are there, stored before or not; some are asked for that are not there, or as another type.
fn read_field(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (which, bytes, fields, name) = (settings.take(), settings.take(), settings.take(), settings.take());
    let (stored, asked, capacity) = (settings.flag(), settings.take(), settings.take());
    let wide = Type::structure("", vec![("f".to_owned(), Type::U8); 255]).descriptor();
    let asked = match asked {
        0 => vec![13],
        1 => vec![2],
        _ => wide[..wide.len().min(1_024)].to_vec(),
    };
    let put = times(
        fields,
        &format!(
            "(i32.store (i32.const {NAME}) (local.get $i))
            (drop (call $object_set (local.get $h) (i32.const {NAME}) (i32.const {name}) (i32.const 1024) (i32.const 1)
                (i32.const {VALUE}) (i32.const {})))",
            8 + bytes
        ),
    );
    let object = format!(
        "(local.set $h (i32.wrap_i64 (call $get_object (i32.const 320)))) (i64.store (i32.const {VALUE}) (i64.const {bytes}))"
    );
    let number = match which {
        // The same one, each in turn, none, or a name that is not there and another each time.
        0 => "(i32.const 0)".to_owned(),
        1 => format!("(i32.rem_u (local.get $n) (i32.const {fields}))"),
        2 => "(i32.const 77777)".to_owned(),
        _ => "(i32.add (local.get $n) (i32.const 77777))".to_owned(),
    };
    let round = format!(
        "(i32.store (i32.const {NAME}) {number})
        (drop (call $object_get (local.get $h) (i32.const {NAME}) (i32.const {name}) (i32.const 2048)
            (i32.const {}) (i32.const {VALUE}) (i32.const {capacity})))",
        asked.len()
    );
    let now = if stored { String::new() } else { put.clone() };
    let body = rounds(&format!("{object} {now}"), &round)
        + &format!("(func (export \"put\") (local $h i32) (local $i i32) {object} {put})")
        + &data(1_024, &[13])
        + &data(2_048, &asked);
    let case = Case::rounds(interpreted, vec![Contract::of(module(36, &body))], 0);
    if stored { case.after(vec![Call::of(0, "put")]) } else { case }
}
