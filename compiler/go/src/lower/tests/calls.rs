//! Calls: closures, function values, methods through interfaces, several results.

use super::build::{Build, Fun};
use crate::ir::*;

fn func(b: &mut Build, params: &[Ty], results: &[Ty]) -> Ty {
    b.ty(Shape::Func { params: params.into(), results: results.into() })
}

#[test]
fn closures_share_what_they_assign_and_copy_the_rest() {
    let mut b = Build::new();
    let int = b.int();
    let closure_ty = func(&mut b, &[int], &[int]);
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let (x, count, by) = (fun.param(int), fun.boxed(int), fun.local(int));
    fun.captures = vec![count, by];
    let step = b.bin(BinaryOp::Mul, b.get(&fun, x), b.get(&fun, by));
    let sum = b.bin(BinaryOp::Add, b.get(&fun, count), step);
    let body = vec![b.set(count, sum), b.give(b.get(&fun, count))];
    let inner = b.function(fun, body);

    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let (by, count, f, r) = (fun.param(int), fun.boxed(int), fun.local(closure_ty), fun.local(int));
    let (hundred, three) = (b.i(100), b.i(3));
    let closure = b.expr(ExprKind::Closure { function: inner, captures: vec![count, by] }, closure_ty);
    let call = |b: &mut Build, fun: &Fun| {
        let three = b.i(3);
        b.expr(ExprKind::CallClosure { callee: Box::new(b.get(fun, f)), args: vec![three] }, int)
    };
    let (first, second) = (call(&mut b, &fun), call(&mut b, &fun));
    let scaled = b.bin(BinaryOp::Mul, b.get(&fun, r), hundred.clone());
    let result = b.bin(BinaryOp::Add, scaled, b.get(&fun, count));
    let body = vec![
        b.declare(count, hundred),
        b.declare(f, closure),
        // The copy is older than this.
        b.set(by, three),
        b.eval(first),
        b.declare(r, second),
        b.give(result),
    ];
    let id = b.function(fun, body);
    b.export("f", id);
    assert_eq!(b.run("f", &[7]), Ok(142 * 100 + 142));
}

#[test]
fn functions_are_values_and_nil_ones_panic() {
    let mut b = Build::new();
    let int = b.int();
    let ty = func(&mut b, &[int], &[int]);
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let n = fun.param(int);
    let double = b.bin(BinaryOp::Add, b.get(&fun, n), b.get(&fun, n));
    let body = vec![b.give(double)];
    let double = b.function(fun, body);
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let (n, f) = (fun.param(int), fun.local(ty));
    let zero = b.i(0);
    let some = b.bin(BinaryOp::Ne, b.get(&fun, n), zero);
    let set = b.set(f, b.expr(ExprKind::Func(double), ty));
    let call = b.expr(ExprKind::CallClosure { callee: Box::new(b.get(&fun, f)), args: vec![b.get(&fun, n)] }, int);
    let body = vec![b.stmt(StmtKind::Declare { local: f, value: None }), b.when(some, vec![set]), b.give(call)];
    let id = b.function(fun, body);
    b.export("f", id);
    assert_eq!(b.run("f", &[21]), Ok(42));
    assert_eq!(b.run("f", &[0]), Err("2 0 0".into()));
}

#[test]
fn methods_are_found_by_the_dynamic_type() {
    for types in [1usize, 2, 6] {
        let mut b = Build::new();
        let int = b.int();
        let any = b.ty(Shape::Interface([].into()));
        let receivers: Vec<Ty> = (0..types).map(|fields| b.structure(&vec![int; fields])).collect();
        let mut implementations = Vec::new();
        for (fields, ty) in receivers.iter().enumerate() {
            let mut fun = Fun { results: vec![int], ..Fun::default() };
            let (s, n) = (fun.param(*ty), fun.param(int));
            let mut value = {
                let tag = b.i(1000 * fields as i64);
                b.bin(BinaryOp::Add, b.get(&fun, n), tag)
            };
            for index in 0..fields as u32 {
                let field = b.read(Place::Field { base: Box::new(Place::Local(s)), of: *ty, index }, int);
                value = b.bin(BinaryOp::Add, value, field);
            }
            let body = vec![b.give(value)];
            implementations.push((*ty, b.function(fun, body)));
        }
        b.program.dynamic_types = receivers.clone();
        b.program.methods.push(DynamicMethod {
            name: "M".into(),
            params: vec![int],
            results: vec![int],
            implementations,
        });
        let mut fun = Fun { results: vec![int], ..Fun::default() };
        let (which, v) = (fun.param(int), fun.local(any));
        let mut cases = Vec::new();
        for (fields, ty) in receivers.iter().enumerate() {
            let values = (0..fields as i64).map(|at| b.i(10 + at)).collect();
            let value = b.expr(ExprKind::Struct(values), *ty);
            let value = b.expr(ExprKind::ToInterface(Box::new(value)), any);
            cases.push((fields as i64, vec![b.set(v, value)]));
        }
        let switch = b.stmt(StmtKind::Switch { value: b.get(&fun, which), cases, default: vec![] });
        let seven = b.i(7);
        let call = ExprKind::CallMethod { method: MethodId(0), receiver: Box::new(b.get(&fun, v)), args: vec![seven] };
        let body = vec![b.stmt(StmtKind::Declare { local: v, value: None }), switch, b.give(b.expr(call, int))];
        let id = b.function(fun, body);
        b.export("f", id);
        for fields in 0..types as i64 {
            let sum: i64 = (0..fields).map(|at| 10 + at).sum();
            assert_eq!(b.run("f", &[fields]), Ok(7 + 1000 * fields + sum), "{fields} of {types}");
        }
        assert_eq!(b.run("f", &[types as i64]), Err("2 0 0".into()));
    }
}

