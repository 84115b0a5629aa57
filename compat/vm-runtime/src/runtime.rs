//! Runtime: bare modules run against a store of the caller's own.

use crate::run::Guard;
use crate::{Storage, modules};
use allod_vm::{
    Address, Args, BlockContext, CallLimits, DEFAULT_GAS_LIMIT, Engine, EngineConfig, ExecuteOptions, Hash, Receipt,
    Status, Type, args,
};
use anyhow::{Context, Result, bail, ensure};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Modules that an engine is kept for. The one after them gets a new engine, so that memory has a bound.
const MOST_MODULES: usize = 256;

/// A runtime for bare modules, over a store of the caller's own. Not `Send`: each thread has its own.
///
/// A module passes the engine's gate and is metered like any contract. Nothing of a run that fails reaches the store.
pub struct Runtime<S: Storage> {
    storage: Rc<RefCell<S>>,
    gas_limit: u64,
    host: RefCell<Option<Host>>,
}

/// An engine, and the contracts that it has made of modules.
struct Host {
    engine: Engine,
    made: HashMap<Hash, Address>,
}

impl<S: Storage + 'static> Runtime<S> {
    /// A runtime over `storage`.
    pub fn new(storage: S) -> Self {
        Self { storage: Rc::new(RefCell::new(storage)), gas_limit: DEFAULT_GAS_LIMIT, host: RefCell::new(None) }
    }

    /// Lets each run use `gas` at most; 100,000,000 unless set, a tenth of a second or so.
    #[must_use]
    pub fn with_gas_limit(mut self, gas: u64) -> Self {
        self.gas_limit = gas;
        self
    }

    /// The store, to look at and to change between runs.
    pub fn storage(&self) -> Rc<RefCell<S>> {
        self.storage.clone()
    }

    /// Calls `add` of a module with two numbers and gives the third.
    ///
    /// # Errors
    /// A module that may not enter, one without `add(i32, i32) -> i32`, and whatever ends the call.
    pub fn execute_add(&self, module_bytes: &[u8], a: i32, b: i32) -> Result<i32> {
        let context = BlockContext { height: 0, time: 0, chain_id: 1 };
        self.run(module_bytes, "add", &[Type::I32, Type::I32], args![a, b], context).map(|(result, _)| result)
    }

    /// Calls `func_name`, which takes nothing and gives an `i32`, in a block of that number and time (Unix seconds). Gives
    /// its result, the events it emitted, and the number and time again.
    ///
    /// # Errors
    /// A module that may not enter, a function that is not there or of another type, a trap, a shortage of gas, a pointer
    /// outside of the memory, and what the store says. Nothing has changed in the store then.
    pub fn execute_with_context(
        &self,
        module_bytes: &[u8],
        func_name: &str,
        block_number: u64,
        timestamp: u64,
    ) -> Result<(i32, Vec<Vec<u8>>, u64, u64)> {
        let time = i64::try_from(timestamp);
        let time = time.with_context(|| format!("timestamp {timestamp}: wanted {} at most", i64::MAX))?;
        let context = BlockContext { height: block_number, time, chain_id: 1 };
        let (result, events) = self.run(module_bytes, func_name, &[], args![], context)?;
        Ok((result, events, block_number, timestamp))
    }

    fn run(
        &self,
        module_bytes: &[u8],
        function: &str,
        takes: &[Type],
        args: Args,
        block: BlockContext,
    ) -> Result<(i32, Vec<Vec<u8>>)> {
        let mut host = self.host.try_borrow_mut().ok().context("this runtime is running a guest already")?;
        if host.as_ref().is_some_and(|host| host.made.len() >= MOST_MODULES) {
            *host = None;
        }
        let host = match &mut *host {
            Some(host) => host,
            none => none.insert(Host::new()?),
        };
        let contract = host.contract(module_bytes)?;
        let abi = host.engine.abi(contract)?;
        let found = abi.functions.iter().find(|known| known.name == function);
        let found = found.with_context(|| format!("the module exports no function {function:?} of integers"))?;
        let fits = found.inputs.iter().map(|param| &param.ty).eq(takes)
            && found.outputs.iter().map(|param| &param.ty).eq(&[Type::I32]);
        ensure!(fits, "{found} is of another type, wanted {} i32 and one i32 as its result", takes.len());

        let guard = Guard::begin(self.storage.clone())?;
        let options = ExecuteOptions { gas_limit: Some(self.gas_limit), block: Some(block), ..Default::default() };
        // A query: the guest's writes are the run's, and nothing of it is committed to the engine's own state.
        let receipt: Receipt = host.engine.query(contract, function, args, options)?;
        let run = guard.finish().context("the run is gone")?;
        match &receipt.status {
            Status::Success => Ok((receipt.decode::<i32>()?, run.commit()?)),
            status => bail!("{function}: {status}"),
        }
    }
}

impl Host {
    fn new() -> Result<Self> {
        // A guest calls no other: what it wrote would have to be undone apart.
        let limits = CallLimits { call_depth: 1, ..CallLimits::default() };
        let config = EngineConfig::default().with_limits(limits);
        let config = modules::of_runs().into_iter().fold(config, EngineConfig::with_host_module);
        Ok(Self { engine: Engine::open(config)?, made: HashMap::new() })
    }

    /// The contract made of a module, now or before.
    fn contract(&mut self, module_bytes: &[u8]) -> Result<Address> {
        let name = Hash::of("vm-runtime module", module_bytes);
        if let Some(contract) = self.made.get(&name) {
            return Ok(*contract);
        }
        let made = self.engine.deploy(module_bytes).context("the module can't be loaded")?;
        self.made.insert(name, made.address);
        Ok(made.address)
    }
}
