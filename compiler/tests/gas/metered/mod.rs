//! A metered module, run in an interpreter.
#![allow(dead_code, reason = "each test file uses a part of it")]

use allod_compiler::instrument::{GAS_GLOBAL, Granularity, InstrumentOptions, STACK_GLOBAL, instrument_with};
use allod_core::{GasSchedule, InstructionPrices};
use wasmi::{Config, Engine, Instance, Linker, Module, Store, Val};

/// More than any test needs.
pub(crate) const PLENTY: i64 = 1 << 50;
/// The stack that tests give, in bytes.
pub(crate) const STACK: i32 = 256 * 1024;

/// How a run ended, and what its counters say.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    /// The results' bits, or why there are none.
    pub(crate) results: Result<Vec<u64>, String>,
    /// Gas used; more than was given if the run is out of gas.
    pub(crate) used: i64,
    /// Bytes of stack left.
    pub(crate) stack: i32,
    /// The first bytes of the memory.
    pub(crate) memory: Vec<u8>,
}

impl Run {
    /// The only result's bits.
    pub(crate) fn result(&self) -> u64 {
        self.results.as_ref().expect("the run completes")[0]
    }
}

/// The prices that the tests count with: small numbers, and one for what is free in a chain, so that a `nop` stands
/// for any code.
pub(crate) fn prices() -> GasSchedule {
    let mut schedule = GasSchedule::standard();
    schedule.instructions = InstructionPrices {
        control_free: 1,
        simple: 1,
        arithmetic: 1,
        multiply: 2,
        divide: 16,
        global: 1,
        memory: 2,
        branch: 2,
        branch_table: 4,
        call: 8,
        call_indirect: 12,
        float: 4,
        float_multiply: 6,
        float_divide: 12,
        float_convert: 8,
        local: 1,
        bulk: 16,
        grow: 20,
        bulk_per_64_bytes: 4,
        grow_page: 8_000,
        vector: 8,
        atomic: 24,
    };
    schedule
}

/// A module that can be run.
pub(crate) struct Metered {
    engine: Engine,
    module: Module,
}

impl Metered {
    /// Instruments a module, text or binary, at the prices that the tests count with.
    pub(crate) fn new(code: &str) -> Self {
        Self::with(code.as_bytes(), &prices(), Granularity::Region)
    }

    /// Instruments a module, text or binary.
    pub(crate) fn with(code: &[u8], schedule: &GasSchedule, granularity: Granularity) -> Self {
        let wasm = wat::parse_bytes(code).expect("valid text");
        let metered = instrument_with(&wasm, schedule, InstrumentOptions { granularity }).expect("instrumentable");
        Self::plain(&metered.wasm)
    }

    /// A module as it is.
    pub(crate) fn plain(code: &[u8]) -> Self {
        let mut config = Config::default();
        config.set_max_recursion_depth(1 << 20).set_max_stack_height(1 << 28);
        let engine = Engine::new(&config);
        let wasm = wat::parse_bytes(code).expect("valid text");
        Self { module: Module::new(&engine, &wasm[..]).expect("a valid module"), engine }
    }

    /// Runs an export with `gas`.
    pub(crate) fn run(&self, export: &str, args: &[Val], gas: i64) -> Run {
        self.run_with_stack(export, args, gas, STACK)
    }

    /// Runs an export with `gas` and `stack` bytes of stack.
    pub(crate) fn run_with_stack(&self, export: &str, args: &[Val], gas: i64, stack: i32) -> Run {
        let mut store = Store::new(&self.engine, ());
        let instance = match Linker::new(&self.engine).instantiate_and_start(&mut store, &self.module) {
            Ok(instance) => instance,
            Err(e) => return Run { results: Err(e.to_string()), used: 0, stack, memory: Vec::new() },
        };
        self.enter(&mut store, instance, export, args, gas, stack)
    }

    fn enter(
        &self,
        store: &mut Store<()>,
        instance: Instance,
        export: &str,
        args: &[Val],
        gas: i64,
        stack: i32,
    ) -> Run {
        let counters = [(GAS_GLOBAL, Val::I64(gas)), (STACK_GLOBAL, Val::I32(stack))];
        for (name, value) in counters {
            if let Some(global) = instance.get_global(&*store, name) {
                global.set(&mut *store, value).expect("a mutable global");
            }
        }
        let function = instance.get_func(&*store, export).expect("the export");
        let mut results: Vec<Val> = function.ty(&*store).results().iter().map(|ty| Val::default(*ty)).collect();
        let outcome = function.call(&mut *store, args, &mut results);
        let read = |name| instance.get_global(&*store, name).map(|global| global.get(&*store));
        let left = read(GAS_GLOBAL).and_then(|value| value.i64()).unwrap_or(gas);
        let memory = instance.get_memory(&*store, "memory");
        Run {
            results: outcome.map(|()| results.iter().map(bits).collect()).map_err(|e| e.to_string()),
            used: gas - left,
            stack: read(STACK_GLOBAL).and_then(|value| value.i32()).unwrap_or(stack),
            memory: memory.map_or_else(Vec::new, |memory| memory.data(&*store).iter().take(256).copied().collect()),
        }
    }
}

/// A value's bits.
fn bits(value: &Val) -> u64 {
    match value {
        Val::I32(n) => u64::from(*n as u32),
        Val::I64(n) => *n as u64,
        Val::F32(x) => u64::from(x.to_bits()),
        Val::F64(x) => x.to_bits(),
        _ => 0,
    }
}

/// The functions that a module exports, with the types of their parameters.
pub(crate) fn exports(wasm: &[u8]) -> Vec<(String, Vec<wasmi::ValType>)> {
    let engine = Engine::default();
    let module = Module::new(&engine, wasm).expect("a valid module");
    let functions = module.exports().filter_map(|export| {
        let ty = export.ty().func()?.clone();
        Some((export.name().to_owned(), ty.params().to_vec()))
    });
    functions.collect()
}

/// The number `n` as a value of type `ty`.
pub(crate) fn number(ty: wasmi::ValType, n: i32) -> Val {
    match ty {
        wasmi::ValType::I32 => Val::I32(n),
        wasmi::ValType::I64 => Val::I64(i64::from(n)),
        wasmi::ValType::F32 => Val::F32((n as f32).into()),
        wasmi::ValType::F64 => Val::F64(f64::from(n).into()),
        other => Val::default(other),
    }
}
