//! Descriptors of types.

use super::build::{Build, Fun};
use crate::ir::*;
use crate::lower::module::Module;

fn build() -> (Build, [Ty; 4]) {
    let mut b = Build::new();
    let int = b.program.types.intern(TypeInfo {
        shape: Shape::Int(IntType { bits: 64, signed: true }),
        name: Some("int".into()),
        identity: 1,
    });
    let text = b.ty(Shape::String);
    let node = b.program.types.reserve(TypeInfo { shape: Shape::Bool, name: Some("main.Node".into()), identity: 7 });
    let pointer = b.ty(Shape::Pointer(node));
    let field = |name: &str, ty, embedded, tag: &[u8]| Field {
        name: name.into(),
        ty,
        embedded,
        exported: name.starts_with(char::is_uppercase),
        tag: tag.into(),
    };
    b.program
        .types
        .define(node, Shape::Struct([field("Name", text, false, b"x"), field("next", pointer, true, b"")].into()));
    let map = b.ty(Shape::Map { key: text, elem: pointer });
    b.program.dynamic_types = vec![int, node, map, pointer];
    b.program.wants_type_table = true;
    (b, [int, node, map, pointer])
}

#[test]
fn the_table_leads_to_descriptors_of_types_and_of_what_they_are_made_of() {
    let (b, _) = build();
    let mut module = Module::new(&b.program);
    let table = module.type_table().expect("a table");
    let mut memory = vec![0; 1 << 16];
    module.image.runs().iter().for_each(|(at, bytes)| memory[*at as usize..][..bytes.len()].copy_from_slice(bytes));
    let number = |at: u32| u32::from_le_bytes(memory[at as usize..][..4].try_into().unwrap());
    let text = |at: u32| String::from_utf8(memory[number(at) as usize..][..number(at + 4) as usize].to_vec()).unwrap();
    let [int, node, map, pointer] = [0, 1, 2, 3].map(|at| number(table + 4 * at));
    assert_eq!([number(int), number(int + 4), number(int + 16)], [descriptor::Kind::Int64 as u32 | 1 << 8, 8, 1]);
    assert_eq!(text(int + 8), "int");
    assert_eq!([number(node), number(node + 4), number(node + 28)], [descriptor::Kind::Struct as u32, 12, 2]);
    assert_eq!(text(node + 8), "main.Node");
    let fields = number(node + 24);
    assert_eq!(text(fields), "Name");
    assert_eq!([number(fields + 12), number(fields + 16)], [0, descriptor::EXPORTED]);
    let second = fields + descriptor::FIELD_BYTES;
    assert_eq!([number(second + 8), number(second + 12), number(second + 16)], [pointer, 8, descriptor::EMBEDDED]);
    assert_eq!([number(pointer + 20), number(map + 20)], [node, pointer]);
    assert_eq!(text(number(map + 24) + 8), "string");
    assert_eq!(text(map + 8), "map[string]*main.Node");
}

#[test]
fn a_program_that_asks_for_no_table_has_none() {
    let (mut b, _) = build();
    let int = b.int();
    let fun = Fun { results: vec![int], ..Fun::default() };
    let one = b.i(1);
    let body = vec![b.give(one)];
    let id = b.function(fun, body);
    b.export("f", id);
    assert!(!wasmprinter::print_bytes(&b.lower().wasm).unwrap().contains("(data"));
}
