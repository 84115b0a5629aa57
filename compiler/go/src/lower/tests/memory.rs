//! Memory: pointers, slices, strings, the heap, package variables.

use super::build::{Build, Fun};
use crate::ir::*;

#[test]
fn a_nil_pointer_panics_and_another_is_followed() {
    let mut b = Build::new();
    let int = b.int();
    let pair = b.structure(&[int, int]);
    let pointer = b.ty(Shape::Pointer(pair));
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let (n, p) = (fun.param(int), fun.local(pointer));
    let zero = b.i(0);
    let some = b.bin(BinaryOp::Ne, b.get(&fun, n), zero.clone());
    let made = b.expr(ExprKind::Struct(vec![zero, b.get(&fun, n)]), pair);
    let set = b.set(p, b.expr(ExprKind::New(Box::new(made)), pointer));
    let target = Place::Deref { pointer: Box::new(b.get(&fun, p)), ty: pair };
    let field = |index| Place::Field { base: Box::new(target.clone()), of: pair, index };
    let sum = b.bin(BinaryOp::Add, b.read(field(0), int), b.read(field(1), int));
    let body = vec![
        b.stmt(StmtKind::Declare { local: p, value: None }),
        b.when(some, vec![set]),
        b.assign(field(0), b.get(&fun, n)),
        b.give(sum),
    ];
    let id = b.function(fun, body);
    b.export("f", id);
    assert_eq!(b.run("f", &[21]), Ok(42));
    assert_eq!(b.run("f", &[0]), Err("2 0 0".into()));
    let text = wasmprinter::print_bytes(&b.lower().wasm).unwrap();
    assert_eq!(text.matches("call $f3").count(), 1, "one check is enough\n{text}");
}

#[test]
fn an_assignment_ends_what_was_known_of_a_pointer() {
    let mut b = Build::new();
    let int = b.int();
    let pointer = b.ty(Shape::Pointer(int));
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let (n, p) = (fun.param(int), fun.local(pointer));
    let target = Place::Deref { pointer: Box::new(b.get(&fun, p)), ty: int };
    let made = b.expr(ExprKind::New(Box::new(b.get(&fun, n))), pointer);
    let nil = b.expr(ExprKind::Zero, pointer);
    let zero = b.i(0);
    let cond = b.bin(BinaryOp::Lt, b.get(&fun, n), zero);
    let body = vec![
        b.declare(p, made),
        b.eval(b.read(target.clone(), int)),
        b.when(cond, vec![b.set(p, nil)]),
        b.give(b.read(target, int)),
    ];
    let id = b.function(fun, body);
    b.export("f", id);
    assert_eq!(b.run("f", &[3]), Ok(3));
    assert_eq!(b.run("f", &[-3]), Err("2 0 0".into()));
}

#[test]
fn the_heap_grows_and_its_memory_is_zero() {
    let mut b = Build::new();
    let (int, unsigned) = (b.int(), b.num(32, false));
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let (n, i, at, sum) = (fun.param(int), fun.local(int), fun.local(unsigned), fun.local(int));
    let (zero, one) = (b.i(0), b.i(1));
    let intrinsic = |b: &Build, intrinsic, args, ty| b.expr(ExprKind::Intrinsic { intrinsic, types: vec![], args }, ty);
    let cond = b.bin(BinaryOp::Lt, b.get(&fun, i), b.get(&fun, n));
    let alloc = intrinsic(&b, Intrinsic::Alloc, vec![b.const_of(unsigned, 50_001)], unsigned);
    let load = intrinsic(&b, Intrinsic::Load64, vec![b.get(&fun, at)], int);
    let sum_of = b.bin(BinaryOp::Add, b.get(&fun, sum), load);
    let unit = b.unit();
    let store = intrinsic(&b, Intrinsic::Store64, vec![b.get(&fun, at), b.get(&fun, n)], unit);
    let last = b.bin(BinaryOp::Add, b.get(&fun, at), b.const_of(unsigned, 49_993));
    let store_last = intrinsic(&b, Intrinsic::Store64, vec![last, b.get(&fun, n)], unit);
    let next = b.bin(BinaryOp::Add, b.get(&fun, i), one);
    let round = vec![b.declare(at, alloc), b.set(sum, sum_of), b.eval(store), b.eval(store_last), b.set(i, next)];
    let body =
        vec![b.declare(i, zero.clone()), b.declare(sum, zero), b.repeat(0, cond, round), b.give(b.get(&fun, sum))];
    let id = b.function(fun, body);
    b.export("f", id);
    assert_eq!(b.run("f", &[200]), Ok(0));

    let mut fun = Fun { results: vec![unsigned], ..Fun::default() };
    let n = fun.param(unsigned);
    let alloc = intrinsic(&b, Intrinsic::Alloc, vec![b.get(&fun, n)], unsigned);
    let body = vec![b.give(alloc)];
    let id = b.function(fun, body);
    b.export("alloc", id);
    assert_eq!(b.run("alloc", &[0]).map(|at| at % 8), Ok(0));
    assert_eq!(b.run("alloc", &[-1]), Err("5 0 0".into()));
    assert_eq!(b.run("alloc", &[1 << 31]), Err("5 0 0".into()));
}

