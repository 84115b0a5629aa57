//! Deploys and calls in a world.

use super::contracts::Module;
use super::outcome::CallResult;
use super::{Words, World, words};
use allod_core::{Address, Args, ObjectId, Value, tagged_value};
use allod_vm::{DeployCall, DeployOptions, EngineError, ExecuteOptions};
use std::sync::Arc;

/// Account that calls or deploys, and what it brings along.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The account; none for the one that signs what nobody signs.
    pub(crate) from: Option<Address>,
    /// Money attached.
    pub(crate) value: u64,
    /// The most gas; 0 for what is usual.
    pub(crate) gas: u64,
    /// Objects brought along.
    pub(crate) objects: Vec<ObjectId>,
}

/// Kind of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallKind {
    /// In a block of its own.
    Call,
    /// One that may only read.
    Query,
    /// One of which nothing is kept.
    Simulation,
}

/// Function of a contract with arguments as a test gave them.
pub(crate) struct Invocation<'i> {
    pub(crate) function: &'i str,
    pub(crate) tagged: &'i [u8],
}

impl Invocation<'_> {
    fn args(&self) -> Result<Args, Words> {
        let values: Vec<Value> = tagged_value::decode(self.tagged).map_err(|error| error.to_string())?;
        Ok(Args::Positional(values))
    }
}

impl World {
    /// Deploys a contract, and calls its constructor if one is named. Gives the address, and the outcome of the deploy.
    pub(crate) fn deploy(
        &mut self,
        module: &Module,
        by: &Caller,
        constructor: &Invocation<'_>,
    ) -> Result<(Address, CallResult), Words> {
        let call = |args| DeployCall { function: constructor.function.to_owned(), args, value: by.value };
        let constructed = !constructor.function.is_empty();
        let options = DeployOptions {
            from: by.from.unwrap_or(allod_vm::DEFAULT_ACCOUNT),
            gas_limit: Some(by.gas).filter(|gas| *gas > 0),
            block: Some(self.next_block()?),
            constructor: constructed.then(|| constructor.args().map(call)).transpose()?,
            ..DeployOptions::default()
        };
        let deployment = match self.engine.deploy_with_options(&module.wasm, options.clone()) {
            Ok(deployment) => deployment,
            Err(error) => {
                let place = match self.engine.explain_deploy(&module.wasm, options) {
                    Ok(explained) if !explained.failures.is_empty() => format!("\n  at {explained}"),
                    _ => String::new(),
                };
                return Err(format!("{} does not deploy: {error}{place}", module.name));
            }
        };
        self.block_done();
        let name = self.free_name(&module.name);
        self.names.insert(deployment.address, name);
        self.modules.insert(deployment.address, module.name.clone());
        Ok((deployment.address, CallResult::Ran(Arc::new(deployment.receipt), Args::Positional(Vec::new()))))
    }

    /// `name`, with a number behind it where another contract has it already.
    fn free_name(&self, name: &str) -> String {
        let taken = |name: &str| self.names.values().any(|known| known == name);
        let numbered = (2..=self.names.len() + 2).map(|number| format!("{name}{number}"));
        std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_else(|| name.to_owned())
    }

    /// Calls a function. A call that can't run is an outcome like any other; the fault of a store is none.
    pub(crate) fn call(
        &mut self,
        kind: CallKind,
        contract: Address,
        invocation: &Invocation<'_>,
        by: &Caller,
    ) -> Result<CallResult, Words> {
        let args = match invocation.args() {
            Ok(args) => args,
            Err(why) => return Ok(CallResult::NeverRan(why)),
        };
        let options = ExecuteOptions {
            from: by.from.unwrap_or(allod_vm::DEFAULT_ACCOUNT),
            gas_limit: Some(by.gas).filter(|gas| *gas > 0),
            value: by.value,
            objects: by.objects.clone(),
            block: if kind == CallKind::Query { None } else { Some(self.next_block()?) },
            ..ExecuteOptions::default()
        };
        let (engine, function) = (&self.engine, invocation.function);
        let result = match kind {
            CallKind::Call => engine.execute(contract, function, args.clone(), options),
            CallKind::Query => engine.query(contract, function, args.clone(), options),
            CallKind::Simulation => engine.simulate(contract, function, args.clone(), options),
        };
        match result {
            Ok(receipt) => {
                if kind == CallKind::Call {
                    self.block_done();
                }
                Ok(CallResult::Ran(Arc::new(receipt), args))
            }
            Err(error @ (EngineError::CorruptStore(_) | EngineError::Internal(_) | EngineError::Shortage { .. })) => {
                Err(words(error))
            }
            Err(error) => Ok(CallResult::NeverRan(error.to_string())),
        }
    }
}
