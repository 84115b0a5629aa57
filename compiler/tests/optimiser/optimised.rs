//! The optimiser: each thing it does, on a module that needs it, and what it leaves alone.

use allod_compiler::optimise::{OptimisationLevel, OptimiseError, OptimiseOptions, Optimised, optimise};
use allod_compiler::{abi_section, attach_abi};
use allod_core::Abi;

fn optimised(text: &str) -> Optimised {
    optimise(&wat::parse_str(text).unwrap(), &OptimiseOptions::default()).unwrap()
}

/// Both modules are the same once `before` is optimised; nothing is left to do then.
fn becomes(before: &str, after: &str) {
    let (found, wanted) = (optimised(before).wasm, wat::parse_str(after).unwrap());
    let text = |wasm: &[u8]| wasmprinter::print_bytes(wasm).unwrap();
    assert_eq!(text(&found), text(&wanted), "from {before}");
    assert_eq!(optimise(&found, &OptimiseOptions::default()).unwrap().wasm, found, "once is enough for {before}");
}

/// A function with this body becomes one with the other.
fn body(before: &str, after: &str) {
    let module = |body: &str| format!(r#"(module (func (export "f") (param i32 i64) (result i32) {body}))"#);
    becomes(&module(before), &module(after));
}

#[test]
fn constants_are_folded_as_the_operators_say() {
    body("(i32.add (i32.const 3) (i32.mul (i32.const 4) (i32.const 5)))", "(i32.const 23)");
    body("(i32.sub (i32.const -2147483648) (i32.const 1))", "(i32.const 2147483647)");
    body("(i32.shl (i32.const 1) (i32.const 33))", "(i32.const 2)");
    body("(i32.rotr (i32.const 1) (i32.const 33))", "(i32.const -2147483648)");
    body("(i32.shr_u (i32.const -1) (i32.const 28))", "(i32.const 15)");
    body("(i32.rem_s (i32.const -2147483648) (i32.const -1))", "(i32.const 0)");
    body("(i32.lt_u (i32.const -1) (i32.const 1))", "(i32.const 0)");
    body("(i32.wrap_i64 (i64.mul (i64.const 4294967297) (i64.const 3)))", "(i32.const 3)");
    body("(i64.eqz (i64.extend_i32_u (i32.const 0)))", "(i32.const 1)");
    body("(i32.extend8_s (i32.const 255))", "(i32.const -1)");
    body("(i32.clz (i32.ctz (i32.const 8)))", "(i32.const 30)");
}

#[test]
fn what_traps_stays() {
    for division in ["div_s", "div_u", "rem_s", "rem_u"] {
        let zero = format!("(i32.{division} (i32.const 1) (i32.const 0))");
        body(&zero, &zero);
        body(&format!("(drop {zero}) (i32.const 1)"), &format!("(drop {zero}) (i32.const 1)"));
    }
    let overflow = "(i32.div_s (i32.const -2147483648) (i32.const -1))";
    body(overflow, overflow);
    let load = r#"(module (memory 1) (func (export "f") (drop (i32.load (i32.const 70000)))))"#;
    becomes(load, load);
}

#[test]
fn operands_that_change_nothing_go_and_constants_meet() {
    body("(i32.add (local.get 0) (i32.const 0))", "(local.get 0)");
    body("(i32.and (local.get 0) (i32.const -1))", "(local.get 0)");
    body("(i32.div_s (local.get 0) (i32.const 1))", "(local.get 0)");
    body("(i32.add (i32.add (local.get 0) (i32.const 3)) (i32.const 4))", "(i32.add (local.get 0) (i32.const 7))");
    body("(i32.add (i32.add (local.get 0) (i32.const 3)) (i32.const -3))", "(local.get 0)");
    body(
        "(i32.xor (i32.add (local.get 0) (i32.const 3)) (i32.const 4))",
        "(i32.xor (i32.add (local.get 0) (i32.const 3)) (i32.const 4))",
    );
}

#[test]
fn what_is_dropped_is_not_computed() {
    body("(drop (i32.add (local.get 0) (i32.wrap_i64 (local.get 1)))) (i32.const 1)", "(i32.const 1)");
    body("(local.set 0 (i32.const 4)) (local.get 0)", "(i32.const 4)");
    body("(local.set 0 (local.get 0)) (local.get 0)", "(local.get 0)");
    body("(select (local.get 0) (i32.const 4) (i32.const 1))", "(local.get 0)");
    body("(select (local.get 0) (i32.const 4) (i32.const 0))", "(i32.const 4)");
}

#[test]
fn branches_that_are_known_are_taken_and_what_follows_goes() {
    body("(if (result i32) (i32.const 1) (then (local.get 0)) (else (i32.const 2)))", "(local.get 0)");
    body("(if (result i32) (i32.eqz (i32.const 5)) (then (local.get 0)) (else (i32.const 2)))", "(i32.const 2)");
    body("(return (local.get 0)) (drop (i32.const 1)) (i32.const 3)", "(return (local.get 0))");
    body("(block (br_if 0 (i32.const 0))) (local.get 0)", "(local.get 0)");
    // The body of a loop that always goes on has no end, so nothing behind it is reached.
    body("(loop (br 0)) (i32.const 3)", "(loop (br 0)) (unreachable)");
    // A branch is left that may be taken.
    let kept = "(block (br_if 0 (local.get 0)) (return (i32.const 1))) (i32.const 3)";
    body(kept, kept);
}

#[test]
fn a_branch_table_with_a_known_index_is_a_branch() {
    let table = |index: u32| {
        let text = format!(
            r#"(module (func (export "f") (result i32)
                (block (block (br_table 0 1 (i32.const {index}))) (return (i32.const 1))) (i32.const 2)))"#
        );
        wasmprinter::print_bytes(optimised(&text).wasm).unwrap()
    };
    for index in [0, 1, 7] {
        let text = table(index);
        // The first target leads to a 1, the default to the 2 behind it.
        let leads_to_one = text.contains("i32.const 1");
        assert!(!text.contains("br_table") && leads_to_one == (index == 0), "{index}: {text}");
    }
}

