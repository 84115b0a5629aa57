//! Blocks, loops, switches, recursion.

use super::build::{Build, Fun};
use crate::ir::*;

#[test]
fn a_recursive_function_is_as_short_as_one_written_by_hand() {
    let mut b = Build::new();
    let int = b.int();
    let fib = b.reserve();
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let n = fun.param(int);
    b.program.functions[fib.index()].results = vec![int];
    let small = {
        let two = b.i(2);
        b.bin(BinaryOp::Lt, b.get(&fun, n), two)
    };
    let mut less = |by| {
        let by = b.i(by);
        let less = b.bin(BinaryOp::Sub, b.get(&fun, n), by);
        b.call(fib, vec![less])
    };
    let (one, two) = (less(1), less(2));
    let sum = b.bin(BinaryOp::Add, one, two);
    let body = vec![b.when(small, vec![b.give(b.get(&fun, n))]), b.give(sum)];
    b.define(fib, fun, body);
    b.export("fib", fib);
    assert_eq!(b.run("fib", &[20]), Ok(6765));
    let text = wasmprinter::print_bytes(&b.lower().wasm).unwrap();
    let body = text.split(&format!("(func $f{} (", fib.0)).nth(1).unwrap();
    assert_eq!(body.lines().skip(1).take_while(|line| line.starts_with("    ")).count(), 16, "{text}");
    assert!(!body.contains("(local"), "{text}");
}

#[test]
fn a_loop_runs_until_its_condition_fails() {
    let mut b = Build::new();
    let int = b.int();
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let n = fun.param(int);
    let (i, sum) = (fun.local(int), fun.local(int));
    let zero = b.i(0);
    let one = b.i(1);
    let cond = b.bin(BinaryOp::Lt, b.get(&fun, i), b.get(&fun, n));
    let add = b.bin(BinaryOp::Add, b.get(&fun, sum), b.get(&fun, i));
    let next = b.bin(BinaryOp::Add, b.get(&fun, i), one);
    let body = vec![
        b.declare(i, zero.clone()),
        b.declare(sum, zero),
        b.repeat(0, cond, vec![b.set(sum, add), b.set(i, next)]),
        b.give(b.get(&fun, sum)),
    ];
    let id = b.function(fun, body);
    b.export("sum", id);
    assert_eq!(b.run("sum", &[1000]), Ok(499_500));
    assert_eq!(b.run("sum", &[-1]), Ok(0));
}

#[test]
fn a_switch_takes_the_case_of_its_value_however_cases_lie() {
    for cases in
        [vec![1, 2], vec![0, 1, 2, 3, 4, 9], vec![-5, -4, -3, -2, -1, 0], vec![i64::MIN, -1, 0, 7, 1 << 40, i64::MAX]]
    {
        let mut b = Build::new();
        let int = b.int();
        let mut fun = Fun { results: vec![int], ..Fun::default() };
        let n = fun.param(int);
        let arms = cases.iter().enumerate().map(|(at, case)| {
            let result = b.i(at as i64 + 100);
            // Every other case falls behind the switch.
            let value = if at % 2 == 0 { vec![b.give(result)] } else { vec![b.set(n, result)] };
            (*case, value)
        });
        let arms: Vec<_> = arms.collect();
        let other = b.i(-7);
        let switch = StmtKind::Switch { value: b.get(&fun, n), cases: arms, default: vec![b.set(n, other)] };
        let body = vec![b.stmt(switch), b.give(b.get(&fun, n))];
        let id = b.function(fun, body);
        b.export("pick", id);
        for (at, case) in cases.iter().enumerate() {
            assert_eq!(b.run("pick", &[*case]), Ok(at as i64 + 100), "{case} of {cases:?}");
        }
        for miss in [5, -6, 100, i64::MAX - 1, i64::MIN + 1, 1 << 32, 1 << 33] {
            if !cases.contains(&miss) {
                assert_eq!(b.run("pick", &[miss]), Ok(-7), "{miss} of {cases:?}");
            }
        }
    }
}

#[test]
fn a_switch_over_bytes_uses_a_table() {
    let mut b = Build::new();
    let (byte, int) = (b.num(8, false), b.int());
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let n = fun.param(byte);
    let arms: Vec<_> = (200..256)
        .map(|case| {
            let value = b.i(case * 3);
            (case, vec![b.give(value)])
        })
        .collect();
    let none = b.i(0);
    let switch = StmtKind::Switch { value: b.get(&fun, n), cases: arms, default: vec![b.give(none)] };
    let body = vec![b.stmt(switch)];
    let id = b.function(fun, body);
    b.export("pick", id);
    assert!(wasmprinter::print_bytes(&b.lower().wasm).unwrap().contains("br_table"));
    for value in 0..256 {
        assert_eq!(b.run("pick", &[value]), Ok(if value < 200 { 0 } else { value * 3 }));
    }
}

