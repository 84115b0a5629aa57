//! Depth is counted in WebAssembly: a recursion ends at the same frame everywhere.

use crate::metered::{Metered, PLENTY, STACK};
use allod_compiler::instrument::{FRAME_BASE_BYTES, FunctionPlan, SLOT_BYTES, UNCOUNTED_STACK_MAX, instrument};
use allod_core::GasSchedule;
use allod_testing::rng::noise;
use wasmi::Val;

fn plans(code: &str) -> Vec<FunctionPlan> {
    let wasm = wat::parse_str(code).expect("valid text");
    instrument(&wasm, &GasSchedule::standard()).expect("instrumentable").functions
}

/// Goes down `n` frames below the first.
const DOWN: &str = "(module (func $f (export \"f\") (param i32) (result i32)
    (if (result i32) (local.get 0)
        (then (call $f (i32.sub (local.get 0) (i32.const 1))))
        (else (i32.const 7)))))";

#[test]
fn a_frame_is_its_base_and_a_slot_for_each_local_and_operand() {
    // One parameter and the stack left; two operands at once, and three that instrumentation adds.
    assert_eq!(u64::from(plans(DOWN)[0].frame_bytes), FRAME_BASE_BYTES + SLOT_BYTES * (2 + 2 + 3));
    let locals = "(module (func (local i32 i64 f64)))";
    assert_eq!(u64::from(plans(locals)[0].frame_bytes), FRAME_BASE_BYTES + SLOT_BYTES * (3 + 3));
    // The length of a bulk operator takes a local.
    let bulk = "(module (memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))";
    assert_eq!(u64::from(plans(bulk)[0].frame_bytes), FRAME_BASE_BYTES + SLOT_BYTES * (1 + 3 + 3));
}

#[test]
fn operands_are_counted_through_every_kind_of_block() {
    let operands = |body: &str| {
        let callee = "(func $g (param i32 i32) (result i32 i32) local.get 0 local.get 1)";
        let plan = plans(&format!("(module {callee} (func {body}))"))[1];
        (u64::from(plan.frame_bytes) - FRAME_BASE_BYTES) / SLOT_BYTES - u64::from(plan.locals) - 3
    };
    assert_eq!(operands("i32.const 0 i32.const 0 drop drop"), 2);
    assert_eq!(operands("i32.const 0 block i32.const 0 i32.const 0 drop drop end drop"), 3);
    assert_eq!(operands("i32.const 0 block (result i32) i32.const 0 i32.const 0 drop end drop drop"), 3);
    assert_eq!(operands("i32.const 0 i32.const 1 if (result i32) i32.const 0 else i32.const 1 end drop drop"), 2);
    assert_eq!(
        operands("block (result i32) i32.const 0 br 0 i32.const 0 i32.const 0 i32.const 0 unreachable end drop"),
        1
    );
    assert_eq!(operands("i32.const 0 i32.const 0 call $g drop drop"), 2);
    assert_eq!(operands("i32.const 0 i32.const 0 call $g i32.const 0 drop drop drop"), 3);
    assert_eq!(operands("i32.const 1 loop (param i32) i32.const 3 drop drop end"), 2);
}

#[test]
fn the_last_frame_that_fits_is_exact() {
    let metered = Metered::new(DOWN);
    let frame = plans(DOWN)[0].frame_bytes as i32;
    for frames in [1, 2, 10, 1_000] {
        let run = |stack| metered.run_with_stack("f", &[Val::I32(frames - 1)], PLENTY, stack);
        let fits = run(frames * frame);
        assert_eq!(fits.result(), 7, "{frames}");
        let overflows = run(frames * frame - 1);
        assert!(overflows.results.is_err() && overflows.stack < 0, "{frames}: {overflows:?}");
    }
}

#[test]
fn a_huge_frame_ends_sooner_than_a_small_one() {
    let wide = DOWN.replace("(result i32)\n", &format!("(result i32) (local {})\n", "i64 ".repeat(1_000)));
    let depth = |code: &str| {
        let (metered, frame) = (Metered::new(code), plans(code)[0].frame_bytes as i32);
        let most = STACK / frame;
        let reaches = |frames: i32| metered.run("f", &[Val::I32(frames - 1)], PLENTY).results.is_ok();
        assert!(reaches(most) && !reaches(most + 1));
        most
    };
    assert!(depth(DOWN) > 50 * depth(&wide));
}

