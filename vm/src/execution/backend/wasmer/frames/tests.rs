//! Frames read from code: of bytes that are known, and of what the compiler makes, beside what a recursion really takes.

use super::{FrameSizes, NATIVE_STACK, aarch64, x64};
use crate::engine::budget::Budgets;
use crate::execution::backend::machine_code::{Priority, compile, load};
use crate::modules::metered::Metered;
use crate::{Compiler, EngineError, WasiOptions};
use allod_compiler::instrument::{GAS_GLOBAL, STACK_GLOBAL, instrument};
use allod_core::GasSchedule;
use std::fmt::Write;
use wasmer::sys::{Cranelift, EngineBuilder};
use wasmer::{Imports, Instance, Store, Value};

/// `push rbp; mov rbp, rsp`, what is given, and `mov rsp, rbp; pop rbp; ret`.
fn x64_function(parts: &[&[u8]]) -> Vec<u8> {
    [&[0x55, 0x48, 0x89, 0xe5], parts.concat().as_slice(), &[0x48, 0x89, 0xec, 0x5d, 0xc3]].concat()
}

#[test]
fn frames_of_x64_code_are_what_its_beginning_takes() {
    let sub32 = |n: u32| [&[0x48, 0x81, 0xec], n.to_le_bytes().as_slice()].concat();
    let add32 = |n: u32| [&[0x48, 0x81, 0xc4], n.to_le_bytes().as_slice()].concat();
    let touch: &[u8] = &[0xc7, 0x04, 0x24, 0, 0, 0, 0];
    let unrolled = [sub32(4096).as_slice(), touch, &sub32(4096), touch, &add32(8192)].concat();
    let looped = [
        &[0x49, 0x89, 0xe3, 0x49, 0x81, 0xeb],
        24_576u32.to_le_bytes().as_slice(),
        &sub32(4096),
        touch,
        &[0x4c, 0x3b, 0xdc, 0x0f, 0x85, 0xeb, 0xff, 0xff, 0xff],
        &add32(24_576),
    ]
    .concat();
    let known: [(&str, Vec<u8>, Option<u64>); 12] = [
        ("no frame", x64_function(&[&[0x90]]), Some(16)),
        ("a short one", x64_function(&[&[0x48, 0x83, 0xec, 0x40], &[0x48, 0x83, 0xc4, 0x40]]), Some(80)),
        ("a long one", x64_function(&[&sub32(560), &[0x90], &add32(560)]), Some(576)),
        ("two pages touched", x64_function(&[&unrolled, &sub32(8_700), &add32(8_700)]), Some(8_716)),
        ("many pages touched", x64_function(&[&looped, &sub32(24_096), &add32(24_096)]), Some(24_592)),
        ("gives back less than it took", x64_function(&[&sub32(560), &add32(552)]), None),
        ("takes more in a second step", x64_function(&[&sub32(560), &sub32(64), &add32(624)]), None),
        ("touches pages and takes none", x64_function(&[&unrolled, &[0x90]]), None),
        ("takes a negative number", x64_function(&[&sub32(0x8000_0000), &[0x90]]), None),
        ("saves by push", x64_function(&[&[0x48, 0x83, 0xec, 0x40], &[0x41, 0x54]]), None),
        ("no frame pointer", vec![0x48, 0x83, 0xec, 0x40, 0xc3], None),
        ("nothing", vec![], None),
    ];
    for (what, code, frame) in known {
        assert_eq!(x64::frame(&code), frame, "{what}");
    }
}

#[test]
fn frames_of_aarch64_code_are_never_less_than_what_it_takes() {
    let enter = [0xa9bf_7bfd_u32, 0x9100_03fd]; // stp fp, lr, [sp, -16]!; mov fp, sp
    let known: [(&str, &[u32], Option<u64>); 9] = [
        ("no frame", &[0xd65f_03c0], Some(0)),
        ("a pair", &enter, Some(16)),
        ("a pair of floats", &[0x6dbf_27e8], Some(16)),
        ("one register", &[0xf81f_0ff3], Some(16)),
        ("sub sp, sp, #64", &[0xd101_03ff], Some(64)),
        ("sub sp, sp, #1, lsl 12", &[0xd140_07ff], Some(4_096)),
        (
            "movz x16, #0x7100; movk x16, #2, lsl 16; sub sp, sp, x16",
            &[0xd28e_2010, 0xf2a0_0050, 0xcb30_63ff],
            Some(0x2_7100),
        ),
        ("sub sp, sp, x16, of which nothing is known", &[0xcb30_63ff], None),
        ("mov sp, x9", &[0x9100_013f], None),
    ];
    for (what, words, frame) in known {
        let code: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        assert_eq!(aarch64::frame(&code), frame, "{what}");
    }
    assert_eq!(aarch64::frame(&[0xfd, 0x7b, 0xbf]), None, "no whole word");
}

