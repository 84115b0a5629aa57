//! What comes out of instrumentation: the module's own parts, two counters, and nothing left to chance.

use allod_compiler::instrument::{GAS_GLOBAL, InstrumentError, STACK_GLOBAL, instrument};
use allod_core::GasSchedule;
use wasm_encoder::{CodeSection, Function, FunctionSection, Instruction, Module, TypeSection, ValType};
use wasmparser::{Parser, Payload};

const MODULE: &str = "(module
    (type (func (result i32 i64)))
    (import \"allod\" \"sender\" (func $sender (param i32)))
    (table 2 funcref) (memory (export \"memory\") 1) (global (export \"own\") i32 (i32.const 3))
    (func $f (export \"f\") (result i32 i64) (call $sender (i32.const 0)) (call $f))
    (func $g (export \"g\") (result i64 i32) (call $g))
    (elem (i32.const 0) $f $g) (data (i32.const 8) \"data\")
    (@custom \"note\" \"text\") (@producers (language \"any\" \"1\")))";

fn parse(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("valid text")
}

/// The sections of a module by their content, custom sections included as 0.
fn sections(wasm: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let sections = Parser::new(0).parse_all(wasm).filter_map(|payload| payload.expect("a module").as_section());
    sections.map(|(id, range)| (id, wasm[range.start as usize..range.end as usize].to_vec())).collect()
}

fn section(wasm: &[u8], id: u8) -> Vec<u8> {
    sections(wasm).into_iter().find(|section| section.0 == id).expect("the section").1
}

#[test]
fn the_counters_are_exported_after_the_modules_own_names() {
    let metered = instrument(&parse(MODULE), &GasSchedule::standard()).expect("instrumentable");
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(&metered.wasm) {
        if let Payload::ExportSection(exports) = payload.expect("a module") {
            names.extend(exports.into_iter().map(|export| export.expect("an export").name.to_owned()));
        }
    }
    assert_eq!(names, ["memory", "own", "f", "g", GAS_GLOBAL, STACK_GLOBAL]);
}

#[test]
fn imports_tables_memories_elements_and_data_are_as_they_were() {
    let before = parse(MODULE);
    let after = instrument(&before, &GasSchedule::standard()).expect("instrumentable").wasm;
    for id in [2, 3, 4, 5, 9, 11] {
        assert_eq!(section(&before, id), section(&after, id), "section {id}");
    }
}

#[test]
fn custom_sections_are_left_out() {
    let before = parse(MODULE);
    assert!(sections(&before).iter().filter(|section| section.0 == 0).count() >= 2);
    let after = instrument(&before, &GasSchedule::standard()).expect("instrumentable").wasm;
    assert!(sections(&after).iter().all(|section| section.0 != 0));
}

#[test]
fn a_module_without_globals_or_exports_is_given_the_sections() {
    let after = instrument(&parse("(module (func))"), &GasSchedule::standard()).expect("instrumentable").wasm;
    let ids: Vec<u8> = sections(&after).iter().map(|section| section.0).collect();
    assert_eq!(ids, [1, 3, 6, 7, 10]);
    assert!(instrument(&parse("(module)"), &GasSchedule::standard()).is_ok());
}

#[test]
fn the_same_module_gives_the_same_bytes() {
    let wasm = parse(MODULE);
    let first = instrument(&wasm, &GasSchedule::standard()).expect("instrumentable");
    for _ in 0..20 {
        assert_eq!(instrument(&wasm, &GasSchedule::standard()).as_ref(), Ok(&first));
    }
}

#[test]
fn other_prices_give_other_bytes() {
    let wasm = parse(MODULE);
    let mut schedule = GasSchedule::standard();
    let first = instrument(&wasm, &schedule).expect("instrumentable").wasm;
    schedule.instructions.call += 1;
    assert_ne!(instrument(&wasm, &schedule).expect("instrumentable").wasm, first);
}

#[test]
fn an_operator_without_a_price_is_named_with_its_place() {
    let wasm = parse("(module (func) (func nop return_call 0))");
    let error = instrument(&wasm, &GasSchedule::standard()).expect_err("refused");
    assert!(matches!(&error, InstrumentError::Unpriced { operator, function: 1, .. } if operator == "ReturnCall"));
    assert!(error.to_string().contains("function 1: ReturnCall at byte "), "{error}");
}

#[test]
fn a_frame_that_no_stack_can_hold_is_refused() {
    let (mut types, mut functions, mut code) = (TypeSection::new(), FunctionSection::new(), CodeSection::new());
    types.ty().function([], []);
    functions.function(0);
    let mut body = Function::new([(u32::MAX / 2, ValType::I64)]);
    body.instruction(&Instruction::End);
    code.function(&body);
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&code);
    let outcome = instrument(&module.finish(), &GasSchedule::standard());
    assert!(matches!(outcome, Err(InstrumentError::Frame { function: 0, .. })), "{outcome:?}");
}
