//! What the suite imports from `spectest`, as definitions of the module's own.

use super::adapt::Items;
use allod_testing::modules::surgery::length;
use std::collections::BTreeMap;
use wasmparser::{FuncType, TypeRef, ValType};

const FUNCTIONS: u8 = 3;
const TABLES: u8 = 4;
const MEMORIES: u8 = 5;
const GLOBALS: u8 = 6;
const CODE: u8 = 10;

/// The functions, with their parameters. They print, so here they do nothing.
const PRINTS: [(&str, &[ValType]); 7] = [
    ("print", &[]),
    ("print_i32", &[ValType::I32]),
    ("print_i64", &[ValType::I64]),
    ("print_f32", &[ValType::F32]),
    ("print_f64", &[ValType::F64]),
    ("print_i32_f32", &[ValType::I32, ValType::F32]),
    ("print_f64_f64", &[ValType::F64, ValType::F64]),
];

/// The globals, each with its type and value as encoded: 666 or 666.6.
const VALUES: [(&str, ValType, &[u8]); 4] = [
    ("global_i32", ValType::I32, &[0x7f, 0, 0x41, 0x9a, 0x05, 0x0b]),
    ("global_i64", ValType::I64, &[0x7e, 0, 0x42, 0x9a, 0x05, 0x0b]),
    ("global_f32", ValType::F32, &[0x7d, 0, 0x43, 0x66, 0xa6, 0x26, 0x44, 0x0b]),
    ("global_f64", ValType::F64, &[0x7c, 0, 0x44, 0xcd, 0xcc, 0xcc, 0xcc, 0xcc, 0xd4, 0x84, 0x40, 0x0b]),
];

/// What stands before a module's own definitions, by section, where all its `imports` come from `spectest` as that
/// has them; `None` else, and where there are none.
pub(super) fn inside(imports: &[(String, String, TypeRef)], types: &[FuncType]) -> Option<BTreeMap<u8, Items>> {
    let mut front: BTreeMap<u8, Items> = BTreeMap::new();
    let mut put = |section: u8, item: &[u8]| {
        let (count, items) = front.entry(section).or_default();
        *count += 1;
        items.extend(item);
    };
    for (module, name, ty) in imports {
        if module != "spectest" {
            return None;
        }
        match ty {
            TypeRef::Func(ty) => {
                let signature = types.get(*ty as usize)?;
                PRINTS.iter().find(|(known, params)| known == name && *params == signature.params())?;
                put(FUNCTIONS, &length(*ty as usize));
                put(CODE, &[2, 0, 0x0b]);
            }
            TypeRef::Global(ty) if !ty.mutable => {
                let known = VALUES.iter().find(|row| row.0 == name && row.1 == ty.content_type)?;
                put(GLOBALS, known.2);
            }
            TypeRef::Memory(ty) if name == "memory" && !ty.memory64 && !ty.shared => {
                (ty.initial <= 1 && ty.maximum.is_none_or(|most| most >= 2)).then_some(())?;
                put(MEMORIES, &[1, 1, 2]);
            }
            TypeRef::Table(ty) if name == "table" && !ty.table64 && ty.element_type.is_func_ref() => {
                (ty.initial <= 10 && ty.maximum.is_none_or(|most| most >= 20)).then_some(())?;
                put(TABLES, &[0x70, 1, 10, 20]);
            }
            _ => return None,
        }
    }
    (!front.is_empty()).then_some(front)
}
