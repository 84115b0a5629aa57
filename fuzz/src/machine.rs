//! Machines that run a metered module, and what they say of it.

use allod_compiler::instrument::{GAS_GLOBAL, STACK_GLOBAL};

/// Gas for one call: more than most random functions need, little enough for those that never end.
pub const GAS: i64 = 2_000_000;
/// Bytes of stack for one call.
pub const STACK: i32 = 64 << 10;

/// What became of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// The results' bits, or the kind of trap.
    pub results: Result<Vec<u64>, &'static str>,
    /// The gas counter; below zero, the call is out of gas.
    pub gas: i64,
    /// The stack counter; below zero, the call overflowed its stack.
    pub stack: i32,
    /// The hash of the whole memory, all zeros where there is none.
    pub memory: [u8; 32],
}

/// A machine with a module loaded. Every call starts from a fresh instance.
pub trait Machine {
    /// What it is called.
    fn name(&self) -> &'static str;
    /// The exported functions with the number of their parameters, in order of their names.
    fn functions(&self) -> Vec<(String, usize)>;
    /// Calls `function`, whose arguments have these bits. An error where there is no instance.
    fn call(&self, function: &str, arguments: &[u64]) -> Result<Ran, String>;
}

/// The counters' names, and what they start from.
fn counters() -> [(&'static str, i64); 2] {
    [(GAS_GLOBAL, GAS), (STACK_GLOBAL, STACK.into())]
}

/// wasmi, an interpreter.
pub mod interpreter {
    use super::{GAS_GLOBAL, Machine, Ran, STACK_GLOBAL, counters};
    use allod_compiler::instrument::{Narrow, narrow};
    use wasmi::{Config, Engine, Linker, Module, Store, TrapCode, Val, ValType};

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

        /// Loads `wasm` written anew as for the narrowest frames, which the engine asks for where it interprets.
        ///
        /// # Errors
        /// In wasmi's words.
        pub fn narrow(wasm: &[u8]) -> Result<Self, String> {
            let narrowest = Narrow { constants: 1, reach: 0 };
            let narrowed = narrow(wasm, &narrowest).map_err(|e| e.to_string())?;
            Self::named("wasmi, narrow", &narrowed)
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

        fn call(&self, function: &str, arguments: &[u64]) -> Result<Ran, String> {
            let mut store = Store::new(&self.engine, ());
            let linker = Linker::new(&self.engine);
            let instance = linker.instantiate_and_start(&mut store, &self.module).map_err(|e| e.to_string())?;
            for (name, start) in counters() {
                let global = instance.get_global(&store, name).ok_or("no counter")?;
                let value = if name == GAS_GLOBAL { Val::I64(start) } else { Val::I32(start as i32) };
                global.set(&mut store, value).map_err(|e| e.to_string())?;
            }
            let entry = instance.get_func(&store, function).ok_or("no such function")?;
            let ty = entry.ty(&store);
            let given: Vec<_> = ty.params().iter().zip(arguments).map(|(ty, bits)| value(*ty, *bits)).collect();
            let mut results: Vec<_> = ty.results().iter().map(|ty| Val::default(*ty)).collect();
            let ended = entry.call(&mut store, &given, &mut results);
            let memory = instance.exports(&store).find_map(wasmi::Export::into_memory);
            let counter = |name| instance.get_global(&store, name).map(|global| global.get(&store));
            Ok(Ran {
                results: match ended {
                    Ok(()) => Ok(results.iter().map(bits).collect()),
                    Err(error) => Err(error.as_trap_code().map_or("no trap", trap)),
                },
                gas: counter(GAS_GLOBAL).and_then(|v| v.i64()).ok_or("no gas counter")?,
                stack: counter(STACK_GLOBAL).and_then(|v| v.i32()).ok_or("no stack counter")?,
                memory: memory.map_or([0; 32], |memory| blake3::hash(memory.data(&store)).into()),
            })
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
}

/// wasmer, with either of its compilers.
pub mod compiled {
    use super::{GAS_GLOBAL, Machine, Ran, STACK_GLOBAL, counters};
    use wasmer::sys::vm::TrapCode;
    use wasmer::sys::{CompilerConfig, EngineBuilder, Features};
    use wasmer::{Engine, Imports, Instance, Module, Store, Type, Value};

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

        fn call(&self, function: &str, arguments: &[u64]) -> Result<Ran, String> {
            let mut store = Store::new(self.engine.clone());
            let instance = Instance::new(&mut store, &self.module, &Imports::new()).map_err(|e| e.to_string())?;
            let global = |name| instance.exports.get_global(name).map_err(|e| e.to_string());
            for (name, start) in counters() {
                let value = if name == GAS_GLOBAL { Value::I64(start) } else { Value::I32(start as i32) };
                global(name)?.set(&mut store, value).map_err(|e| e.to_string())?;
            }
            let entry = instance.exports.get_function(function).map_err(|e| e.to_string())?;
            let ty = entry.ty(&store);
            let given: Vec<_> = ty.params().iter().zip(arguments).map(|(ty, bits)| value(ty, *bits)).collect();
            let ended = entry.call(&mut store, &given);
            let memory = instance.exports.iter().memories().next().map(|(_, memory)| memory.clone());
            let memory =
                memory.map(|memory| memory.view(&store).copy_to_vec().map_err(|e| e.to_string())).transpose()?;
            Ok(Ran {
                results: match ended {
                    Ok(values) => Ok(values.iter().map(bits).collect()),
                    Err(error) => Err(error.to_trap().map_or("no trap", trap)),
                },
                gas: global(GAS_GLOBAL)?.get(&mut store).i64().ok_or("no gas counter")?,
                stack: global(STACK_GLOBAL)?.get(&mut store).i32().ok_or("no stack counter")?,
                memory: memory.map_or([0; 32], |bytes| blake3::hash(&bytes).into()),
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
}
