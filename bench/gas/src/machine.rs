//! A module, compiled and instantiated, with or without metering.

use allod_compiler::instrument::{GAS_GLOBAL, STACK_GLOBAL, instrument};
use allod_core::GasSchedule;
use std::sync::Arc;
use std::time::Duration;
use wasmer::sys::{CompilerConfig, Cranelift, EngineBuilder, Features, Singlepass};
use wasmer::{ExternType, Function, FunctionEnv, FunctionEnvMut, Imports, Instance, Memory, Module, Store, Value};
use wasmer_middlewares::Metering;
use wasmer_middlewares::metering::set_remaining_points;

/// More gas than any measurement uses.
const PLENTY: i64 = 1 << 60;
/// Bytes of stack that a run may count, as in an engine.
const STACK: i32 = 512 << 10;

/// What turns a module into machine code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compiler {
    /// The optimising one.
    Cranelift,
    /// The one that goes through the code once.
    Singlepass,
}

impl Compiler {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Cranelift, Self::Singlepass];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cranelift => "cranelift",
            Self::Singlepass => "singlepass",
        }
    }
}

/// What counts gas.
#[derive(Clone, Debug)]
pub enum Meter {
    /// Nothing does.
    None,
    /// The metering under test, at these prices: gas, stack depth, lengths, one NaN.
    Allod(Box<GasSchedule>),
    /// The middleware that comes with wasmer, at one point for each operator.
    Stock,
}

/// An instance that can be called again and again.
#[derive(Debug)]
pub struct Machine {
    store: Store,
    instance: Instance,
}

/// What host functions see of the instance that calls them.
#[derive(Debug)]
struct Host {
    memory: Option<Memory>,
    input: Vec<u8>,
}

impl Machine {
    /// Compiles `wasm`, which may read `input` from its host and write output that nobody reads.
    ///
    /// # Panics
    /// Where the module does not compile, or wants more of its host.
    pub fn new(wasm: &[u8], compiler: Compiler, meter: &Meter, input: &[u8]) -> Self {
        let code = match meter {
            Meter::Allod(schedule) => instrument(wasm, schedule).expect("a module that can be metered").wasm,
            _ => wasm.to_vec(),
        };
        let (mut store, module) = compiled(&code, compiler, matches!(meter, Meter::Stock));
        let env = FunctionEnv::new(&mut store, Host { memory: None, input: input.to_vec() });
        let imports = host(&mut store, &env, &module);
        let instance = Instance::new(&mut store, &module, &imports).expect("a module that instantiates");
        env.as_mut(&mut store).memory = instance.exports.get_memory("memory").ok().cloned();
        let mut machine = Self { store, instance };
        machine.refill(meter);
        machine
    }

    fn refill(&mut self, meter: &Meter) {
        let Self { store, instance } = self;
        match meter {
            Meter::None => {}
            Meter::Allod(_) => {
                for (name, value) in [(GAS_GLOBAL, Value::I64(PLENTY)), (STACK_GLOBAL, Value::I32(STACK))] {
                    let global = instance.exports.get_global(name).expect("a counter");
                    global.set(store, value).expect("a mutable counter");
                }
            }
            Meter::Stock => set_remaining_points(store, instance, PLENTY as u64),
        }
    }

    /// Gas used so far, where the metering under test counts.
    pub fn gas_used(&mut self) -> i64 {
        let left = self.instance.exports.get_global(GAS_GLOBAL).expect("a counter").get(&mut self.store);
        PLENTY - left.i64().unwrap_or(PLENTY)
    }

    /// Moves the stack that code compiled by LLVM keeps in its memory down by `bytes`, for all calls to come. Where it
    /// lies within a page against the native stack may double the time of a loop, whatever the loop does.
    pub fn lower_stack(&mut self, bytes: i32) {
        let Self { store, instance } = self;
        let Ok(pointer) = instance.exports.get_global("__stack_pointer") else { return };
        let lower = pointer.get(store).i32().map(|top| Value::I32(top - bytes));
        lower.into_iter().for_each(|lower| pointer.set(store, lower).expect("a mutable global"));
    }

    /// Calls `function` with `args`: what it answers, and the CPU time it took.
    ///
    /// # Panics
    /// Where it traps.
    pub fn run(&mut self, function: &str, args: &[Value]) -> (Vec<Value>, Duration) {
        let Self { store, instance } = self;
        let function = instance.exports.get_function(function).expect("an exported function").clone();
        let (results, time) = crate::clock::timed(|| function.call(store, args));
        (results.expect("a run that completes").into_vec(), time)
    }
}

/// The machine code that `compiler` makes of `wasm`, as many bytes as it has when it is stored.
pub fn code(wasm: &[u8], compiler: Compiler) -> usize {
    compiled(wasm, compiler, false).1.serialize().expect("machine code").len()
}

/// Compiles as an engine does; with wasmer's own metering if `stock`.
fn compiled(wasm: &[u8], compiler: Compiler, stock: bool) -> (Store, Module) {
    let mut config: Box<dyn CompilerConfig> = match compiler {
        Compiler::Cranelift => Box::new(Cranelift::new()),
        Compiler::Singlepass => Box::new(Singlepass::new()),
    };
    config.canonicalize_nans(false);
    if stock {
        config.push_middleware(Arc::new(Metering::new(PLENTY as u64, |_| 1)));
    }
    let mut features = Features::none();
    // The last is for the padded indices that LLVM writes, which metering writes short.
    (features.bulk_memory, features.multi_value, features.reference_types) = (true, true, true);
    let store = Store::new(EngineBuilder::new(config).set_features(Some(features)).engine());
    let module = Module::new(&store, wasm).expect("a module that compiles");
    (store, module)
}

/// The few host functions that code under measurement may call.
fn host(store: &mut Store, env: &FunctionEnv<Host>, module: &Module) -> Imports {
    let mut imports = Imports::new();
    for import in module.imports() {
        let ExternType::Function(ty) = import.ty().clone() else { continue };
        let name = import.name().to_owned();
        let serve = move |env: FunctionEnvMut<'_, Host>, args: &[Value]| match (name.as_str(), args) {
            ("input", [Value::I32(out), Value::I32(capacity)]) => {
                let Host { memory, input } = env.data();
                let memory = memory.as_ref().expect("a memory");
                if input.len() <= *capacity as usize {
                    memory.view(&env).write(*out as u32 as u64, input).expect("room for the input");
                }
                Ok(vec![Value::I32(input.len() as i32)])
            }
            ("output", _) => Ok(Vec::new()),
            (other, _) => Err(wasmer::RuntimeError::new(format!("{other} is not part of a measurement"))),
        };
        imports.define(import.module(), import.name(), Function::new_with_env(store, env, ty, serve));
    }
    imports
}
