//! Structs and arrays: in locals, in memory, as parameters and results.

use super::build::{Build, Fun};
use crate::ir::*;

/// A struct of so many integers, and a function that makes one of `n`, `n+1`, ….
fn maker(b: &mut Build, fields: usize) -> (Ty, FunctionId) {
    let int = b.int();
    let ty = b.structure(&vec![int; fields]);
    let mut fun = Fun { results: vec![ty], ..Fun::default() };
    let n = fun.param(int);
    let values = (0..fields as i64)
        .map(|at| {
            let at = b.i(at);
            b.bin(BinaryOp::Add, b.get(&fun, n), at)
        })
        .collect();
    let body = vec![b.give(b.expr(ExprKind::Struct(values), ty))];
    (ty, b.function(fun, body))
}

#[test]
fn structs_of_any_size_are_results_parameters_and_locals() {
    for fields in [1usize, 2, 4, 5, 9, 200] {
        let mut b = Build::new();
        let int = b.int();
        let (ty, make) = maker(&mut b, fields);
        // The callee changes its own copy.
        let mut fun = Fun { results: vec![int], ..Fun::default() };
        let s = fun.param(ty);
        let last = Place::Field { base: Box::new(Place::Local(s)), of: ty, index: fields as u32 - 1 };
        let one = b.i(1);
        let more = b.bin(BinaryOp::Add, b.read(last.clone(), int), one);
        let body = vec![b.assign(last.clone(), more), b.give(b.read(last, int))];
        let bump = b.function(fun, body);

        let mut fun = Fun { results: vec![int], ..Fun::default() };
        let n = fun.param(int);
        let s = fun.local(ty);
        let x = fun.local(int);
        let last = Place::Field { base: Box::new(Place::Local(s)), of: ty, index: fields as u32 - 1 };
        let made = b.call(make, vec![b.get(&fun, n)]);
        let bumped = b.call(bump, vec![b.get(&fun, s)]);
        let thousand = b.i(1000);
        let scaled = b.bin(BinaryOp::Mul, b.get(&fun, x), thousand);
        let result = b.bin(BinaryOp::Add, scaled, b.read(last, int));
        let body = vec![b.declare(s, made), b.declare(x, bumped), b.give(result)];
        let id = b.function(fun, body);
        b.export("f", id);
        let last = 10 + fields as i64 - 1;
        assert_eq!(b.run("f", &[10]), Ok((last + 1) * 1000 + last), "{fields}");
    }
}

#[test]
fn a_struct_is_assigned_what_is_made_of_its_own_fields() {
    for fields in [2usize, 6] {
        let mut b = Build::new();
        let int = b.int();
        let (ty, make) = maker(&mut b, fields);
        let global = b.global(ty);
        let mut fun = Fun { results: vec![int], ..Fun::default() };
        let place = |index| Place::Field { base: Box::new(Place::Global(global)), of: ty, index };
        let one = b.i(1);
        let made = b.call(make, vec![one]);
        let swapped = (0..fields as u32).rev().map(|index| b.read(place(index), int)).collect();
        let swapped = b.expr(ExprKind::Struct(swapped), ty);
        let ten = b.i(10);
        let first = b.bin(BinaryOp::Mul, b.read(place(0), int), ten);
        let result = b.bin(BinaryOp::Add, first, b.read(place(fields as u32 - 1), int));
        let body =
            vec![b.assign(Place::Global(global), made), b.assign(Place::Global(global), swapped), b.give(result)];
        fun.locals.clear();
        let id = b.function(fun, body);
        b.export("f", id);
        assert_eq!(b.run("f", &[]), Ok(fields as i64 * 10 + 1), "{fields}");
    }
}