/// A recursion through a function that keeps so many values all through a loop.
fn spilling(values: usize) -> String {
    let mut stores = String::new();
    for n in 0..values {
        let factor = 0x1_0000_0001_u64.wrapping_mul(2 * n as u64 + 3);
        write!(stores, "(i64.store offset={} (i32.const 0) (i64.mul (local.get $x) (i64.const {factor})))", 8 * n)
            .unwrap();
    }
    format!(
        r#"(module (memory 16) (func $f (export "f") (param $n i32) (param $x i64) (result i64) (local $i i32)
            (loop {stores} (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2))))
            (if (result i64) (local.get $n)
                (then (i64.add (i64.load (i32.const 8)) (call $f (i32.sub (local.get $n) (i32.const 1)) (i64.load (i32.const 8)))))
                (else (i64.load (i32.const 16))))))"#
    )
}

fn metered(text: &str) -> Metered {
    instrument(&wat::parse_str(text).unwrap(), &GasSchedule::standard()).unwrap().into()
}

fn compiled(module: &Metered) -> Result<Vec<u8>, EngineError> {
    compile(module, Compiler::Cranelift, &WasiOptions::default(), Priority::Foreground)
}

#[test]
fn code_whose_frames_are_wider_than_is_counted_allows_is_not_used() {
    compiled(&metered(&spilling(10))).expect("few values fit");
    for values in [200, 1_000, 5_000] {
        let refusal = compiled(&metered(&spilling(values))).expect_err("many do not").to_string();
        assert!(refusal.contains("function 0 has a frame of"), "{values} values: {refusal}");
    }
}

/// Depth that the recursion of `module` reaches on the native stack, whatever it counts.
fn deepest(module: &Metered) -> u64 {
    let unchecked: wasmer::Engine = EngineBuilder::new(Cranelift::new()).engine().into();
    let machine = wasmer::Module::new(&unchecked, &module.wasm).unwrap().serialize().unwrap();
    let code = load(&machine, &WasiOptions::default(), &Budgets::default()).unwrap();
    let mut store = Store::new(code.engine.clone());
    let instance = Instance::new(&mut store, &code.module, &Imports::new()).unwrap();
    let function = instance.exports.get_function("f").unwrap();
    let mut returns = |depth: u64| {
        instance.exports.get_global(GAS_GLOBAL).unwrap().set(&mut store, Value::I64(i64::MAX)).unwrap();
        instance.exports.get_global(STACK_GLOBAL).unwrap().set(&mut store, Value::I32(i32::MAX)).unwrap();
        function.call(&mut store, &[Value::I32(depth as i32), Value::I64(7)]).is_ok()
    };
    let (mut most, mut too_many) = (0, 1 << 20);
    while too_many - most > 1 {
        let middle = (most + too_many) / 2;
        *if returns(middle) { &mut most } else { &mut too_many } = middle;
    }
    most
}

#[test]
fn a_recursion_takes_as_much_native_stack_as_its_frames_say() {
    for values in [200, 700, 3_000] {
        let module = metered(&spilling(values));
        let refusal = compiled(&module).expect_err("wider than is counted").to_string();
        let said = refusal.split_once("a frame of ").and_then(|(_, rest)| rest.split_once(' ')).map(|(bytes, _)| bytes);
        let (said, deepest): (u64, u64) = (said.unwrap().parse().unwrap(), deepest(&module));
        let taken = NATIVE_STACK as u64 / deepest;
        assert!(taken.abs_diff(said) <= 16 + taken / 20, "{values} values: {said} bytes, and {deepest} calls fit");
    }
}

#[test]
fn results_that_nobody_takes_are_part_of_a_frame() {
    let calls = format!("(call $g) {}", "drop ".repeat(16)).repeat(500);
    let module = format!(
        "(module (func $g (result {}) {}) (func (export \"f\") {calls}))",
        "i64 ".repeat(16),
        "(i64.const 7) ".repeat(16)
    );
    let refusal = compiled(&metered(&module)).expect_err("each call has room of its own for them").to_string();
    assert!(refusal.contains("function 1 has a frame of"), "{refusal}");
}

#[test]
fn code_that_is_counted_for_another_number_of_functions_is_not_used() {
    let mut module = metered(&spilling(1));
    module.frame_sizes = FrameSizes::default();
    assert!(compiled(&module).expect_err("nothing is counted").to_string().contains("are counted"));
}

#[test]
fn the_native_stack_is_no_larger_than_it_has_to_be() {
    assert!((3 << 20..4 << 20).contains(&NATIVE_STACK), "{NATIVE_STACK}");
}
