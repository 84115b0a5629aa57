//! wasmi, an interpreter.

use super::{Ended, GAS_GLOBAL, Instance, Limits, Machine, STACK_GLOBAL};
use allod_compiler::instrument::{WasmiLimits, legalize_wasmi};
use wasmi::{Config, Engine, Linker, Module, Store, TrapCode, Val, ValType};

/// The tightest limits: everything that can be rewritten is.
pub const TIGHTEST: WasmiLimits = WasmiLimits { constants: 1, branch_reach: 0 };

/// The limits that the engine asks for.
pub const AS_THE_ENGINE: WasmiLimits = WasmiLimits { constants: 512, branch_reach: i16::MAX as usize };

/// A module in wasmi.
pub struct Wasmi {
    name: &'static str,
    engine: Engine,
    module: Module,
}

impl Wasmi {
    /// Loads `wasm`.
    ///
    /// # Errors
    /// In wasmi's words.
    pub fn load(wasm: &[u8]) -> Result<Self, String> {
        Self::named("wasmi", wasm)
    }

    /// Loads `wasm` legalized within `limits`, as the engine does where it interprets.
    ///
    /// # Errors
    /// In wasmi's words.
    pub fn legalized(wasm: &[u8], limits: &WasmiLimits) -> Result<Self, String> {
        let legalized = legalize_wasmi(wasm, limits).map_err(|e| e.to_string())?;
        Self::named("wasmi, legalized", &legalized)
    }

    fn named(name: &'static str, wasm: &[u8]) -> Result<Self, String> {
        let mut config = Config::default();
        config.set_max_recursion_depth(1 << 20).set_max_stack_height(1 << 28);
        let engine = Engine::new(&config);
        let module = Module::new(&engine, wasm).map_err(|e| e.to_string())?;
        Ok(Self { name, engine, module })
    }
}

impl Machine for Wasmi {
    fn name(&self) -> &'static str {
        self.name
    }

    fn functions(&self) -> Vec<(String, usize)> {
        let function = |e: wasmi::ExportType<'_>| Some((e.name().to_owned(), e.ty().func()?.params().len()));
        let mut functions: Vec<_> = self.module.exports().filter_map(function).collect();
        functions.sort();
        functions
    }

    fn instance(&self) -> Result<Box<dyn Instance>, String> {
        let mut store = Store::new(&self.engine, ());
        let linker = Linker::new(&self.engine);
        let instance = linker.instantiate_and_start(&mut store, &self.module).map_err(|e| e.to_string())?;
        Ok(Box::new(Interpreted { store, instance }))
    }
}

struct Interpreted {
    store: Store<()>,
    instance: wasmi::Instance,
}

impl Instance for Interpreted {
    fn call(&mut self, function: &str, arguments: &[u64], limits: Limits) -> Result<Ended, String> {
        let Self { store, instance } = self;
        for (name, start) in limits.counters() {
            let global = instance.get_global(&*store, name).ok_or("no counter")?;
            let value = if name == GAS_GLOBAL { Val::I64(start) } else { Val::I32(start as i32) };
            global.set(&mut *store, value).map_err(|e| e.to_string())?;
        }
        let entry = instance.get_func(&*store, function).ok_or("no such function")?;
        let ty = entry.ty(&*store);
        let given: Vec<_> = ty.params().iter().zip(arguments).map(|(ty, bits)| value(*ty, *bits)).collect();
        let mut results: Vec<_> = ty.results().iter().map(|ty| Val::default(*ty)).collect();
        let ended = entry.call(&mut *store, &given, &mut results);
        let counter = |name| instance.get_global(&*store, name).map(|global| global.get(&*store));
        Ok(Ended {
            results: match ended {
                Ok(()) => Ok(results.iter().map(bits).collect()),
                Err(error) => Err(error.as_trap_code().map_or("no trap", trap)),
            },
            gas: counter(GAS_GLOBAL).and_then(|v| v.i64()).ok_or("no gas counter")?,
            stack: counter(STACK_GLOBAL).and_then(|v| v.i32()).ok_or("no stack counter")?,
        })
    }

    fn memory(&mut self) -> [u8; 32] {
        let memory = self.instance.exports(&self.store).find_map(wasmi::Export::into_memory);
        memory.map_or([0; 32], |memory| blake3::hash(memory.data(&self.store)).into())
    }
}

fn value(ty: ValType, bits: u64) -> Val {
    match ty {
        ValType::I32 => Val::I32(bits as u32 as i32),
        ValType::I64 => Val::I64(bits as i64),
        ValType::F32 => Val::F32(f32::from_bits(bits as u32).into()),
        ValType::F64 => Val::F64(f64::from_bits(bits).into()),
        other => Val::default(other),
    }
}

fn bits(value: &Val) -> u64 {
    match value {
        Val::I32(n) => u64::from(*n as u32),
        Val::I64(n) => *n as u64,
        Val::F32(x) => u64::from(x.to_bits()),
        Val::F64(x) => x.to_bits(),
        _ => 0,
    }
}

fn trap(code: TrapCode) -> &'static str {
    match code {
        TrapCode::UnreachableCodeReached => "unreachable",
        TrapCode::MemoryOutOfBounds => "memory",
        TrapCode::TableOutOfBounds | TrapCode::IndirectCallToNull | TrapCode::BadSignature => "indirect call",
        TrapCode::IntegerDivisionByZero => "division by zero",
        TrapCode::IntegerOverflow => "integer overflow",
        TrapCode::BadConversionToInteger => "bad conversion",
        TrapCode::StackOverflow => "native stack overflow",
        _ => "another trap",
    }
}