#[test]
fn an_array_is_indexed_within_its_length() {
    for len in [0u32, 1, 3, 1000] {
        let mut b = Build::new();
        let (int, short) = (b.int(), b.num(16, true));
        let ty = b.ty(Shape::Array { len, elem: short });
        let mut fun = Fun { results: vec![short], ..Fun::default() };
        let (i, a) = (fun.param(int), fun.local(ty));
        let element = Place::ArrayElement { base: Box::new(Place::Local(a)), of: ty, index: Box::new(b.get(&fun, i)) };
        let elements = (0..len.min(3)).map(|at| (at, b.const_of(short, -1 - i64::from(at)))).collect();
        let array = b.expr(ExprKind::Array(elements), ty);
        let body = vec![b.declare(a, array), b.give(b.read(element, short))];
        let id = b.function(fun, body);
        b.export("f", id);
        for at in [-1, 0, 1, 2, 3, 999, 1000, 1 << 32, i64::MIN] {
            let wanted = match u32::try_from(at).ok().filter(|at| *at < len) {
                Some(at) if at < 3 => Ok(-1 - i64::from(at)),
                Some(_) => Ok(0),
                None => Err(format!("0 {at} {len}")),
            };
            assert_eq!(b.run("f", &[at]), wanted, "{at} of {len}");
        }
    }
}

#[test]
fn large_locals_begin_as_zero_in_each_round() {
    for len in [4u32, 1000] {
        let mut b = Build::new();
        let int = b.int();
        let ty = b.ty(Shape::Array { len, elem: int });
        let mut fun = Fun { results: vec![int], ..Fun::default() };
        let (i, a, sum) = (fun.local(int), fun.local(ty), fun.local(int));
        let (zero, one, three) = (b.i(0), b.i(1), b.i(3));
        let at = |b: &mut Build| {
            let index = b.i(2);
            Place::ArrayElement { base: Box::new(Place::Local(a)), of: ty, index: Box::new(index) }
        };
        let place = at(&mut b);
        let cond = b.bin(BinaryOp::Lt, b.get(&fun, i), three);
        let seen = b.bin(BinaryOp::Add, b.get(&fun, sum), b.read(place.clone(), int));
        let next = b.bin(BinaryOp::Add, b.get(&fun, i), one.clone());
        let round = vec![
            b.stmt(StmtKind::Declare { local: a, value: None }),
            b.set(sum, seen),
            b.assign(place, one),
            b.set(i, next),
        ];
        let body =
            vec![b.declare(i, zero.clone()), b.declare(sum, zero), b.repeat(0, cond, round), b.give(b.get(&fun, sum))];
        let id = b.function(fun, body);
        b.export("f", id);
        assert_eq!(b.run("f", &[]), Ok(0), "{len}");
    }
}

#[test]
fn an_array_is_moved_where_it_overlaps_itself() {
    for len in [4u32, 7, 100] {
        let mut b = Build::new();
        let int = b.int();
        let long = b.ty(Shape::Array { len: len + 1, elem: int });
        let short = b.ty(Shape::Array { len, elem: int });
        let (global, pointer) = (b.global(long), b.ty(Shape::Pointer(short)));
        let (int_pointer, unsigned) = (b.ty(Shape::Pointer(int)), b.num(32, false));
        let mut fun = Fun { results: vec![int], ..Fun::default() };
        let (from, to) = (fun.param(int), fun.param(int));
        let element = |index: Expr| Place::ArrayElement {
            base: Box::new(Place::Global(global)),
            of: long,
            index: Box::new(index),
        };
        let part = |b: &mut Build, index: Expr| {
            let address = b.expr(ExprKind::Address(Box::new(element(index))), int_pointer);
            let address =
                ExprKind::Intrinsic { intrinsic: Intrinsic::AddressOf, types: vec![int], args: vec![address] };
            let address = b.expr(address, unsigned);
            let at = ExprKind::Intrinsic { intrinsic: Intrinsic::PointerOf, types: vec![short], args: vec![address] };
            Place::Deref { pointer: Box::new(b.expr(at, pointer)), ty: short }
        };
        let mut body = Vec::new();
        for at in 0..i64::from(len) + 1 {
            let (index, value) = (b.i(at), b.i(at));
            body.push(b.assign(element(index), value));
        }
        let ends = [from, to].map(|local| b.get(&fun, local));
        let [source, target] = ends.map(|end| part(&mut b, end));
        body.push(b.assign(target, b.read(source, short)));
        let mut sum = b.i(0);
        for at in 0..i64::from(len) + 1 {
            let (index, weight) = (b.i(at), b.i(at + 1));
            let weighted = b.bin(BinaryOp::Mul, b.read(element(index), int), weight);
            sum = b.bin(BinaryOp::Add, sum, weighted);
        }
        body.push(b.give(sum));
        let id = b.function(fun, body);
        b.export("f", id);
        for (from, to) in [(0, 1), (1, 0)] {
            let mut wanted: Vec<i64> = (0..i64::from(len) + 1).collect();
            wanted.copy_within(from..from + len as usize, to);
            let wanted: i64 = wanted.iter().zip(1..).map(|(value, weight)| value * weight).sum();
            assert_eq!(b.run("f", &[from as i64, to as i64]), Ok(wanted), "{len} {from} {to}");
        }
    }
}

