//! wasmer, with either of its compilers.

use super::{Ended, GAS_GLOBAL, Instance, Limits, Machine, STACK_GLOBAL};
use wasmer::sys::vm::TrapCode;
use wasmer::sys::{CompilerConfig, EngineBuilder, Features};
use wasmer::{Engine, Imports, Module, Store, Type, Value};

/// A module in machine code.
pub struct Wasmer {
    name: &'static str,
    engine: Engine,
    module: Module,
}

impl Wasmer {
    /// Compiles `wasm` with Cranelift, as the engine does.
    ///
    /// # Errors
    /// In the compiler's words.
    pub fn cranelift(wasm: &[u8]) -> Result<Self, String> {
        Self::load("cranelift", EngineBuilder::new(without_nans(wasmer::sys::Cranelift::new())), wasm)
    }

    /// Compiles `wasm` with the one-pass compiler.
    ///
    /// # Errors
    /// In the compiler's words.
    #[cfg(feature = "singlepass")]
    pub fn singlepass(wasm: &[u8]) -> Result<Self, String> {
        Self::load("singlepass", EngineBuilder::new(without_nans(wasmer::sys::Singlepass::new())), wasm)
    }

    fn load(name: &'static str, builder: EngineBuilder, wasm: &[u8]) -> Result<Self, String> {
        let mut features = Features::none();
        features.bulk_memory = true;
        features.multi_value = true;
        features.simd = true;
        let engine: Engine = builder.set_features(Some(features)).engine().into();
        let module = Module::new(&engine, wasm).map_err(|e| e.to_string())?;
        Ok(Self { name, engine, module })
    }
}

/// The module makes its NaNs canonical itself.
fn without_nans<C: CompilerConfig>(mut config: C) -> C {
    config.canonicalize_nans(false);
    config
}

impl Machine for Wasmer {
    fn name(&self) -> &'static str {
        self.name
    }

    fn functions(&self) -> Vec<(String, usize)> {
        let functions = self.module.exports().functions();
        let mut functions: Vec<_> = functions.map(|f| (f.name().to_owned(), f.ty().params().len())).collect();
        functions.sort();
        functions
    }

    fn instance(&self) -> Result<Box<dyn Instance>, String> {
        let mut store = Store::new(self.engine.clone());
        let instance = wasmer::Instance::new(&mut store, &self.module, &Imports::new()).map_err(|e| e.to_string())?;
        Ok(Box::new(Compiled { store, instance }))
    }
}

struct Compiled {
    store: Store,
    instance: wasmer::Instance,
}

impl Instance for Compiled {
    fn call(&mut self, function: &str, arguments: &[u64], limits: Limits) -> Result<Ended, String> {
        let Self { store, instance } = self;
        let global = |name| instance.exports.get_global(name).map_err(|e| e.to_string());
        for (name, start) in limits.counters() {
            let value = if name == GAS_GLOBAL { Value::I64(start) } else { Value::I32(start as i32) };
            global(name)?.set(store, value).map_err(|e| e.to_string())?;
        }
        let entry = instance.exports.get_function(function).map_err(|e| e.to_string())?;
        let ty = entry.ty(store);
        let given: Vec<_> = ty.params().iter().zip(arguments).map(|(ty, bits)| value(ty, *bits)).collect();
        let ended = entry.call(store, &given);
        Ok(Ended {
            results: match ended {
                Ok(values) => Ok(values.iter().map(bits).collect()),
                Err(error) => Err(error.to_trap().map_or("no trap", trap)),
            },
            gas: global(GAS_GLOBAL)?.get(store).i64().ok_or("no gas counter")?,
            stack: global(STACK_GLOBAL)?.get(store).i32().ok_or("no stack counter")?,
        })
    }

    fn memory(&mut self) -> [u8; 32] {
        let memory = self.instance.exports.iter().memories().next().map(|(_, memory)| memory.clone());
        memory.map_or([0; 32], |memory| {
            let bytes = memory.view(&self.store).copy_to_vec();
            bytes.map_or([0xff; 32], |bytes| blake3::hash(&bytes).into())
        })
    }
}

fn value(ty: &Type, bits: u64) -> Value {
    match ty {
        Type::I32 => Value::I32(bits as u32 as i32),
        Type::I64 => Value::I64(bits as i64),
        Type::F32 => Value::F32(f32::from_bits(bits as u32)),
        Type::F64 => Value::F64(f64::from_bits(bits)),
        _ => Value::null(),
    }
}

fn bits(value: &Value) -> u64 {
    match value {
        Value::I32(n) => u64::from(*n as u32),
        Value::I64(n) => *n as u64,
        Value::F32(x) => u64::from(x.to_bits()),
        Value::F64(x) => x.to_bits(),
        _ => 0,
    }
}

fn trap(code: TrapCode) -> &'static str {
    match code {
        TrapCode::UnreachableCodeReached => "unreachable",
        TrapCode::HeapAccessOutOfBounds | TrapCode::HeapMisaligned => "memory",
        TrapCode::TableAccessOutOfBounds | TrapCode::IndirectCallToNull | TrapCode::BadSignature => "indirect call",
        TrapCode::IntegerDivisionByZero => "division by zero",
        TrapCode::IntegerOverflow => "integer overflow",
        TrapCode::BadConversionToInteger => "bad conversion",
        TrapCode::StackOverflow => "native stack overflow",
        _ => "another trap",
    }
}
