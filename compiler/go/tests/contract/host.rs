//! Contracts that run: compiled in the process, on a host small enough to see through.

use allod_core::{Abi, Args, Value};
use allod_go::compile_contract::compile_contract;
use allod_go::lower;
use allod_go::packages::Source;
use wasmi::{Engine, Module, Store};

pub(crate) use allod_testing::mock_host::{CONTRACT, Outcome, SENDER, World};

/// A compiled contract and its world.
pub(crate) struct Host {
    pub(crate) abi: Abi,
    pub(crate) world: World,
    /// Bytes of the module.
    pub(crate) size: usize,
    engine: Engine,
    module: Module,
}

impl Host {
    /// A contract of one file, which must be right.
    pub(crate) fn new(source: &str) -> Self {
        Self::of(&[Source::new("contract.go", source.as_bytes())])
    }

    /// A contract of a folder's files.
    pub(crate) fn of(sources: &[Source]) -> Self {
        let options = lower::Options { names: false, lines: false, ..lower::Options::default() };
        let compiled = compile_contract(sources, &options, &|_| {}).unwrap_or_else(|failure| panic!("{failure}"));
        let wasm = compiled.module.wasm;
        wasmparser::Validator::new().validate_all(&wasm).unwrap();
        let engine = Engine::default();
        let module = Module::new(&engine, &wasm).unwrap();
        Host { abi: compiled.abi, world: World::default(), size: wasm.len(), engine, module }
    }

    /// Calls `function` with `args`, encoded by the ABI.
    pub(crate) fn call(&mut self, function: &str, args: impl IntoIterator<Item = Value>) -> Outcome {
        let input = Args::Positional(args.into_iter().collect()).encode(self.abi.function(function).unwrap()).unwrap();
        self.call_raw(function, input)
    }

    /// The values that `function` returns; it must return.
    pub(crate) fn values(&mut self, function: &str, args: impl IntoIterator<Item = Value>) -> Vec<Value> {
        match self.call(function, args) {
            Outcome::Returned(output) => self.abi.function(function).unwrap().decode_output(&output).unwrap(),
            other => panic!("{function}: {other:?}"),
        }
    }

    /// Calls `function` with `input` as it is, in a fresh instance.
    pub(crate) fn call_raw(&mut self, function: &str, input: Vec<u8>) -> Outcome {
        let before = self.world.objects.clone();
        let mut world = std::mem::take(&mut self.world);
        (world.input, world.output, world.reverted) = (input, Vec::new(), None);
        (world.calls, world.events, world.debug) = (Vec::new(), Vec::new(), String::new());
        let mut store = Store::new(&self.engine, world);
        let linker = allod_testing::mock_host::linker(&mut store);
        let instance = linker.instantiate_and_start(&mut store, &self.module).unwrap();
        if let Ok(initialise) = instance.get_typed_func::<(), ()>(&store, "_initialize") {
            initialise.call(&mut store, ()).unwrap();
        }
        let result = instance.get_typed_func::<(), ()>(&store, function).unwrap().call(&mut store, ());
        self.world = store.into_data();
        let reverted = self.world.reverted.take();
        match (result, reverted) {
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