#[test]
fn a_recursion_of_large_frames_ends_with_a_panic() {
    let mut b = Build::new();
    let int = b.int();
    let ty = b.ty(Shape::Array { len: 128, elem: int });
    let f = b.reserve();
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    b.program.functions[f.index()].results = vec![int];
    let (n, a) = (fun.param(int), fun.local(ty));
    let one = b.i(1);
    let more = b.bin(BinaryOp::Add, b.get(&fun, n), one);
    let call = b.call(f, vec![more]);
    let body = vec![b.stmt(StmtKind::Declare { local: a, value: None }), b.give(call)];
    b.define(f, fun, body);
    b.export("f", f);
    assert_eq!(b.run("f", &[0]), Err("6 0 0".into()));
}

#[test]
fn a_result_is_made_where_it_goes() {
    let mut b = Build::new();
    let int = b.int();
    let ty = b.ty(Shape::Array { len: 40, elem: int });
    let mut fun = Fun { results: vec![ty], ..Fun::default() };
    let (n, a) = (fun.param(int), fun.local(ty));
    let three = b.i(3);
    let place = |local, index: Expr| Place::ArrayElement {
        base: Box::new(Place::Local(local)),
        of: ty,
        index: Box::new(index),
    };
    let body = vec![
        b.stmt(StmtKind::Declare { local: a, value: None }),
        b.assign(place(a, three.clone()), b.get(&fun, n)),
        b.give(b.get(&fun, a)),
    ];
    let make = b.function(fun, body);
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let (x, y) = (fun.local(ty), fun.local(ty));
    let (five, six) = (b.i(5), b.i(6));
    let (first, second) = (b.call(make, vec![five]), b.call(make, vec![six]));
    let again = b.i(7);
    let again = b.call(make, vec![again]);
    let ten = b.i(10);
    let scaled = b.bin(BinaryOp::Mul, b.read(place(x, three.clone()), int), ten);
    let sum = b.bin(BinaryOp::Add, scaled, b.read(place(y, three), int));
    let body = vec![b.declare(x, first), b.declare(y, second), b.set(x, again), b.give(sum)];
    let id = b.function(fun, body);
    b.export("f", id);
    assert_eq!(b.run("f", &[]), Ok(76));
    let text = wasmprinter::print_bytes(&b.lower().wasm).unwrap();
    // Nothing but the assignment copies.
    assert_eq!(text.matches("memory.copy").count(), 1, "{text}");
}

#[test]
fn a_copy_of_what_is_never_assigned_shares_its_place() {
    for assigned in [false, true] {
        let mut b = Build::new();
        let int = b.int();
        let ty = b.ty(Shape::Array { len: 40, elem: int });
        let global = b.global(ty);
        let mut fun = Fun { results: vec![int], ..Fun::default() };
        let (x, y) = (fun.local(ty), fun.local(ty));
        let (one, two, three) = (b.i(1), b.i(2), b.i(3));
        let place = |base: Place, index: &Expr| Place::ArrayElement {
            base: Box::new(base),
            of: ty,
            index: Box::new(index.clone()),
        };
        let mut body = vec![
            b.assign(place(Place::Global(global), &one), two),
            b.declare(x, b.read(Place::Global(global), ty)),
            b.declare(y, b.get(&fun, x)),
        ];
        if assigned {
            body.push(b.assign(place(Place::Local(x), &one), three));
        }
        body.push(b.give(b.read(place(Place::Local(y), &one), int)));
        let id = b.function(fun, body);
        b.export("f", id);
        assert_eq!(b.run("f", &[]), Ok(2));
        let text = wasmprinter::print_bytes(&b.lower().wasm).unwrap();
        assert_eq!(text.matches("memory.copy").count(), 1 + usize::from(assigned), "{text}");
    }
}
