//! Types and values of every shape.

use super::knobs::{Knob, Settings, choice, size};
use allod_core::Type;

/// Values within values that a shape has at most, however few bytes they take: where each is decoded into memory without
/// a bound, some dozens of such still fit.
const MOST_VALUES: u64 = 400_000;

/// The knobs of a [`Shape`].
pub const KNOBS: &[Knob] = &[
    choice("type", 18),
    size("fields", 0, 255),
    choice("last field", 18),
    size("field name", 0, 3),
    choice("wrapped in", 3),
    size("wraps", 0, 6),
    size("items", 0, 1 << 20),
    choice("set", 2),
];

/// A type, and bytes that are read as one of it, or nearly.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The type's descriptor.
    pub descriptor: Vec<u8>,
    /// The value's first bytes.
    pub head: Vec<u8>,
    /// What the bytes behind are.
    pub fill: u8,
    /// How many there are behind.
    pub tail: u64,
    /// The type itself.
    pub ty: Type,
}

impl Shape {
    /// The shape that the next settings describe, in at most `room` bytes.
    pub fn take(settings: &mut Settings<'_>, room: u64) -> Self {
        let base = member(settings.take());
        let (fields, last, name) = (settings.take(), settings.take(), settings.take());
        let (wrapped, wraps) = (settings.take(), settings.take());
        let (items, fill) = (settings.take(), settings.take() as u8);
        let mut item = base.clone();
        if fields > 0 {
            let name = "n".repeat(name as usize);
            let mut members = vec![(name.clone(), base); fields as usize];
            members[fields as usize - 1].1 = member(last);
            item = Type::structure("", members);
        }
        for _ in 0..wraps {
            item = match wrapped {
                0 => Type::option(item),
                1 => Type::list(item),
                _ => Type::structure("", vec![(String::new(), item)]),
            };
        }
        let width = bytes_of(&item, fill);
        let (ty, head, tail) = match items {
            0 => (item, Vec::new(), width),
            _ => {
                let fits = (room.saturating_sub(8) / width.max(1)).min(MOST_VALUES / values_of(&item, fill));
                let count = items.min(fits);
                (Type::list(item), count.to_le_bytes().to_vec(), count * width)
            }
        };
        Self { descriptor: ty.descriptor(), head, fill, tail, ty }
    }

    /// Bytes of the value.
    pub fn value_len(&self) -> u64 {
        self.head.len() as u64 + self.tail
    }

    /// The type and the value's first bytes, as a tagged value begins.
    pub fn tagged_head(&self) -> Vec<u8> {
        [&self.descriptor[..], &self.head].concat()
    }
}

/// A type that is no list of others: a plain one, a struct of nothing, or an option of a byte.
fn member(number: u64) -> Type {
    match number as usize {
        16 => Type::structure("", Vec::new()),
        17 => Type::option(Type::U8),
        plain => Type::from_descriptor(&[plain as u8 + 1]).expect("plain types have the first numbers"),
    }
}

/// Bytes that a value of `ty` takes that is all `fill`, which is 0 or 1.
fn bytes_of(ty: &Type, fill: u8) -> u64 {
    match ty {
        Type::Bool => 1,
        Type::String | Type::Bytes | Type::List(_) => 8,
        Type::Option(item) => 1 + u64::from(fill) * bytes_of(item, fill),
        Type::Struct(of) => of.fields.iter().map(|(_, ty)| bytes_of(ty, fill)).sum(),
        plain => plain.width().unwrap_or(1) as u64,
    }
}

/// Values that one of `ty` is made of, itself counted.
fn values_of(ty: &Type, fill: u8) -> u64 {
    match ty {
        Type::Option(item) if fill > 0 => 1 + values_of(item, fill),
        Type::Struct(of) => 1 + of.fields.iter().map(|(_, ty)| values_of(ty, fill)).sum::<u64>(),
        _ => 1,
    }
}
