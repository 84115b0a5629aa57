//! Modules made to hurt, by name, and bytes that are no module at all.

use crate::gated::{ask, refused};
use allod_compiler::gate::{Check, GateError, GateOptions, ModuleShape, check};
use allod_compiler::instrument::instrument;
use allod_core::GasSchedule;
use allod_testing::rng::noise;
use proptest::prelude::*;
use wasm_encoder::{CodeSection, Function, FunctionSection, Instruction, Module, TypeSection, ValType};

fn times(n: usize, text: &str) -> String {
    text.repeat(n)
}

fn all_options() -> GateOptions {
    GateOptions { simd: true, ..GateOptions::default() }
}

#[test]
fn shape_bombs_are_refused() {
    let bombs = [
        ("straight line", format!("(func {})", times(300_000, "i64.const 1 drop nop "))),
        ("operand stack", format!("(func {} {})", times(50_000, "i32.const 1 "), times(50_000, "drop "))),
        ("locals by blocks", format!("(func (local {}) {})", times(2_000, "i64 "), times(4_000, "block end "))),
        ("nested loops", format!("(func {} {})", times(500, "loop "), times(500, "end "))),
        ("empty loops", format!("(func {})", times(20_000, "loop end "))),
        ("nested blocks", format!("(func {} {})", times(15_000, "block "), times(15_000, "end "))),
        ("nested ifs", format!("(func {} {})", times(15_000, "i32.const 1 if "), times(15_000, "end "))),
        ("branch table", format!("(func i32.const 0 br_table {} 0)", times(100_000, "0 "))),
        ("locals", format!("(func (local {}))", times(50_000, "i64 "))),
        ("many functions of many locals", times(1_000, &format!("(func (local {}))", times(4_000, "i64 ")))),
    ];
    for (name, body) in bombs {
        let error = ask(&format!("(module {body})")).expect_err(name);
        assert_eq!(error.check, Check::Functions, "{name}: {error}");
        assert!(error.function.is_some() && error.offset.is_some(), "{name}: {error}");
    }
}

#[test]
fn a_huge_signature_shared_by_many_functions_is_refused() {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I64; 1_000], []);
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    for _ in 0..40_000 {
        functions.function(0);
        let mut body = Function::new([]);
        body.instruction(&Instruction::End);
        code.function(&body);
    }
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&code);
    refused(check(&module.finish(), &all_options()), Check::Types, &["1000 parameters"]);
}

#[test]
fn wide_branches_are_bounded_over_the_whole_module() {
    let block = format!(
        "block (result {0}) {1} i32.const 0 br_table {2} 0 end {3}",
        times(16, "i32 "),
        times(16, "i32.const 0 "),
        times(19_000, "0 "),
        times(16, "drop ")
    );
    let outcome = ask(&format!("(module {})", times(100, &format!("(func {block})"))));
    refused(outcome, Check::Functions, &["operands moved"]);
}

#[test]
fn segment_bombs_are_refused() {
    refused(ask(&format!("(module (memory 1) {})", times(100_001, "(data (i32.const 0))"))), Check::Data, &["100001"]);
    let elements = format!("(module (table 1 funcref) (func) {})", times(5_000, "(elem (i32.const 0) 0)"));
    refused(ask(&elements), Check::Elements, &["5000 segments"]);
    refused(ask(&format!("(module {})", times(5_000, "(global i32 (i32.const 0))"))), Check::Globals, &["5000"]);
}

#[test]
fn lying_counts_are_refused() {
    for id in 1..=13u8 {
        for count in [&[0xff, 0xff, 0xff, 0xff, 0x0f][..], &[0xe8, 0x07], &[0xff, 0xff, 0xff, 0xff, 0xff, 0x01]] {
            let mut wasm = b"\0asm\x01\0\0\0".to_vec();
            wasm.extend([id, count.len() as u8]);
            wasm.extend(count);
            assert!(check(&wasm, &all_options()).is_err(), "section {id}, count {count:?}");
        }
    }
}

#[test]
fn sections_out_of_order_or_repeated_are_refused() {
    let header = b"\0asm\x01\0\0\0";
    let empty = |id: u8| vec![id, 1, 0];
    for (first, second) in [(2, 1), (3, 3), (7, 6), (1, 1), (11, 10), (10, 3)] {
        let wasm = [&header[..], &empty(first), &empty(second)].concat();
        let error = check(&wasm, &all_options()).expect_err("refused");
        assert_eq!(error.check, Check::Features, "{first}, {second}: {error}");
    }
}

#[test]
fn recursion_and_memory_of_the_gate_do_not_depend_on_the_module() {
    // Ten thousand blocks open at once, in a thread with a small stack.
    let text = format!("(module (func {} {}))", times(10_000, "block "), times(10_000, "end "));
    let wasm = wat::parse_str(text).expect("valid text");
    let thread = std::thread::Builder::new().stack_size(128 * 1024);
    let run = thread.spawn(move || {
        check(&wasm, &all_options()).expect("let in");
        instrument(&wasm, &GasSchedule::standard()).expect("instrumentable").wasm.len()
    });
    assert!(run.expect("a thread").join().expect("no overflow") > 20_000);
}

