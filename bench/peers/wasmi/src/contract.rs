//! A contract in wasmi.

use crate::host::{Host, imports};
use wasmi::{Engine, Instance, Linker, Module, Store};

/// A contract in wasmi.
pub(crate) struct Contract {
    engine: Engine,
    module: Module,
    linker: Linker<Host>,
    live: Live,
}

/// What outlives a call.
enum Live {
    /// The state alone; each call has an instance of its own.
    State(Option<Host>),
    /// One instance for every call, with the state in its store.
    Instance(Store<Host>, Instance),
}

impl Contract {
    /// Translates `code`, WebAssembly text.
    pub(crate) fn new(code: &str, reused: bool) -> Self {
        let engine = Engine::default();
        let wasm = wat::parse_str(code).expect("the contract is WebAssembly text");
        let module = Module::new(&engine, &wasm[..]).expect("the contract is a module");
        let linker = imports(&engine);
        let mut contract = Self { engine, module, linker, live: Live::State(Some(Host::default())) };
        if reused {
            let (store, instance) = contract.instance(Host::default());
            contract.live = Live::Instance(store, instance);
        }
        contract
    }

    fn instance(&self, host: Host) -> (Store<Host>, Instance) {
        let mut store = Store::new(&self.engine, host);
        let instance = self.linker.instantiate_and_start(&mut store, &self.module).expect("the module links");
        store.data_mut().memory = instance.get_memory(&store, "memory");
        (store, instance)
    }

    /// One call, after `prepare` has set its arguments.
    pub(crate) fn call(&mut self, function: &str, prepare: impl FnOnce(&mut Host)) {
        prepare(self.host());
        match &mut self.live {
            Live::Instance(store, instance) => run(store, instance, function),
            Live::State(state) => {
                let host = state.take().expect("no call is running");
                let (mut store, instance) = self.instance(host);
                run(&mut store, &instance, function);
                self.live = Live::State(Some(store.into_data()));
            }
        }
    }

    /// What the contract has left.
    pub(crate) fn host(&mut self) -> &mut Host {
        match &mut self.live {
            Live::Instance(store, _) => store.data_mut(),
            Live::State(state) => state.as_mut().expect("no call is running"),
        }
    }
}

fn run(store: &mut Store<Host>, instance: &Instance, function: &str) {
    let function = instance.get_typed_func::<(), ()>(&mut *store, function).expect("the contract has the function");
    function.call(store, ()).expect("the call succeeds");
}
