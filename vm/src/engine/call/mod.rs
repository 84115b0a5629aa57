//! Calls: executed and committed, simulated, queried. [`account`] has those that one account signs, `observed` those that are
//! profiled and explained, by the feature `profile`; `transaction` makes what goes into blocks.

pub(crate) mod account;
#[cfg(feature = "profile")]
mod observed;
mod transaction;

use crate::block::{last_block, next_block, possible_block};
use crate::execution::context::ExecutionContext;
use crate::execution::context::mode::Mode;
use crate::execution::resolve::{CallArgs, check_balance, resolve};
use crate::transaction::executor::{HostTransaction, transact_resolved};
use crate::{DEFAULT_GAS_LIMIT, Engine, EngineError, ExecuteOptions, Receipt};
use allod_core::{Address, Args};

impl Engine {
    /// Calls `function` with `args` as the [default account](crate::DEFAULT_ACCOUNT), and commits its changes.
    /// [`Engine::as_account`] has the same for any other.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "seven") (result i64) (i64.const 7)))"#)?.address;
    /// assert_eq!(engine.execute_with_args(contract, "seven", args![])?.decode::<i64>()?, 7);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn execute_with_args(&self, contract: Address, function: &str, args: Args) -> Result<Receipt, EngineError> {
        self.execute(contract, function, args, ExecuteOptions::default())
    }

    /// Calls `function` with `args`, and commits its changes: a block of one transaction.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, ExecuteOptions, Status, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "loop") (loop (br 0))))"#)?.address;
    /// let options = ExecuteOptions { from: Address([1; 20]), gas_limit: Some(50_000), ..Default::default() };
    /// let receipt = engine.execute(contract, "loop", args![], options)?;
    /// assert_eq!((receipt.status, receipt.gas.used), (Status::OutOfGas, 50_000));
    /// assert!(engine.execute_with_args(contract, "none", args![]).is_err(), "not the contract's doing");
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError`] for a failure that is not the contract's doing: no such contract or function, arguments that don't
    /// fit, a block out of order, the store. Nothing is committed then. A failure of the contract is in [`Receipt::status`];
    /// the receipt is kept and nothing else.
    pub fn execute(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        let mode = Mode { timing: options.timing, ..Mode::default() };
        let mut executor = self.writer()?;
        let mut guard = executor.begin_single(options.block, mode)?;
        let result = call(guard.context()?, contract, function, args, options);
        guard.end(&result)?;
        result
    }

    /// As [`Engine::execute`], and commits nothing. The gas is exactly that of `execute`.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn simulate(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        let mode = Mode { timing: options.timing, ..Mode::default() };
        let mut context = self.next_block_context(&options, mode)?;
        self.call_uncommitted(&mut context, contract, function, args, options)
    }

    /// Calls `function` on the state as it is: every write is denied, nothing is committed, gas is reported.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, ExecuteOptions, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "seven") (result i64) (i64.const 7)))"#)?.address;
    /// let before = engine.last_block()?;
    /// assert_eq!(engine.query(contract, "seven", args![], ExecuteOptions::default())?.decode::<i64>()?, 7);
    /// assert_eq!(engine.last_block()?, before);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn query(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        let mut journal = self.journal()?;
        let block = match options.block {
            Some(block) => possible_block(block, self.chain_id)?,
            None => last_block(&mut journal, self.chain_id)?,
        };
        let mode = Mode { read_only: true, timing: options.timing, ..Mode::default() };
        let mut context = ExecutionContext::new(self.environment.clone(), journal, block, mode);
        self.call_uncommitted(&mut context, contract, function, args, options)
    }

    /// Context over a snapshot, in the block that `options` name or the one after the last.
    fn next_block_context(&self, options: &ExecuteOptions, mode: Mode) -> Result<ExecutionContext, EngineError> {
        let mut journal = self.journal()?;
        let block = next_block(last_block(&mut journal, self.chain_id)?, options.block)?;
        Ok(ExecutionContext::new(self.environment.clone(), journal, block, mode))
    }

    /// Makes a call that is not committed. Where the machine has no room, everything idle is given up, so that trying again
    /// finds what there is.
    fn call_uncommitted(
        &self,
        context: &mut ExecutionContext,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        let result = call(context, contract, function, args, options);
        if matches!(result, Err(EngineError::Shortage { .. })) {
            self.environment.modules.give_up();
        }
        result
    }
}

/// Makes a call in `context`.
#[inline(never)]
fn call(
    context: &mut ExecutionContext,
    contract: Address,
    function: &str,
    args: Args,
    options: ExecuteOptions,
) -> Result<Receipt, EngineError> {
    let ExecuteOptions { from, gas_limit, value, objects, .. } = options;
    let callee = resolve(context, contract, function, CallArgs::Args(args));
    let callee = callee.map_err(|error| error.into_engine_error(function))?;
    check_balance(context, &from, value).map_err(|error| error.into_engine_error(function))?;
    let gas_limit = gas_limit.unwrap_or(DEFAULT_GAS_LIMIT);
    transact_resolved(context, callee, HostTransaction { from, function, gas_limit, value, objects })
}