#[test]
fn globals_that_nobody_writes_are_constants() {
    becomes(
        r#"(module (global i32 (i32.const 7)) (global (mut i32) (i32.const 8)) (global (mut i32) (i32.const 9))
            (func (export "f") (result i32)
                (global.set 2 (i32.add (global.get 0) (global.get 1))) (global.get 2)))"#,
        r#"(module (global (mut i32) (i32.const 9))
            (func (export "f") (result i32) (global.set 0 (i32.const 15)) (global.get 0)))"#,
    );
}

#[test]
fn functions_types_tables_and_data_that_nothing_reaches_go() {
    becomes(
        r#"(module (type (func (param f64))) (table 4 funcref) (elem (i32.const 0) $dead) (memory 1) (data (i32.const 0) "abc")
            (func $dead (drop (call $also (i32.const 1)))) (func $also (param i32) (result i32) (i32.load (local.get 0)))
            (func (export "f") (result i32) (i32.const 1)))"#,
        r#"(module (func (export "f") (result i32) (i32.const 1)))"#,
    );
    let counted = optimised(r#"(module (func $dead) (func (export "f")))"#);
    assert_eq!((counted.changes.functions, counted.changes.data_bytes), (1, 0));
}

#[test]
fn zeros_in_segments_go_and_those_over_other_bytes_stay() {
    let zeros = "\\00".repeat(100);
    becomes(
        &format!(
            r#"(module (memory (export "memory") 1) (data (i32.const 8) "\00\00ab{zeros}cd\00") (data (i32.const 900) "{zeros}"))"#
        ),
        r#"(module (memory (export "memory") 1) (data (i32.const 10) "ab") (data (i32.const 112) "cd"))"#,
    );
    let over = r#"(module (memory (export "memory") 1) (data (i32.const 8) "abcd") (data (i32.const 9) "\00\00"))"#;
    becomes(over, over);
}