#[test]
fn nesting_beyond_the_limit_is_refused() {
    let mut b = Build::new();
    let int = b.int();
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let n = fun.param(int);
    let mut value = b.get(&fun, n);
    for _ in 0..crate::limits::LOWER_DEPTH {
        value = b.expr(ExprKind::Unary { op: UnaryOp::Neg, value: Box::new(value) }, int);
    }
    let body = vec![b.give(value)];
    let id = b.function(fun, body);
    b.export("deep", id);
    let refused = crate::lower::lower(&b.program, &b.files, &Default::default()).unwrap_err();
    assert_eq!(refused.code, crate::diagnostic::Code::Limit);
    assert!(refused.message.contains("nested more than 1000 deep"), "{}", refused.message);
}

/// `for i := begin; i < end; i += step { sum += a[index(i)] }` over an array of 16 elements that are their indices.
fn summed(begin: i64, end: i64, step: i64, index: fn(&mut Build, Expr) -> Expr) -> (Build, usize) {
    let mut b = Build::new();
    let int = b.int();
    let ty = b.ty(Shape::Array { len: 16, elem: int });
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let (i, a, sum) = (fun.local(int), fun.local(ty), fun.local(int));
    let elements = (0..16).map(|at| (at, b.i(i64::from(at)))).collect();
    let array = b.expr(ExprKind::Array(elements), ty);
    let (begin, end, step, zero) = (b.i(begin), b.i(end), b.i(step), b.i(0));
    let cond = b.bin(BinaryOp::Lt, b.get(&fun, i), end);
    let at = b.get(&fun, i);
    let at = index(&mut b, at);
    let element = Place::ArrayElement { base: Box::new(Place::Local(a)), of: ty, index: Box::new(at) };
    let more = b.bin(BinaryOp::Add, b.get(&fun, sum), b.read(element, int));
    let next = b.bin(BinaryOp::Add, b.get(&fun, i), step);
    let body = vec![
        b.declare(a, array),
        b.declare(sum, zero),
        b.declare(i, begin),
        b.repeat(0, cond, vec![b.set(sum, more), b.set(i, next)]),
        b.give(b.get(&fun, sum)),
    ];
    let id = b.function(fun, body);
    b.export("f", id);
    let text = wasmprinter::print_bytes(&b.lower().wasm).unwrap();
    let checks = text.matches("i64.ge_u").count();
    (b, checks)
}

#[test]
fn an_index_that_a_loop_keeps_within_the_length_is_not_checked() {
    let same = |_: &mut Build, at| at;
    let (b, checks) = summed(0, 16, 1, same);
    assert_eq!((b.run("f", &[]), checks), (Ok(120), 0));
    let less = |b: &mut Build, at| {
        let two = b.i(2);
        b.bin(BinaryOp::Sub, at, two)
    };
    let (b, checks) = summed(2, 18, 1, less);
    assert_eq!((b.run("f", &[]), checks), (Ok(120), 0));
    let twice = |b: &mut Build, at| {
        let two = b.i(2);
        b.bin(BinaryOp::Mul, at, two)
    };
    let (b, checks) = summed(0, 8, 1, twice);
    assert_eq!((b.run("f", &[]), checks), (Ok(56), 0));
}

#[test]
fn an_index_that_may_leave_the_length_is_checked() {
    let same = |_: &mut Build, at| at;
    let (b, checks) = summed(0, 17, 1, same);
    assert_eq!((b.run("f", &[]), checks), (Err("0 16 16".into()), 1));
    let (b, checks) = summed(-1, 16, 1, same);
    assert_eq!((b.run("f", &[]), checks), (Err("0 -1 16".into()), 1));
    let less = |b: &mut Build, at| {
        let two = b.i(2);
        b.bin(BinaryOp::Sub, at, two)
    };
    let (b, checks) = summed(1, 16, 1, less);
    assert_eq!((b.run("f", &[]), checks), (Err("0 -1 16".into()), 1));
    let (b, checks) = summed(0, 16, -1, same);
    assert_eq!((b.run("f", &[]), checks), (Err("0 -1 16".into()), 1));
}

#[test]
fn a_narrow_counter_comes_round() {
    let mut b = Build::new();
    let (byte, int) = (b.num(8, true), b.int());
    let ty = b.ty(Shape::Array { len: 128, elem: int });
    let mut fun = Fun { results: vec![int], ..Fun::default() };
    let (i, a) = (fun.local(byte), fun.local(ty));
    let cond = b.bin(BinaryOp::Le, b.get(&fun, i), b.const_of(byte, 127));
    let element = Place::ArrayElement { base: Box::new(Place::Local(a)), of: ty, index: Box::new(b.get(&fun, i)) };
    let next = b.bin(BinaryOp::Add, b.get(&fun, i), b.const_of(byte, 1));
    let seen = b.eval(b.read(element, int));
    let zero = b.i(0);
    let body = vec![
        b.stmt(StmtKind::Declare { local: a, value: None }),
        b.declare(i, b.const_of(byte, 0)),
        b.repeat(0, cond, vec![seen, b.set(i, next)]),
        b.give(zero),
    ];
    let id = b.function(fun, body);
    b.export("f", id);
    assert_eq!(b.run("f", &[]), Err("0 -128 128".into()));
}