#[test]
fn every_way_out_of_a_function_gives_the_frame_back() {
    let ways = [
        "(return (i32.const 1))",
        "(br 0 (i32.const 1))",
        "i32.const 1",
        "(drop (br_if 0 (i32.const 1) (i32.const 1))) i32.const 2",
        "(br_table 0 0 (i32.const 1) (i32.const 0))",
        "(block (loop (return (i32.const 1)))) unreachable",
        "(block (block (br 2 (i32.const 1)))) unreachable",
        "(block (result i32) (block (br_table 1 2 (i32.const 1) (i32.const 1))) unreachable)",
        "(if (result i32) (i32.const 1) (then (return (i32.const 1))) (else (i32.const 2)))",
    ];
    for way in ways {
        // A caller that counts in the global relies on its callees, one that counts in a local does not.
        for inner_loop in ["", "(loop (br_if 0 (i32.const 0)))"] {
            let code = format!(
                "(module (func $f (param i32) (result i32)
                    (if (local.get 0) (then (drop (call $f (i32.const 0))))) {way})
                (func $often (export \"f\") (param i32) (result i32) {inner_loop}
                    (if (i32.eqz (local.get 0)) (then (return (call $f (i32.const 1)))))
                    (loop (drop (call $f (i32.const 1)))
                        (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
                    (call $often (i32.const 0))))"
            );
            assert!(plans(&code).iter().all(|plan| plan.stack_cost.is_some()), "{way}");
            let run = Metered::new(&code).run("f", &[Val::I32(STACK / 100)], PLENTY);
            assert_eq!(run.results, Ok(vec![1]), "{way}");
        }
    }
}

#[test]
fn several_results_leave_through_the_same_door() {
    let code = "(module (func $f (export \"f\") (param i32) (result i32 i64)
        (if (local.get 0) (then (call $f (i32.const 0)) (return)))
        (i32.const 1) (i64.const 2)))";
    let run = Metered::new(code).run("f", &[Val::I32(1)], PLENTY);
    assert_eq!(run.results, Ok(vec![1, 2]));
}

#[test]
fn a_function_that_is_not_counted_finds_the_stack_left_as_it_was() {
    // The one in the middle calls one that counts, many times; so does its caller, by way of it.
    let code = "(module (func $down (param i32)
            (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1))))))
        (func $middle (call $down (i32.const 2)) (call $down (i32.const 3)))
        (func (export \"f\") (param i32) (result i32)
            (loop (call $middle) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (i32.const 1)))";
    assert_eq!(counted(code), [true, false, false]);
    let run = Metered::new(code).run("f", &[Val::I32(STACK / 100)], PLENTY);
    assert_eq!(run.results, Ok(vec![1]));
}

/// Which functions of a module are counted.
fn counted(code: &str) -> Vec<bool> {
    plans(code).iter().map(|plan| plan.stack_cost.is_some()).collect()
}

#[test]
fn every_cycle_has_a_function_that_is_counted() {
    assert_eq!(counted("(module (func) (func (call 0)) (func (call 1)))"), [false, false, false]);
    assert_eq!(counted("(module (func (call 0)))"), [true]);
    assert_eq!(counted("(module (func (call 1)) (func (call 0)) (func (call 0)) (func))"), [true, false, false, false]);
    // Through the table, by signature.
    let table = "(module (table 1 funcref) (elem (i32.const 0) 0)
        (func (call 1)) (func (call_indirect (i32.const 0)))
        (func (param i32)) (func (call_indirect (param i32) (i32.const 0) (i32.const 0))))";
    assert_eq!(counted(table), [true, false, false, false]);
}

#[test]
fn a_recursion_counts_what_runs_between_its_turns_and_not_its_way_to_a_panic() {
    let code = "(module (func $f (param i32) (call $between) (call $check (local.get 0)))
        (func $between (call $f (i32.const 0)))
        (func $check (param i32) (if (local.get 0) (then (call $panic) unreachable)))
        (func $panic (local i64 i64) (call $f (i32.const 1))))";
    let plans = plans(code);
    let [f, between, check, panic] = [0, 1, 2, 3].map(|n: usize| plans[n]);
    assert_eq!(f.stack_cost, Some(f.frame_bytes + between.frame_bytes));
    assert_eq!((between.stack_cost, check.stack_cost), (None, None));
    assert_eq!(
        panic.stack_cost,
        Some(panic.frame_bytes + check.frame_bytes),
        "the way to it from what is counted above"
    );
}