#[test]
fn a_memory_that_the_world_outside_may_read_keeps_its_data() {
    let text = r#"(module (import "allod" "debug" (func $debug (param i32 i32))) (memory (export "memory") 1) (data (i32.const 0) "abc")
        (func (export "f") (call $debug (i32.const 0) (i32.const 3))))"#;
    assert!(wasmprinter::print_bytes(optimised(text).wasm).unwrap().contains("\"abc\""));
}

#[test]
fn names_go_unless_they_are_wanted_and_the_abi_stays() {
    let abi: Abi =
        Abi::from_json(br#"{"package_name":"p","functions":[{"name":"f","inputs":[],"outputs":[]}]}"#).unwrap();
    let module = wat::parse_str(r#"(module (func $told (export "f")) (@custom "producers" "x"))"#).unwrap();
    let module = attach_abi(&module, &abi);
    let has = |wasm: &[u8], name: &str| wasm.windows(name.len()).any(|window| window == name.as_bytes());
    let plain = optimise(&module, &OptimiseOptions::default()).unwrap().wasm;
    assert!(!has(&plain, "told") && !has(&plain, "producers"));
    assert_eq!(abi_section(&plain).unwrap(), Some(abi.clone()));
    let options = OptimiseOptions { keep_names: true, ..Default::default() };
    let named = optimise(&module, &options).unwrap().wasm;
    assert!(has(&named, "told") && abi_section(&named).unwrap() == Some(abi));
    assert!(plain.len() < named.len() && named.len() < module.len());
}

#[test]
fn levels_do_as_much_as_they_say() {
    let module = wat::parse_str(r#"(module (func $dead) (func (export "f") (drop (i32.const 1))))"#).unwrap();
    let at = |level| optimise(&module, &OptimiseOptions { level, ..Default::default() }).unwrap();
    assert_eq!(at(OptimisationLevel::None).wasm, module);
    let unused = at(OptimisationLevel::Unused);
    assert_eq!((unused.changes.functions, unused.changes.dead), (1, 0));
    let full = at(OptimisationLevel::Full);
    assert_eq!((full.changes.functions, full.changes.dead), (1, 2));
    assert_eq!(full.changes.bytes, (module.len() - full.wasm.len()) as u64);
}

#[test]
fn a_module_that_the_gate_refuses_is_not_looked_at() {
    let module = wat::parse_str("(module (func $f) (start $f))").unwrap();
    assert!(matches!(optimise(&module, &OptimiseOptions::default()), Err(OptimiseError::Gate(_))));
    assert!(matches!(optimise(b"\0asm nonsense", &OptimiseOptions::default()), Err(OptimiseError::Gate(_))));
}

#[test]
fn deep_and_long_functions_take_no_native_stack_and_linear_time() {
    let deep = format!("{}{}", "(block ".repeat(9_000), ")".repeat(9_000));
    let dropped = format!("(drop {}(local.get 0){})", "(i32.eqz ".repeat(100_000), ")".repeat(100_000));
    let chain = "(i32.const 1) (drop) ".repeat(100_000);
    for body in [deep, dropped, chain] {
        let text = format!(r#"(module (func (export "f") (param i32) {body}))"#);
        // The text is deeper than the native stack of a test lets its parser go.
        let parse = std::thread::Builder::new().stack_size(1 << 30).spawn(move || wat::parse_str(text).unwrap());
        let module = parse.unwrap().join().unwrap();
        let small = optimise(&module, &OptimiseOptions::default()).unwrap().wasm;
        assert!(small.len() < module.len() / 2, "{} of {}", small.len(), module.len());
    }
}
