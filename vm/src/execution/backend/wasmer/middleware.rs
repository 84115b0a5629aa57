//! Middleware: the schedule's price of each operator, charged by wasmer's own metering, for hosts that run wasmer themselves.
//!
//! The engine does not use it: its modules meter themselves, and tests hold the two against each other. On a run that
//! completes both charge the same for operators and declared locals. A middleware sees one operator after the other, and so
//! there is much that it can't do:
//!
//! - **lengths**: `memory.fill`, `memory.copy` and `memory.grow` cost their fixed part, however much they move: it knows no
//!   operands, and has no local to keep one in. The gate's option `bulk_memory` leaves the first two out;
//! - **depth**: calls take native stack, and how much is left at the end of it differs between compilers and machines;
//! - **NaNs**: their bits are the processor's. `CompilerConfig::canonicalize_nans` is for that;
//! - **prepaid code**: it charges block by block, so a run that traps or is out of gas may have been charged something else;
//! - **the interpreter**: it is wasmer's alone.
//!
//! So it is right for one host that limits what its own plug-ins use, and wrong for nodes that must agree.

use allod_compiler::instrument::operator_price;
use allod_core::GasSchedule;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use wasmer::sys::{FunctionMiddleware, MiddlewareError, MiddlewareReaderState, ModuleMiddleware};
use wasmer::wasmparser::{BlockType, Operator, ValType};
use wasmer::{AsStoreMut, ExportIndex, Instance, LocalFunctionIndex, Value};
use wasmer_middlewares::Metering;
use wasmer_types::{GlobalIndex, ModuleInfo};

/// The exported global that holds what is left, as wasmer's metering calls it.
const LEFT: &str = "wasmer_metering_remaining_points";

/// The exported global that is 1 once there was too little.
const EXHAUSTED: &str = "wasmer_metering_points_exhausted";

type Prices = HashMap<&'static str, u64>;
type Cost = Box<dyn Fn(&Operator<'_>) -> u64 + Send + Sync>;

/// Middleware that charges the prices of a schedule. One for each module.
///
/// ```
/// use allod_vm::GasSchedule;
/// use allod_vm::middleware::{GasLeft, GasMiddleware, gas_left, set_gas};
/// use std::sync::Arc;
/// use wasmer::sys::{CompilerConfig, Cranelift, EngineBuilder};
/// use wasmer::{Imports, Instance, Module, Store};
///
/// let mut compiler = Cranelift::new();
/// compiler.push_middleware(Arc::new(GasMiddleware::new(&GasSchedule::standard(), 1_000)));
/// let mut store = Store::new(EngineBuilder::new(compiler).engine());
/// let wasm = wat::parse_str(r#"(module (func (export "f") (result i32) (i32.mul (i32.const 6) (i32.const 7))))"#)?;
/// let module = Module::new(&store, wasm)?;
/// let instance = Instance::new(&mut store, &module, &Imports::new())?;
/// let f = instance.exports.get_function("f")?;
/// assert_eq!(f.call(&mut store, &[])?[0].unwrap_i32(), 42);
/// assert_eq!(gas_left(&mut store, &instance), Some(GasLeft::Left(996))); // two constants, and 2 for the product
/// assert!(set_gas(&mut store, &instance, 3));
/// assert!(f.call(&mut store, &[]).is_err());
/// assert_eq!(gas_left(&mut store, &instance), Some(GasLeft::Exhausted));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct GasMiddleware {
    metering: Metering<Cost>,
    prices: Arc<Prices>,
    /// The price of a declared local.
    local: u64,
    counters: Mutex<Option<Counters>>,
}

/// The globals that count.
#[derive(Clone, Copy, Debug)]
struct Counters {
    left: GlobalIndex,
    exhausted: GlobalIndex,
}

impl GasMiddleware {
    /// Middleware by the prices of `schedule`; an instance begins with `limit` gas.
    pub fn new(schedule: &GasSchedule, limit: u64) -> Self {
        let instructions = &schedule.instructions;
        let priced = |name: &&'static str| Some((*name, operator_price(name, instructions)?));
        let prices: Arc<Prices> = Arc::new(OPERATORS.iter().filter_map(priced).collect());
        let known = prices.clone();
        // One without a price never gets here: `feed` refuses it.
        let cost = move |operator: &Operator<'_>| known.get(name(operator)).copied().unwrap_or_default();
        let metering = Metering::new(limit, Box::new(cost) as Cost);
        Self { metering, prices, local: instructions.local.into(), counters: Mutex::new(None) }
    }
}

impl fmt::Debug for GasMiddleware {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GasMiddleware").field("local", &self.local).finish_non_exhaustive()
    }
}

fn fault(why: impl Into<String>) -> MiddlewareError {
    MiddlewareError::new("GasMiddleware", why)
}

