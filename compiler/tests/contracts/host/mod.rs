//! A host small enough to see through, to run what the compiler makes without the engine.
#![allow(dead_code, unreachable_pub, unused_imports, reason = "every test file uses a part of it")]

use allod_compiler::instrument::{GAS_GLOBAL, STACK_GLOBAL, instrument};
use allod_compiler::{CompileOptions, Compiled, GoCompiler, compile};
use allod_core::{Args, GasSchedule, Value};
use wasmi::{Engine, Module, Store, Val};

pub use allod_testing::mock_host::{CONTRACT, Outcome, SENDER, World};

/// A compiled contract and its world.
pub struct Host {
    pub compiled: Compiled,
    pub world: World,
    engine: Engine,
    module: Module,
}

/// The compilers for Go that a machine with stock Go has.
pub const COMPILERS: [GoCompiler; 2] = [GoCompiler::BuiltIn, GoCompiler::Go];

/// Compiles Go source, which must be right, with the compiler that is built in.
pub fn built(source: &str) -> Compiled {
    built_by(GoCompiler::BuiltIn, source)
}

/// Compiles Go source, which must be right.
pub fn built_by(go: GoCompiler, source: &str) -> Compiled {
    let options = CompileOptions { name: "contract.go".into(), go, ..CompileOptions::default() };
    compile(source.as_bytes(), &options).unwrap_or_else(|e| panic!("{go:?}: {e}"))
}

impl Host {
    /// A contract compiled by the compiler that is built in.
    pub fn new(source: &str) -> Self {
        Self::of(built(source))
    }

    /// A contract compiled by each of [`COMPILERS`].
    pub fn each(source: &str) -> [Self; 2] {
        COMPILERS.map(|go| Self::of(built_by(go, source)))
    }

    pub fn of(compiled: Compiled) -> Self {
        let engine = Engine::default();
        let metered = instrument(&compiled.wasm, &GasSchedule::standard()).unwrap();
        let module = Module::new(&engine, &metered.wasm).unwrap();
        Self { compiled, world: World::default(), engine, module }
    }

    /// Calls `function` with `args`, encoded by the ABI.
    pub fn call(&mut self, function: &str, args: impl IntoIterator<Item = Value>) -> Outcome {
        let abi = self.compiled.abi.clone().unwrap();
        let input = Args::Positional(args.into_iter().collect()).encode(abi.function(function).unwrap()).unwrap();
        self.call_raw(function, input)
    }

    /// The values that `function` returns; it must return.
    pub fn values(&mut self, function: &str, args: impl IntoIterator<Item = Value>) -> Vec<Value> {
        match self.call(function, args) {
            Outcome::Returned(output) => {
                self.compiled.abi.as_ref().unwrap().function(function).unwrap().decode_output(&output).unwrap()
            }
            other => panic!("{function}: {other:?}"),
        }
    }

    /// Calls `function` with `input` as it is, in a fresh instance.
    pub fn call_raw(&mut self, function: &str, input: Vec<u8>) -> Outcome {
        const GAS: i64 = 1 << 50;
        const STACK: i32 = 1 << 20;
        let before = self.world.objects.clone();
        let mut world = std::mem::take(&mut self.world);
        (world.input, world.output, world.reverted) = (input, Vec::new(), None);
        (world.calls, world.events, world.debug) = (Vec::new(), Vec::new(), String::new());
        let mut store = Store::new(&self.engine, world);
        let linker = allod_testing::mock_host::linker(&mut store);
        let instance = linker.instantiate_and_start(&mut store, &self.module).unwrap();
        instance.get_global(&store, GAS_GLOBAL).unwrap().set(&mut store, Val::I64(GAS)).unwrap();
        instance.get_global(&store, STACK_GLOBAL).unwrap().set(&mut store, Val::I32(STACK)).unwrap();
        let result = instance.get_typed_func::<(), ()>(&store, function).unwrap().call(&mut store, ());
        let left = instance.get_global(&store, GAS_GLOBAL).unwrap().get(&store).i64().unwrap();
        self.world = store.into_data();
        self.world.instructions = (GAS - left) as u64;
        match (result, self.world.reverted.take()) {
            (Ok(()), None) => Outcome::Returned(self.world.output.clone()),
            (_, Some((code, text))) => {
                self.world.objects = before;
                Outcome::Reverted(code, text)
            }
            (Err(error), None) => {
                self.world.objects = before;
                Outcome::Trapped(error.to_string())
            }
        }
    }
}
