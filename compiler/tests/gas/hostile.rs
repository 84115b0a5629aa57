//! Attacks on metering, by name: the module, and what must come of it.

use crate::metered::{self, Metered, PLENTY};
use allod_compiler::instrument::{Granularity, InstrumentError, instrument};
use allod_core::GasSchedule;
use wasmi::Val;

#[test]
fn bulk_flood_is_priced_by_length_before_it_runs() {
    let metered = Metered::new(
        "(module (memory (export \"memory\") 16)
            (func (export \"fill\") i32.const 0 i32.const 255 i32.const 1048576 memory.fill)
            (func (export \"copy\") i32.const 0 i32.const 64 i32.const 1048512 memory.copy))",
    );
    for export in ["fill", "copy"] {
        let full = metered.run(export, &[], PLENTY);
        assert!(full.results.is_ok() && full.used > 65_000, "{export} used {}", full.used);
        let short = metered.run(export, &[], full.used - 1);
        assert!(short.results.is_err() && short.used >= full.used, "{export}");
        assert!(short.memory.iter().all(|byte| *byte == 0), "{export} ran before it was paid");
    }
}

#[test]
fn bulk_lengths_near_the_end_of_the_range_do_not_wrap() {
    let metered = Metered::new(
        "(module (memory 1)
            (func (export \"fill\") i32.const 0 i32.const 0 i32.const -1 memory.fill)
            (func (export \"grow\") (result i32) i32.const -1 memory.grow))",
    );
    let fill = metered.run("fill", &[], PLENTY);
    assert!(fill.used >= (1i64 << 26) * 4, "used {}", fill.used);
    let grow = metered.run("grow", &[], PLENTY);
    assert_eq!(grow.used, 8_000 * i64::from(u32::MAX) + 22);
    assert_eq!(grow.result(), u64::from(u32::MAX));
}

#[test]
fn grow_is_priced_by_page_and_refused_before_it_happens() {
    let code = "(module (memory (export \"memory\") 1)
        (func (export \"f\") (loop (drop (memory.grow (i32.const 1))) (br 0))))";
    let run = Metered::new(code).run("f", &[], 100_000);
    assert!(run.results.is_err());
    assert!((100_000..110_000).contains(&run.used), "used {}", run.used);
}

#[test]
fn a_dear_block_that_ends_in_a_trap_is_charged() {
    let nops = "nop ".repeat(1_000);
    for end in ["unreachable", "(drop (i32.div_u (i32.const 1) (i32.const 0)))", "(drop (i32.load (i32.const -1)))"] {
        let run =
            Metered::new(&format!("(module (memory 1) (func (export \"f\") {nops} {end}))")).run("f", &[], PLENTY);
        assert!(run.results.is_err() && run.used > 1_000, "{end}: used {}", run.used);
    }
}

#[test]
fn what_a_call_in_a_loop_spent_stays_spent_on_the_way_to_a_trap() {
    // The loop keeps the counter in a local; the fill takes its length off it.
    let nops = "nop ".repeat(5_000);
    let code = format!(
        "(module (memory 1) (func $dear {nops})
            (func (export \"f\") (param i32)
                (loop (if (local.get 0)
                    (then (call $dear) (memory.fill (i32.const 0) (i32.const 0) (i32.const 1)) (unreachable))))))"
    );
    let run = Metered::new(&code).run("f", &[Val::I32(1)], PLENTY);
    assert!(run.results.is_err() && run.used > 5_000, "used {}", run.used);
}

#[test]
fn the_cost_before_an_if_is_charged_on_both_arms() {
    let nops = "nop ".repeat(500);
    let code = format!("(module (func (export \"f\") (param i32) {nops} local.get 0 if nop else nop nop end))");
    let metered = Metered::new(&code);
    for argument in [0, 1] {
        let run = metered.run("f", &[Val::I32(argument)], PLENTY);
        assert!((500..520).contains(&run.used), "{argument}: used {}", run.used);
    }
}

#[test]
fn a_straight_line_is_checked_before_it_runs() {
    let nops = "nop ".repeat(100_000);
    let code = format!(
        "(module (memory (export \"memory\") 1) (func (export \"f\") (i32.store8 (i32.const 0) (i32.const 1)) {nops}))"
    );
    let run = Metered::new(&code).run("f", &[], 99_999);
    assert!(run.results.is_err());
    assert_eq!(run.memory[0], 0, "nothing runs that is not paid");
}

#[test]
fn an_endless_loop_or_recursion_ends() {
    let modules = [
        "(module (func (export \"f\") (loop (br 0))))",
        "(module (func (export \"f\") (loop (br_if 0 (i32.const 1)))))",
        "(module (func (export \"f\") (loop (i32.const 0) (br_table 0 0))))",
        "(module (func (export \"f\") (loop (loop (br 1)))))",
        "(module (func $f (export \"f\") (call $f) (call $f)))",
        "(module (table 1 funcref) (elem (i32.const 0) $f)
            (func $f (export \"f\") (call_indirect (i32.const 0)) (call_indirect (i32.const 0))))",
    ];
    for code in modules {
        for granularity in [Granularity::Region, Granularity::Block, Granularity::Operator] {
            let metered = Metered::with(code.as_bytes(), &metered::prices(), granularity);
            let run = metered.run("f", &[], 5_000);
            assert!(run.results.is_err(), "{code}");
            assert!(run.used > 5_000 || run.stack < 0, "{code}: {run:?}");
            assert!(run.used < 5_100, "{code}: used {}", run.used);
        }
    }
}

#[test]
fn doubling_calls_are_stopped_at_entry() {
    let mut code = String::from("(module (func $f0 nop)");
    for n in 1..60 {
        code += &format!("(func $f{n} (call $f{0}) (call $f{0}))", n - 1);
    }
    code += "(export \"f\" (func $f59)))";
    let run = Metered::new(&code).run("f", &[], 1_000_000);
    assert!(run.results.is_err());
    assert!((1_000_001..1_002_000).contains(&run.used), "used {}", run.used);
}

#[test]
fn frames_that_unwind_out_of_gas_do_not_run_to_their_ends() {
    // Each frame has a long tail behind a branch, which cannot be paid before the call.
    let tail = "nop ".repeat(2_000);
    let code = format!(
        "(module (func $f (export \"f\") (param i32)
            (if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1)))))
            (if (i32.eqz (i32.const 0)) (then {tail}))))"
    );
    let metered = Metered::new(&code);
    let depth = Val::I32(1_000);
    let all = metered.run("f", std::slice::from_ref(&depth), PLENTY);
    assert!(all.results.is_ok() && all.used > 2_000_000, "used {}", all.used);
    // Enough to go down, and for a few tails.
    let run = metered.run("f", &[depth], 30_000);
    assert!(run.results.is_err());
    assert!(run.used < 30_000 + 2_100, "overshoot of {}", run.used - 30_000);
}

#[test]
fn a_function_of_many_locals_pays_for_them_at_each_call() {
    let locals = "i64 ".repeat(4_000);
    let code = format!(
        "(module (func $g (local {locals}))
            (func (export \"f\") (param i32)
                (loop (call $g) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))"
    );
    let run = Metered::new(&code).run("f", &[Val::I32(10)], PLENTY);
    assert!((40_000..41_000).contains(&run.used), "used {}", run.used);
}

#[test]
fn counters_at_the_edges_of_their_range_do_not_wrap() {
    let metered = Metered::new("(module (func (export \"f\") (loop (br 0))) (func (export \"g\")))");
    for gas in [0, 1, -1, i64::MIN / 2] {
        let run = metered.run("f", &[], gas);
        assert!(run.results.is_err() && run.used > 0 && run.used < 20, "{gas}: {run:?}");
    }
    let run = metered.run("g", &[], i64::MAX);
    assert_eq!((run.results.is_ok(), run.used), (true, 1));
}

#[test]
fn free_loops_and_prices_that_overflow_are_refused() {
    let wasm = wat::parse_str("(module (func (export \"f\") (loop (br 0))))").expect("valid text");
    let price = |change: fn(&mut GasSchedule)| {
        let mut schedule = GasSchedule::standard();
        change(&mut schedule);
        instrument(&wasm, &schedule).map(|_| ())
    };
    let refused = |outcome, wanted| {
        assert!(matches!(&outcome, Err(InstrumentError::Price { name, .. }) if *name == wanted), "{outcome:?}");
    };
    refused(price(|s| s.instructions.branch = 0), "branch");
    refused(price(|s| s.instructions.branch_table = 0), "branch_table");
    refused(price(|s| s.instructions.call = 0), "call");
    refused(price(|s| s.instructions.call_indirect = 0), "call_indirect");
    refused(price(|s| s.instructions.grow_page = u32::MAX), "grow_page");
    refused(price(|s| s.instructions.bulk_per_64_bytes = u32::MAX), "bulk_per_64_bytes");
    assert_eq!(price(|s| s.instructions.simple = 0), Ok(()));
    assert_eq!(price(|s| s.instructions.simple = u32::MAX), Ok(()));
}

#[test]
fn a_module_that_exports_our_names_is_not_instrumented() {
    for name in ["allod.gas", "allod.stack"] {
        let code = format!("(module (global (export \"{name}\") (mut i64) (i64.const 0)))");
        let wasm = wat::parse_str(code).expect("valid text");
        let outcome = instrument(&wasm, &GasSchedule::standard());
        assert!(matches!(outcome, Err(InstrumentError::Output { .. })), "{outcome:?}");
    }
}

#[test]
fn code_that_swells_when_metered_is_refused() {
    let swelling = [
        ("memory.grow", format!("(memory 1) (func i32.const 0 {} drop)", "memory.grow ".repeat(200_000))),
        ("floats", format!("(func f64.const 0 {} drop)", "f64.sqrt f64.neg ".repeat(100_000))),
        (
            "small functions",
            format!("(memory 1) {}", format!("(func i32.const 0 {} drop)", "memory.grow ".repeat(10)).repeat(10_000)),
        ),
    ];
    for (what, code) in swelling {
        let wasm = wat::parse_str(format!("(module {code})")).expect("valid text");
        let error = instrument(&wasm, &GasSchedule::standard()).expect_err(what);
        assert!(matches!(error, InstrumentError::Growth { .. }), "{what}: {error}");
    }
}

#[test]
fn a_start_section_is_not_instrumented() {
    let wasm = wat::parse_str("(module (func $f) (start $f))").expect("valid text");
    let outcome = instrument(&wasm, &GasSchedule::standard());
    assert!(matches!(outcome, Err(InstrumentError::Malformed { .. })), "{outcome:?}");
}

#[test]
fn a_padded_table_index_is_written_short() {
    // As LLVM emits it: call_indirect with the table's index in five bytes.
    let mut code = wat::parse_str(
        "(module (table 1 funcref) (elem (i32.const 0) $g) (func $g)
            (func (export \"f\") nop nop nop nop nop nop nop nop (call_indirect (i32.const 0))))",
    )
    .expect("valid text");
    let short = [0x01, 0x01, 0x01, 0x01, 0x41, 0x00, 0x11, 0x00, 0x00, 0x0b];
    let padded = [0x41, 0x00, 0x11, 0x00, 0x80, 0x80, 0x80, 0x80, 0x00, 0x0b];
    let at = code.windows(short.len()).position(|window| window == short).expect("the call");
    code[at..at + short.len()].copy_from_slice(&padded);
    let run = Metered::with(&code, &metered::prices(), Granularity::Region).run("f", &[], PLENTY);
    assert_eq!((run.results.is_ok(), run.used), (true, 4 + 1 + 12 + 1 + 1));
}