/// A module with something in every section.
const FULL: &str = "(module
    (type $t (func (param i32 i64) (result i64)))
    (import \"allod\" \"sender\" (func (param i32)))
    (import \"wasi_snapshot_preview1\" \"random_get\" (func (param i32 i32) (result i32)))
    (table 3 5 funcref) (memory (export \"memory\") 1 4) (global (mut f64) (f64.const 1.5))
    (global (export \"g\") i32 (i32.const 9))
    (func $f (export \"f\") (type $t) (local f32 f64 i32)
        block loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end end
        local.get 0 if (result i64) local.get 1 else i64.const 5 i64.const 3 i64.div_s end
        i32.const 0 i32.const 0 i32.const 9 memory.fill
        local.get 0 local.get 1 call $f
        i64.add f64.const 1 f64.const 3 f64.div global.set 0)
    (func $h (param i32) (result i32 i32)
        block block block local.get 0 br_table 0 1 2 0 end i32.const 1 i32.const 2 return end end
        i32.const 7 i32.const 1 i32.const 0 i64.const 4 i32.const 0 call_indirect (type $t) drop
        memory.grow)
    (elem (i32.const 0) $f $h) (data (i32.const 8) \"data\") (@custom \"note\" \"text\"))";

/// Asks the gate; what it lets in must be instrumentable.
fn pass(wasm: &[u8]) -> Result<ModuleShape, GateError> {
    let shape = check(wasm, &all_options())?;
    if let Err(e) = instrument(wasm, &GasSchedule::standard()) {
        panic!("let in but not instrumentable: {e}: {wasm:02x?}");
    }
    Ok(shape)
}

#[test]
fn a_module_cut_anywhere_is_refused_or_complete() {
    let wasm = wat::parse_str(FULL).expect("valid text");
    let whole = pass(&wasm).expect("let in");
    assert_eq!((whole.functions, whole.data_bytes), (2, 4));
    let let_in: Vec<usize> = (0..wasm.len()).filter(|length| pass(&wasm[..*length]).is_ok()).collect();
    // Only a cut between two sections can leave a module.
    let sections = wasmparser::Parser::new(0).parse_all(&wasm).filter_map(|payload| payload.ok()?.as_section());
    let ends: Vec<usize> = [8].into_iter().chain(sections.map(|(_, range)| range.end as usize)).collect();
    assert!(let_in.contains(&8) && let_in.iter().all(|length| ends.contains(length)), "{let_in:?}, {ends:?}");
    // Instrumenting what no gate has seen is an error, not a panic.
    for length in 0..wasm.len() {
        let _ = instrument(&wasm[..length], &GasSchedule::standard());
    }
}

#[test]
fn a_module_with_any_byte_changed_never_panics() {
    let wasm = wat::parse_str(FULL).expect("valid text");
    let mut let_in = 0;
    for at in 0..wasm.len() {
        for flip in [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff] {
            let mut changed = wasm.clone();
            changed[at] ^= flip;
            let_in += usize::from(pass(&changed).is_ok());
            let _ = instrument(&changed, &GasSchedule::standard());
        }
    }
    assert!(let_in > 50, "{let_in} changed modules are still modules");
}

#[test]
fn random_modules_of_every_proposal_are_refused_or_instrumentable() {
    let mut let_in = 0;
    for seed in 0..600u64 {
        let noise = noise(seed, 400 + 10 * (seed as usize % 100));
        let all = seed % 3 == 0;
        let config = wasm_smith::Config {
            reference_types_enabled: all,
            exceptions_enabled: all,
            gc_enabled: all,
            tail_call_enabled: all,
            relaxed_simd_enabled: all,
            wide_arithmetic_enabled: all,
            memory64_enabled: all,
            extended_const_enabled: all,
            compact_imports_enabled: all,
            shared_everything_threads_enabled: all,
            allow_start_export: all,
            max_imports: if all { 10 } else { 0 },
            max_data_segments: 0,
            max_element_segments: 0,
            ..wasm_smith::Config::default()
        };
        if let Ok(module) = wasm_smith::Module::new(config, &mut arbitrary::Unstructured::new(&noise)) {
            let_in += usize::from(pass(&module.to_bytes()).is_ok());
        }
    }
    assert!(let_in > 20, "{let_in} modules let in");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.extend(&bytes);
        for bytes in [&bytes, &wasm] {
            let _ = pass(bytes);
            let _ = instrument(bytes, &GasSchedule::standard());
        }
    }

    #[test]
    fn arbitrary_sections_never_panic(sections in proptest::collection::vec((0u8..14, proptest::collection::vec(any::<u8>(), 0..60)), 0..8)) {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        for (id, content) in &sections {
            wasm.extend([*id, content.len() as u8]);
            wasm.extend(content);
        }
        let _ = pass(&wasm);
        let _ = instrument(&wasm, &GasSchedule::standard());
    }
}
