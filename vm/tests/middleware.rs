//! The middleware for hosts that run wasmer themselves, and the engine's own pass, each the oracle of the other: at the
//! schedule's prices a run that completes costs the same under both.
//!
//! A program of its own, because only a feature makes what it is about.
#![cfg(feature = "middleware")]

use allod_compiler::instrument::{GAS_GLOBAL, STACK_GLOBAL, instrument};
use allod_compiler::{CompileOptions, compile};
use allod_testing::modules::{generator, spilling};
use allod_testing::sources;
use allod_vm::middleware::{GasLeft, GasMiddleware, gas_left, set_gas};
use allod_vm::{GasSchedule, HostOp};
use std::sync::Arc;
use wasmer::sys::{CompilerConfig, Cranelift, EngineBuilder};
use wasmer::{Extern, ExternType, Function, Imports, Instance, Module, Store, Type, Value};

/// Gas given to every run: more than the kernels need, little enough for random functions that never end.
const LIMIT: u64 = 3_000_000;

/// Prices of the standard schedule, but none for lengths, which a middleware can't see.
fn without_lengths() -> GasSchedule {
    let mut schedule = GasSchedule::standard();
    schedule.instructions.bulk_per_64_bytes = 0;
    schedule.instructions.grow_page = 0;
    schedule
}

/// A module under one of the two.
struct Metered {
    store: Store,
    instance: Instance,
    ours: bool,
}

impl Metered {
    fn ours(wasm: &[u8], schedule: &GasSchedule) -> Option<Self> {
        let metered = instrument(wasm, schedule).ok()?;
        let store = Store::new(EngineBuilder::new(Cranelift::new()).engine());
        Self::start(store, &metered.wasm, true)
    }

    fn middleware(wasm: &[u8], schedule: &GasSchedule) -> Option<Self> {
        let mut compiler = Cranelift::new();
        compiler.push_middleware(Arc::new(GasMiddleware::new(schedule, LIMIT)));
        Self::start(Store::new(EngineBuilder::new(compiler).engine()), wasm, false)
    }

    /// `None` for a module whose segments don't fit, which no gate would let in. Whatever it imports answers zero.
    fn start(mut store: Store, wasm: &[u8], ours: bool) -> Option<Self> {
        let module = Module::new(&store, wasm).unwrap();
        let mut imports = Imports::new();
        for import in module.imports() {
            let ExternType::Function(ty) = import.ty() else { return None };
            let results: Vec<Value> = ty.results().iter().map(|ty| value(ty, 0)).collect();
            let answer = Function::new(&mut store, ty.clone(), move |_| Ok(results.clone()));
            imports.define(import.module(), import.name(), Extern::from(answer));
        }
        let instance = Instance::new(&mut store, &module, &imports).ok()?;
        Some(Self { store, instance, ours })
    }

    /// Gas used by a run that completes; `None` for one that traps or runs out.
    fn run(&mut self, function: &str, args: &[Value]) -> Option<u64> {
        let Self { store, instance, ours } = self;
        let global = |name: &str| instance.exports.get_global(name).cloned();
        if *ours {
            global(GAS_GLOBAL).unwrap().set(store, Value::I64(LIMIT as i64)).unwrap();
            global(STACK_GLOBAL).unwrap().set(store, Value::I32(200 << 10)).unwrap();
        } else {
            assert!(set_gas(store, instance, LIMIT));
        }
        let ended = instance.exports.get_function(function).unwrap().call(store, args);
        let left = if *ours {
            u64::try_from(global(GAS_GLOBAL).unwrap().get(store).unwrap_i64()).ok()?
        } else {
            match gas_left(store, instance).unwrap() {
                GasLeft::Left(gas) => gas,
                GasLeft::Exhausted => return None,
            }
        };
        ended.is_ok().then(|| LIMIT - left)
    }
}

fn value(ty: &Type, n: u32) -> Value {
    match ty {
        Type::I64 => Value::I64(n.into()),
        Type::F32 => Value::F32(n as f32),
        Type::F64 => Value::F64(n.into()),
        _ => Value::I32(n as i32),
    }
}

/// Runs every function of `wasm` under both, and gives the number of runs that complete.
fn compare(name: &str, wasm: &[u8], schedule: &GasSchedule) -> usize {
    let both = || Some((Metered::ours(wasm, schedule)?, Metered::middleware(wasm, schedule)?));
    let Some((mut ours, mut theirs)) = both() else { return 0 };
    let functions: Vec<_> =
        ours.instance.exports.iter().functions().map(|(name, f)| (name.clone(), f.ty(&ours.store))).collect();
    let mut completed = 0;
    for (function, ty) in functions {
        for n in [0, 1, 77] {
            let args: Vec<_> = ty.params().iter().map(|ty| value(ty, n)).collect();
            if let Some(used) = ours.run(&function, &args) {
                assert_eq!(theirs.run(&function, &args), Some(used), "{name}: {function} {args:?}");
                completed += 1;
            } else {
                // State may differ from here on: what was charged ahead was not all run.
                (ours, theirs) = both().unwrap();
            }
        }
    }
    completed
}

