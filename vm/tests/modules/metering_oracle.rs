//! The gas middleware against an independent one: with every operator at one gas, a run that completes costs
//! exactly what wasmer's own `Metering` middleware counts.

use allod_compiler::instrument::{GAS_GLOBAL, STACK_GLOBAL, instrument};
use allod_core::{GasSchedule, InstructionPrices};
use allod_testing::modules::generator;
use allod_testing::rng::noise;
use std::sync::Arc;
use wasmer::sys::{CompilerConfig, Cranelift, EngineBuilder};
use wasmer::{Imports, Instance, Module, Store, Type, Value};
use wasmer_middlewares::Metering;
use wasmer_middlewares::metering::{MeteringPoints, get_remaining_points, set_remaining_points};

/// Gas given to every run: more than the kernels need, little enough for random functions that never end.
const LIMIT: u64 = 3_000_000;

/// Every operator costs one; what the other middleware does not know costs nothing.
fn flat() -> GasSchedule {
    let mut schedule = GasSchedule::standard();
    schedule.instructions = InstructionPrices {
        control_free: 1,
        simple: 1,
        arithmetic: 1,
        multiply: 1,
        divide: 1,
        global: 1,
        memory: 1,
        branch: 1,
        branch_table: 1,
        call: 1,
        call_indirect: 1,
        float: 1,
        float_multiply: 1,
        float_divide: 1,
        float_convert: 1,
        bulk: 1,
        grow: 1,
        vector: 1,
        atomic: 1,
        local: 0,
        bulk_per_64_bytes: 0,
        grow_page: 0,
    };
    schedule
}

/// A module under one of the two middlewares.
struct Metered {
    store: Store,
    instance: Instance,
    ours: bool,
}

impl Metered {
    fn ours(wasm: &[u8]) -> Option<Self> {
        let metered = instrument(wasm, &flat()).unwrap();
        let store = Store::new(EngineBuilder::new(Cranelift::new()).engine());
        Self::start(store, &metered.wasm, true)
    }

    fn stock(wasm: &[u8]) -> Option<Self> {
        let mut compiler = Cranelift::new();
        compiler.push_middleware(Arc::new(Metering::new(LIMIT, |_| 1)));
        Self::start(Store::new(EngineBuilder::new(compiler).engine()), wasm, false)
    }