#[test]
fn elements_of_slices_and_bytes_of_strings_are_checked() {
    let mut b = Build::new();
    let (int, byte, unsigned) = (b.int(), b.num(8, false), b.num(32, false));
    let (text, slice) = (b.ty(Shape::String), b.ty(Shape::Slice(byte)));
    let mut fun = Fun { results: vec![byte], ..Fun::default() };
    let i = fun.param(int);
    let hello = b.expr(ExprKind::Str(b"hello"[..].into()), text);
    let at = b.expr(ExprKind::StringByte { string: Box::new(hello.clone()), index: Box::new(b.get(&fun, i)) }, byte);
    let body = vec![b.give(at)];
    let id = b.function(fun, body);
    b.export("byte", id);
    let mut fun = Fun { results: vec![byte], ..Fun::default() };
    let (i, s) = (fun.param(int), fun.local(slice));
    let address = b.expr(ExprKind::Word { value: Box::new(hello), index: 0 }, unsigned);
    let words = vec![address, b.const_of(unsigned, 3), b.const_of(unsigned, 5)];
    let element = Place::SliceElement { slice: Box::new(b.get(&fun, s)), index: Box::new(b.get(&fun, i)), ty: byte };
    let body = vec![b.declare(s, b.expr(ExprKind::Words(words), slice)), b.give(b.read(element, byte))];
    let id = b.function(fun, body);
    b.export("element", id);
    for (at, letter) in b"hello".iter().enumerate() {
        assert_eq!(b.run("byte", &[at as i64]), Ok(i64::from(*letter)));
        let wanted = if at < 3 { Ok(i64::from(*letter)) } else { Err(format!("0 {at} 3")) };
        assert_eq!(b.run("element", &[at as i64]), wanted);
    }
    assert_eq!(b.run("byte", &[5]), Err("0 5 5".into()));
    assert_eq!(b.run("byte", &[-1]), Err("0 -1 5".into()));
}

/// A program with two variables, one of which is a closure made by its initialisation.
fn with_variables() -> Build {
    let mut b = Build::new();
    let (int, text) = (b.int(), b.ty(Shape::String));
    let func = b.ty(Shape::Func { params: [].into(), results: [int].into() });
    let pointer = b.ty(Shape::Pointer(int));
    let (number, word, get) = (b.global(pointer), b.global(text), b.global(func));
    let fun = Fun { results: vec![int], ..Fun::default() };
    let target = Place::Deref { pointer: Box::new(b.read(Place::Global(number), pointer)), ty: int };
    let body = vec![b.give(b.read(target, int))];
    let reads = b.function(fun, body);
    let fun = Fun::default();
    let seven = b.i(7);
    let string = b.expr(ExprKind::Str(b"four"[..].into()), text);
    let body = vec![
        b.assign(Place::Global(number), b.expr(ExprKind::New(Box::new(seven)), pointer)),
        b.assign(Place::Global(word), string),
        b.assign(Place::Global(get), b.expr(ExprKind::Func(reads), func)),
    ];
    let init = b.function(fun, body);
    b.program.init = Some(init);
    let fun = Fun { results: vec![int], ..Fun::default() };
    let unsigned = b.num(32, false);
    let len = b.expr(ExprKind::Word { value: Box::new(b.read(Place::Global(word), text)), index: 1 }, unsigned);
    let len = b.convert(Convert::IntToInt, len, int);
    let call = ExprKind::CallClosure { callee: Box::new(b.read(Place::Global(get), func)), args: vec![] };
    let sum = b.bin(BinaryOp::Add, b.expr(call, int), len);
    let body = vec![b.give(sum)];
    let id = b.function(fun, body);
    b.export("f", id);
    b
}

#[test]
fn package_variables_begin_with_their_values() {
    assert_eq!(with_variables().run("f", &[]), Ok(11));
}

#[test]
fn initialisation_that_has_been_run_ahead_is_no_part_of_the_module() {
    let b = with_variables();
    let ahead = b.lower_ahead();
    assert!(!wasmprinter::print_bytes(&ahead.wasm).unwrap().contains("_initialize"));
    assert!(ahead.wasm.len() < b.lower().wasm.len());
    assert_eq!(super::build::run(&ahead, "f", &[]), Ok(11));
}