#[test]
fn random_modules_cost_the_same_at_the_prices_of_the_schedule() {
    let schedule = without_lengths();
    let modules = (0..150).filter_map(|seed| Some((seed, generator::module(seed)?)));
    let completed: usize = modules.map(|(seed, wasm)| compare(&format!("seed {seed}"), &wasm, &schedule)).sum();
    assert!(completed > 300, "{completed} runs complete");
    let modules = (0..30).map(|seed| (seed, wat::parse_str(spilling::module(seed).text).unwrap()));
    let completed: usize =
        modules.map(|(seed, wasm)| compare(&format!("spilling seed {seed}"), &wasm, &schedule)).sum();
    assert!(completed > 30, "{completed} runs of modules that spill complete");
}

#[test]
fn contracts_cost_the_same_at_the_prices_of_the_schedule() {
    let contracts = [
        ("puppet", sources::PUPPET),
        ("diary", sources::DIARY),
        ("writer", sources::WRITER),
        ("counter", include_str!("../../examples/counter/counter.go")),
        ("token", include_str!("../../examples/token/token.go")),
        ("nft", include_str!("../../examples/nft/nft.go")),
    ];
    for (name, source) in contracts {
        let wasm = compile(source.as_bytes(), &CompileOptions::default()).unwrap().wasm;
        let completed = compare(name, &wasm, &without_lengths());
        println!("{name}: {completed} runs complete");
        assert!(completed > 0, "{name}");
    }
}

/// Without `memory.fill` and the like there are no lengths, and the prices are those of the schedule to the last one.
#[test]
fn kernels_without_lengths_cost_the_same_at_all_prices() {
    let loop_of = |body: &str| {
        format!(
            r#"(module (memory 1) (table funcref (elem $g)) (type $t (func (param i32) (result i32)))
                (func $g (type $t) (i32.mul (local.get 0) (i32.const 3)))
                (func (export "f") (param i32) (result i32) (local i32 i64 f64)
                    (loop $l {body} (br_if $l (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (local.get 0))))
                    (local.get 1)))"#
        )
    };
    let bodies = [
        "(local.set 2 (i64.div_u (i64.add (local.get 2) (i64.const 9)) (i64.const 3)))",
        "(local.set 3 (f64.sqrt (f64.mul (f64.add (local.get 3) (f64.const 1.5)) (f64.const 2))))",
        "(i32.store8 (local.get 1) (i32.load (i32.const 64)))",
        "(drop (call_indirect (type $t) (local.get 1) (i32.const 0)))",
        "(drop (call $g (local.get 1)))",
        "(if (i32.and (local.get 1) (i32.const 1)) (then (nop)) (else (local.set 2 (i64.const 1))))",
        "(block $a (block $b (br_table $a $b $a (i32.rem_u (local.get 1) (i32.const 3)))))",
        "(drop (memory.size))",
    ];
    for schedule in [GasSchedule::standard(), GasSchedule::calibrated()] {
        for body in bodies {
            let wasm = wat::parse_str(loop_of(body)).unwrap();
            assert_eq!(compare(body, &wasm, &schedule), 3, "{body}");
        }
    }
    assert_eq!(
        GasSchedule::standard().price(HostOp::Sender).base,
        10,
        "prices of the host are no business of a middleware"
    );
}

#[test]
fn lengths_are_what_the_middleware_leaves_out() {
    let wasm = wat::parse_str(
        r#"(module (memory 1) (func (export "f") (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536))))"#,
    );
    let (wasm, schedule) = (wasm.unwrap(), GasSchedule::standard());
    let ours = Metered::ours(&wasm, &schedule).unwrap().run("f", &[]).unwrap();
    let theirs = Metered::middleware(&wasm, &schedule).unwrap().run("f", &[]).unwrap();
    assert_eq!(ours - theirs, 1_024 * u64::from(schedule.instructions.bulk_per_64_bytes));
}

#[test]
fn a_second_module_and_operators_without_a_price_are_errors() {
    let middleware = Arc::new(GasMiddleware::new(&GasSchedule::standard(), LIMIT));
    let store = || {
        let mut compiler = Cranelift::new();
        compiler.push_middleware(middleware.clone());
        Store::new(EngineBuilder::new(compiler).engine())
    };
    let wasm = wat::parse_str(r#"(module (func (export "f")))"#).unwrap();
    Module::new(&store(), &wasm).unwrap();
    let again = Module::new(&store(), &wasm).unwrap_err().to_string();
    assert!(again.contains("it was used for a module already"), "{again}");

    let mut compiler = Cranelift::new();
    compiler.push_middleware(Arc::new(GasMiddleware::new(&GasSchedule::standard(), LIMIT)));
    let store = Store::new(EngineBuilder::new(compiler).engine());
    let wasm = wat::parse_str(r#"(module (func (export "f") (drop (ref.is_null (ref.null func)))))"#).unwrap();
    let refused = Module::new(&store, &wasm).unwrap_err().to_string();
    assert!(refused.contains("has no price"), "{refused}");
}

#[test]
fn an_instance_made_without_it_has_no_gas() {
    let mut store = Store::default();
    let module = Module::new(&store, wat::parse_str(r#"(module (func (export "f")))"#).unwrap()).unwrap();
    let instance = Instance::new(&mut store, &module, &Imports::new()).unwrap();
    assert_eq!(gas_left(&mut store, &instance), None);
    assert!(!set_gas(&mut store, &instance, 1));
}