    /// `None` for a module whose segments don't fit, which no gate would let in.
    fn start(mut store: Store, wasm: &[u8], ours: bool) -> Option<Self> {
        let module = Module::new(&store, wasm).unwrap();
        let instance = Instance::new(&mut store, &module, &Imports::new()).ok()?;
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
            set_remaining_points(store, instance, LIMIT);
        }
        let ended = instance.exports.get_function(function).unwrap().call(store, args);
        let left = if *ours {
            u64::try_from(global(GAS_GLOBAL).unwrap().get(store).unwrap_i64()).ok()?
        } else {
            match get_remaining_points(store, instance) {
                MeteringPoints::Remaining(points) => points,
                MeteringPoints::Exhausted => return None,
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

/// Loops, recursion, tables, memory and floats, each with how often its heart beats in the name of the argument.
const KERNELS: [(&str, &str, u32); 7] = [
    (
        "fib",
        r#"(func $f (export "run") (param i32) (result i32) (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0)) (else (i32.add (call $f (i32.sub (local.get 0) (i32.const 1))) (call $f (i32.sub (local.get 0) (i32.const 2)))))))"#,
        15,
    ),
    (
        "sum",
        r#"(func (export "run") (param i32) (result i32) (local i32) (loop $l (local.set 1 (i32.add (local.get 1) (local.get 0))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1))"#,
        5000,
    ),
    (
        "memory",
        r#"(memory 1) (func (export "run") (param i32) (loop $l (i32.store (i32.and (local.get 0) (i32.const 0xfff8)) (i32.add (local.get 0) (i32.load (i32.const 64)))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))"#,
        5000,
    ),
    (
        "sieve",
        r#"(memory 1) (func (export "run") (param i32) (result i32) (local i32 i32 i32) (local.set 1 (i32.const 2)) (block $done (loop $outer (br_if $done (i32.ge_u (local.get 1) (local.get 0))) (if (i32.eqz (i32.load8_u (local.get 1))) (then (local.set 3 (i32.add (local.get 3) (i32.const 1))) (local.set 2 (i32.mul (local.get 1) (i32.const 2))) (block $out (loop $inner (br_if $out (i32.ge_u (local.get 2) (local.get 0))) (i32.store8 (local.get 2) (i32.const 1)) (local.set 2 (i32.add (local.get 2) (local.get 1))) (br $inner))))) (local.set 1 (i32.add (local.get 1) (i32.const 1))) (br $outer))) (local.get 3))"#,
        3000,
    ),
    (
        "table",
        r#"(type $t (func (param i32) (result i32))) (table funcref (elem $a $b)) (func $a (type $t) (i32.add (local.get 0) (i32.const 1))) (func $b (type $t) (i32.mul (local.get 0) (i32.const 3))) (func (export "run") (param i32) (result i32) (local i32) (loop $l (local.set 1 (call_indirect (type $t) (local.get 1) (i32.and (local.get 0) (i32.const 1)))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1))"#,
        1000,
    ),
    (
        "switch",
        r#"(func (export "run") (param i32) (result i32) (local i32) (loop $l (block $a (block $b (block $c (br_table $a $b $c (i32.rem_u (local.get 0) (i32.const 3)))) (local.set 1 (i32.add (local.get 1) (i32.const 7)))) (local.set 1 (i32.xor (local.get 1) (i32.const 5)))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1))"#,
        3000,
    ),
    (
        "float",
        r#"(func (export "run") (param i32) (result f64) (local f64) (loop $l (local.set 1 (f64.sqrt (f64.add (f64.div (local.get 1) (f64.const 3)) (f64.convert_i32_u (local.get 0))))) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1))"#,
        3000,
    ),
];

#[test]
fn every_kernel_costs_what_the_stock_middleware_counts() {
    for (name, body, n) in KERNELS {
        let wasm = wat::parse_str(format!("(module {body})")).unwrap();
        let args = [Value::I32(n as i32)];
        let ours =
            Metered::ours(&wasm).and_then(|mut m| m.run("run", &args)).unwrap_or_else(|| panic!("{name} completes"));
        assert!(ours > u64::from(n), "{name}: {ours}");
        assert_eq!(Metered::stock(&wasm).and_then(|mut m| m.run("run", &args)), Some(ours), "{name}");
    }
}

/// A module without bulk operators, which the other middleware counts as one operator, however long they are.
fn random_module(seed: u64) -> Option<Vec<u8>> {
    let config = wasm_smith::Config {
        bulk_memory_enabled: false,
        max_data_segments: 0,
        max_instructions: 250,
        ..generator::settings()
    };
    generator::from_noise(&noise(seed, 1_500 + 20 * (seed as usize % 100)), config)
}

#[test]
fn random_modules_cost_what_the_stock_middleware_counts() {
    let mut completed = 0;
    for wasm in (0..120).filter_map(random_module) {
        let both = || Some((Metered::ours(&wasm)?, Metered::stock(&wasm)?));
        let Some((mut ours, mut stock)) = both() else { continue };
        let functions: Vec<_> =
            ours.instance.exports.iter().functions().map(|(name, f)| (name.clone(), f.ty(&ours.store))).collect();
        for (name, ty) in functions {
            for n in [0, 1, 77] {
                let args: Vec<_> = ty.params().iter().map(|ty| value(ty, n)).collect();
                if let Some(used) = ours.run(&name, &args) {
                    assert_eq!(stock.run(&name, &args), Some(used), "{name} {args:?}");
                    completed += 1;
                } else {
                    // State may differ from here on: what was charged ahead was not all run.
                    (ours, stock) = both().unwrap();
                }
            }
        }
    }
    assert!(completed > 300, "{completed} runs complete");
}
