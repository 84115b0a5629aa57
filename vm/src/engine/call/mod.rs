//! Calls: executed and committed. [`account`] has those that one account signs; `transaction` makes what goes into blocks. Those
//! that are not committed are questions to a [view](crate::StateView).

pub(crate) mod account;
mod transaction;

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
        let mut clock = self.call_clock();
        let mut guard = executor.begin_single(options.block, mode)?;
        let result = call(guard.context()?, contract, function, args, options);
        clock.executed();
        guard.end(&result)?;
        self.observe_single(&mut executor, clock, &result);
        result
    }
}

/// Makes a call in `context`.
#[inline(never)]
pub(crate) fn call(
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