impl ModuleMiddleware for GasMiddleware {
    fn generate_function_middleware<'a>(&self, index: LocalFunctionIndex) -> Box<dyn FunctionMiddleware<'a> + 'a> {
        let counters = *self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        Box::new(FunctionGas {
            // wasmer asks for it after the module's own part; before that, the metering would panic.
            metering: counters.map(|_| self.metering.generate_function_middleware(index)),
            prices: self.prices.clone(),
            local: self.local,
            entry: 0,
            counters,
        })
    }

    fn transform_module_info(&self, info: &mut ModuleInfo) -> Result<(), MiddlewareError> {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        if counters.is_some() {
            return Err(fault("it was used for a module already; make one for each"));
        }
        if [LEFT, EXHAUSTED].iter().any(|name| info.exports.contains_key(*name)) {
            return Err(fault(format!("the module exports {LEFT} or {EXHAUSTED} itself")));
        }
        self.metering.transform_module_info(info)?;
        let global = |name: &str| match info.exports.get(name) {
            Some(ExportIndex::Global(index)) => Ok(*index),
            _ => Err(fault(format!("wasmer's metering made no {name}"))),
        };
        *counters = Some(Counters { left: global(LEFT)?, exhausted: global(EXHAUSTED)? });
        Ok(())
    }
}

/// The middleware of one function: its locals, then wasmer's metering.
#[derive(Debug)]
struct FunctionGas<'a> {
    metering: Option<Box<dyn FunctionMiddleware<'a> + 'a>>,
    prices: Arc<Prices>,
    local: u64,
    /// Gas for entering the function that is not written into it yet.
    entry: u64,
    counters: Option<Counters>,
}

impl<'a> FunctionMiddleware<'a> for FunctionGas<'a> {
    fn locals_info(&mut self, locals: &[ValType]) {
        self.entry = self.local.saturating_mul(locals.len() as u64);
    }

    fn feed(&mut self, operator: Operator<'a>, state: &mut MiddlewareReaderState<'a>) -> Result<(), MiddlewareError> {
        if !self.prices.contains_key(name(&operator)) {
            return Err(fault(format!("{} has no price: the gate does not let it in", name(&operator))));
        }
        let (Some(metering), Some(counters)) = (&mut self.metering, self.counters) else {
            return Err(fault("a function came before its module"));
        };
        match std::mem::take(&mut self.entry) {
            0 => {}
            entry => state.extend(&charge(counters, entry)),
        }
        metering.feed(operator, state)
    }
}

/// Operators that take `gas`, and trap where there is less.
fn charge<'a>(Counters { left, exhausted }: Counters, gas: u64) -> [Operator<'a>; 12] {
    let (left, exhausted) = (left.as_u32(), exhausted.as_u32());
    let value = gas as i64;
    [
        Operator::GlobalGet { global_index: left },
        Operator::I64Const { value },
        Operator::I64LtU,
        Operator::If { blockty: BlockType::Empty },
        Operator::I32Const { value: 1 },
        Operator::GlobalSet { global_index: exhausted },
        Operator::Unreachable,
        Operator::End,
        Operator::GlobalGet { global_index: left },
        Operator::I64Const { value },
        Operator::I64Sub,
        Operator::GlobalSet { global_index: left },
    ]
}

macro_rules! names {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        /// The names of all operators that wasmer reads.
        const OPERATORS: &[&str] = &[$(stringify!($op)),*];

        /// The name of an operator.
        fn name(operator: &Operator<'_>) -> &'static str {
            match operator {
                $(Operator::$op { .. } => stringify!($op),)*
                _ => "an operator of another wasmer",
            }
        }
    };
}
wasmer::wasmparser::for_each_operator!(names);

/// Gas left in an instance.
///
/// ```
/// use allod_vm::middleware::GasLeft;
///
/// let spent = |left| match left {
///     GasLeft::Left(gas) => 1_000 - gas,
///     GasLeft::Exhausted => 1_000,
/// };
/// assert_eq!((spent(GasLeft::Left(996)), spent(GasLeft::Exhausted)), (4, 1_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GasLeft {
    /// So much.
    Left(u64),
    /// There was too little for what came next, and the run ended there.
    Exhausted,
}

/// The gas left in `instance`; `None` for one that was made without a [`GasMiddleware`].
pub fn gas_left(store: &mut impl AsStoreMut, instance: &Instance) -> Option<GasLeft> {
    let left = instance.exports.get_global(LEFT).ok()?.get(store).i64()?;
    let exhausted = instance.exports.get_global(EXHAUSTED).ok()?.get(store).i32()?;
    Some(if exhausted != 0 { GasLeft::Exhausted } else { GasLeft::Left(left as u64) })
}

/// Gives `instance` so much gas from now on. `false` for one that was made without a [`GasMiddleware`].
pub fn set_gas(store: &mut impl AsStoreMut, instance: &Instance, gas: u64) -> bool {
    let mut set = |name: &str, value: Value| {
        let global = instance.exports.get_global(name).ok();
        global.is_some_and(|global| global.set(store, value).is_ok())
    };
    set(EXHAUSTED, Value::I32(0)) && set(LEFT, Value::I64(gas as i64))
}