#[test]
fn a_long_chain_without_recursion_is_counted_above_what_is_shallow() {
    let mut code = String::from("(module (func)");
    for n in 0..500 {
        code += &format!("(func (call {n}))");
    }
    let plans = plans(&(code + ")"));
    let shallow = plans.iter().position(|plan| plan.stack_cost.is_some()).expect("a long chain");
    let bytes = |plans: &[FunctionPlan]| plans.iter().map(|plan| u64::from(plan.frame_bytes)).sum::<u64>();
    assert!(bytes(&plans[..shallow]) <= UNCOUNTED_STACK_MAX && bytes(&plans[..=shallow]) > UNCOUNTED_STACK_MAX);
    let paid = plans[shallow..].iter().filter_map(|plan| plan.stack_cost).map(u64::from).sum::<u64>();
    assert!(paid + UNCOUNTED_STACK_MAX >= bytes(&plans[shallow..]), "{paid} bytes are counted");
}

#[test]
fn a_call_graph_of_any_shape_is_solved_without_recursion() {
    let functions = 20_000;
    let ring: String = (0..functions).map(|n| format!("(func (call {}))", (n + 1) % functions)).collect();
    let plans = plans(&format!("(module {ring})"));
    let once = plans.iter().map(|plan| u64::from(plan.frame_bytes)).sum::<u64>();
    assert_eq!(plans.iter().filter_map(|plan| plan.stack_cost).map(u64::from).sum::<u64>(), once);
}

/// The most operands at any point that can be executed, by the validator's count.
fn operands_by_validator(wasm: &[u8]) -> Vec<u64> {
    let mut validator = wasmparser::Validator::new();
    let mut out = Vec::new();
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        let payload = payload.expect("a module");
        let wasmparser::ValidPayload::Func(function, body) = validator.payload(&payload).expect("valid") else {
            continue;
        };
        let mut function = function.into_validator(Default::default());
        let mut locals = body.get_binary_reader();
        function.read_locals(&mut locals).expect("locals");
        let mut most = 0;
        for operator in body.get_operators_reader().expect("operators").into_iter_with_offsets() {
            let (operator, offset) = operator.expect("an operator");
            function.op(offset, &operator).expect("valid");
            let mut open = (0..function.control_stack_height() as usize).filter_map(|n| function.get_control_frame(n));
            if !open.any(|frame| frame.unreachable) {
                most = most.max(u64::from(function.operand_stack_height()));
            }
        }
        out.push(most);
    }
    out
}

#[test]
fn operands_of_random_functions_are_those_the_validator_counts() {
    use wasm_smith::{InstructionKind, InstructionKinds};
    let kinds = [InstructionKind::Control, InstructionKind::NumericInt, InstructionKind::Variable];
    let mut functions = 0;
    for seed in 0..400 {
        let config = wasm_smith::Config {
            allowed_instructions: InstructionKinds::new(&kinds),
            allow_floats: false,
            reference_types_enabled: false,
            simd_enabled: false,
            exceptions_enabled: false,
            gc_enabled: false,
            tail_call_enabled: false,
            wide_arithmetic_enabled: false,
            memory64_enabled: false,
            extended_const_enabled: false,
            compact_imports_enabled: false,
            allow_start_export: false,
            max_imports: 0,
            ..wasm_smith::Config::default()
        };
        let noise = noise(seed, 2_000);
        let module = wasm_smith::Module::new(config, &mut arbitrary::Unstructured::new(&noise)).expect("a module");
        let wasm = module.to_bytes();
        let plans = instrument(&wasm, &GasSchedule::standard()).expect("instrumentable").functions;
        let locals = locals_by_validator(&wasm);
        for ((plan, operands), locals) in plans.iter().zip(operands_by_validator(&wasm)).zip(locals) {
            let locals = locals + u64::from(plan.locals);
            assert_eq!(
                u64::from(plan.frame_bytes),
                FRAME_BASE_BYTES + SLOT_BYTES * (locals + operands + 3),
                "module {seed}"
            );
            functions += 1;
        }
    }
    assert!(functions > 150, "{functions} functions");
}

/// The locals of each function, parameters counted.
fn locals_by_validator(wasm: &[u8]) -> Vec<u64> {
    let mut validator = wasmparser::Validator::new();
    let mut out = Vec::new();
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        let payload = payload.expect("a module");
        if let wasmparser::ValidPayload::Func(function, body) = validator.payload(&payload).expect("valid") {
            let mut function = function.into_validator(Default::default());
            function.read_locals(&mut body.get_binary_reader()).expect("locals");
            out.push(u64::from(function.len_locals()));
        }
    }
    out
}

/// How many functions a random call graph has.
const N: usize = 12;