#[test]
fn values_of_every_width_come_out_of_an_interface_as_they_went_in() {
    let mut b = Build::new();
    let (int, byte, bool_ty) = (b.int(), b.num(8, true), b.ty(Shape::Bool));
    let wide = b.structure(&[int; 7]);
    let any = b.ty(Shape::Interface([].into()));
    b.program.dynamic_types = vec![byte, wide, int];
    b.program.implementers.insert(any, vec![byte, int]);
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let (n, v, w) = (fun.param(byte), fun.local(any), fun.local(any));
    let wrapped = b.expr(ExprKind::ToInterface(Box::new(b.get(&fun, n))), any);
    let back = b.expr(ExprKind::FromInterface(Box::new(b.get(&fun, v))), byte);
    let back = b.convert(Convert::IntToInt, back, int);
    let values = (0..7).map(|at| b.i(at)).collect();
    let large = b.expr(ExprKind::Struct(values), wide);
    let large = b.expr(ExprKind::ToInterface(Box::new(large)), any);
    let out = b.expr(ExprKind::FromInterface(Box::new(b.get(&fun, w))), wide);
    let six = b.expr(ExprKind::Field { value: Box::new(out), index: 6 }, int);
    let mut result = b.bin(BinaryOp::Mul, back, six);
    let tests = [(v, byte), (v, wide), (w, byte), (w, wide)];
    for (at, (local, ty)) in tests.into_iter().enumerate() {
        let is = b.expr(ExprKind::IsType { value: Box::new(b.get(&fun, local)), ty }, bool_ty);
        let (yes, no) = (b.i(1000 << (at * 8)), b.i(0));
        let choice = ExprKind::Choose { cond: Box::new(is), then: Box::new(yes), otherwise: Box::new(no) };
        let choice = b.expr(choice, int);
        result = b.bin(BinaryOp::Add, result, choice);
    }
    for local in [v, w] {
        let has = b.expr(ExprKind::Implements { value: Box::new(b.get(&fun, local)), interface: any }, bool_ty);
        let (yes, no) = (b.i(1 << 50), b.i(0));
        let choice =
            b.expr(ExprKind::Choose { cond: Box::new(has), then: Box::new(yes), otherwise: Box::new(no) }, int);
        result = b.bin(BinaryOp::Add, result, choice);
    }
    let body = vec![b.declare(v, wrapped), b.declare(w, large), b.give(result)];
    let id = b.function(fun, body);
    b.export("f", id);
    assert_eq!(b.run("f", &[-5]), Ok(-30 + 1000 + (1000 << 24) + (1 << 50)));
}

#[test]
fn several_results_go_to_their_locals_whatever_their_size() {
    let mut b = Build::new();
    let int = b.int();
    let wide = b.structure(&[int; 6]);
    let slice = b.ty(Shape::Slice(int));
    let text = b.ty(Shape::String);
    let mut fun = Fun { results: vec![int, wide, text, wide, slice], ..Fun::default() };
    let n = fun.param(int);
    let mut make = |from: i64| {
        let values = (0..6)
            .map(|at| {
                let at = b.i(from + at);
                b.bin(BinaryOp::Add, b.get(&fun, n), at)
            })
            .collect();
        b.expr(ExprKind::Struct(values), wide)
    };
    let (first, second) = (make(0), make(100));
    let values = vec![
        b.get(&fun, n),
        first,
        b.expr(ExprKind::Str(b"hello"[..].into()), text),
        second,
        b.expr(ExprKind::Zero, slice),
    ];
    let body = vec![b.stmt(StmtKind::Return(values))];
    let many = b.function(fun, body);

    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let locals = [int, wide, text, wide].map(|ty| fun.local(ty));
    let thousand = b.i(1000);
    let call = b.call(many, vec![thousand]);
    let take = StmtKind::AssignTuple { locals: locals.iter().map(|l| Some(*l)).chain([None]).collect(), value: call };
    let unsigned = b.num(32, false);
    let field =
        |b: &Build, local, index| b.read(Place::Field { base: Box::new(Place::Local(local)), of: wide, index }, int);
    let len = b.expr(ExprKind::Word { value: Box::new(b.get(&fun, locals[2])), index: 1 }, unsigned);
    let len = b.convert(Convert::IntToInt, len, int);
    let mut sum = b.bin(BinaryOp::Add, b.get(&fun, locals[0]), len);
    for part in [field(&b, locals[1], 5), field(&b, locals[3], 0)] {
        sum = b.bin(BinaryOp::Add, sum, part);
    }
    let body = vec![b.stmt(take), b.give(sum)];
    let id = b.function(fun, body);
    b.export("f", id);
    assert_eq!(b.run("f", &[]), Ok(1000 + 5 + 1005 + 1100));
}