/// A random call graph: its module, and whom each function calls.
fn random_graph(seed: u64) -> (String, [Vec<usize>; N]) {
    let noise = noise(seed, 6 * N);
    // Each function calls one or two others; some call through the table, which holds some of them.
    let tabled: Vec<usize> = (0..N).filter(|n| noise[*n].is_multiple_of(7)).collect();
    let mut calls: [Vec<usize>; N] = Default::default();
    let mut code = String::from("(module (table 12 funcref)");
    for n in 0..N {
        let (first, second) = (noise[N + n] as usize % N, noise[2 * N + n] as usize % N);
        let mut body = format!("(local {})", "i64 ".repeat(noise[5 * N + n] as usize % 200));
        if first > n || seed.is_multiple_of(3) {
            body += &format!("(call {first})");
            calls[n].push(first);
        }
        if noise[3 * N + n].is_multiple_of(5) {
            body += "(call_indirect (i32.const 0))";
            calls[n].extend(&tabled);
        } else if second > n {
            // Some calls are the last thing before a trap.
            let end = if noise[4 * N + n].is_multiple_of(2) { "unreachable" } else { "" };
            body += &format!("(call {second}) {end}");
            calls[n].push(second);
        }
        code += &format!("(func {body})");
    }
    let elements: Vec<String> = tabled.iter().map(usize::to_string).collect();
    (format!("{code} (elem (i32.const 0) {}))", elements.join(" ")), calls)
}

/// Which functions may lead to which, by way of those that `may` be passed.
fn reach(calls: &[Vec<usize>; N], may: impl Fn(usize) -> bool) -> [[bool; N]; N] {
    let mut reach = [[false; N]; N];
    (0..N).for_each(|from| calls[from].iter().for_each(|to| reach[from][*to] = true));
    for middle in (0..N).filter(|middle| may(*middle)) {
        for from in 0..N {
            for to in 0..N {
                reach[from][to] |= reach[from][middle] && reach[middle][to];
            }
        }
    }
    reach
}

#[test]
fn every_cycle_of_random_call_graphs_is_counted_and_little_else() {
    let (mut through, mut shallow, mut spared) = (0, 0, 0);
    for seed in 0..300 {
        let (code, calls) = random_graph(seed);
        let plans = plans(&code);
        let (all, uncounted) = (reach(&calls, |_| true), reach(&calls, |n| plans[n].stack_cost.is_none()));
        for n in 0..N {
            let leads = (0..N).any(|m| all[m][m] && (m == n || all[n][m]));
            match plans[n].stack_cost {
                None => assert!(!uncounted[n][n], "graph {seed}, function {n} may recurse uncounted: {code}"),
                Some(_) => assert!(leads, "graph {seed}, function {n} leads to no recursion: {code}"),
            }
            through += usize::from(plans[n].stack_cost.is_some());
            shallow += usize::from(!leads);
            spared += usize::from(leads && plans[n].stack_cost.is_none());
        }
    }
    assert!(through > 300 && shallow > 300 && spared > 300, "{through} counted, {shallow} shallow, {spared} spared");
}

#[test]
fn whatever_calls_whatever_the_stack_in_use_is_counted_but_for_twice_what_is_shallow() {
    let (mut deepest, mut furthest) = (0, 0);
    for seed in 0..300 {
        let (code, calls) = random_graph(seed);
        let plans = plans(&code);
        let choices = noise(seed + 1_000, 20_000).into_iter().map(usize::from);
        let (mut used, mut paid, mut at) = (0u64, 0u64, None);
        for choice in choices {
            // On from the last function, or from none again.
            let callees = at.map_or(&[][..], |at: usize| &calls[at]);
            let Some(next) = callees.get(choice % callees.len().max(1)).copied() else {
                (used, paid, at) = (0, 0, Some(choice % N));
                used += u64::from(plans[choice % N].frame_bytes);
                paid += u64::from(plans[choice % N].stack_cost.unwrap_or(0));
                continue;
            };
            used += u64::from(plans[next].frame_bytes);
            paid += u64::from(plans[next].stack_cost.unwrap_or(0));
            at = Some(next);
            assert!(used <= paid + 2 * UNCOUNTED_STACK_MAX, "graph {seed}: {paid} bytes are counted of {used}: {code}");
            (deepest, furthest) = (deepest.max(used), furthest.max(used.saturating_sub(paid)));
        }
    }
    assert!(deepest > 1 << 20 && furthest > 0, "{deepest} bytes deep, {furthest} not counted");
}
