//! Calls: executed and committed, simulated, queried, profiled, explained. [`account`] has those that one account signs.

pub(crate) mod account;

use crate::block::{last_block, next_block, possible_block};
use crate::execution::context::ExecutionContext;
use crate::execution::context::mode::Mode;
use crate::execution::resolve::{CallArgs, check_balance, resolve};
use crate::explain::Explanation;
use crate::profile::Profile;
use crate::transaction::admission::{Admission, AdmittedBlock};
use crate::transaction::executor::{HostTransaction, transact, transact_resolved};
use crate::{BlockContext, DEFAULT_GAS_LIMIT, Engine, EngineError, ExecuteOptions, Receipt, Transaction};
use allod_core::{Address, Args};
use std::sync::Arc;

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

    /// Simulates a call, and gives the profile of its gas.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, ExecuteOptions, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "seven") (result i64) (i64.const 7)))"#)?.address;
    /// let (receipt, profile) = engine.profile(contract, "seven", args![], ExecuteOptions::default())?;
    /// assert_eq!(profile.total(), receipt.gas.used);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn profile(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<(Receipt, Profile), EngineError> {
        let mode = Mode { timing: options.timing, profiled: true, ..Mode::default() };
        let mut context = self.next_block_context(&options, mode)?;
        let receipt = self.call_uncommitted(&mut context, contract, function, args, options)?;
        let profile = context.profiler.take().map(|profiler| profiler.finish()).unwrap_or_default();
        Ok((receipt, profile))
    }

    /// Simulates a call in the interpreter, and explains where it fails: file, line and stack of each contract that the
    /// failure went through. Gas and status are those of [`Engine::simulate`].
    ///
    /// The state is that of now. A call that has just failed changed nothing, so in its own block it fails in the same way
    /// as long as no other transaction came after it: [`Explanation::agrees_with`] tells.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, ExecuteOptions, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let code = r#"(module (func $take unreachable) (func (export "Transfer") (call $take)))"#;
    /// let token = engine.deploy(code)?.address;
    /// let receipt = engine.execute_with_args(token, "Transfer", args![])?;
    ///
    /// let options = ExecuteOptions { block: Some(receipt.block), ..Default::default() };
    /// let explanation = engine.explain(token, "Transfer", args![], options)?;
    /// assert!(explanation.agrees_with(&receipt));
    /// // A contract in Go has lines as well.
    /// assert_eq!(explanation.to_string(), "trapped (unreachable)\n  take\n  Transfer");
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::execute`]; the block may be one that has been executed.
    pub fn explain(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Explanation, EngineError> {
        let mut context = self.explained_context(options.block)?;
        let receipt = self.call_uncommitted(&mut context, contract, function, args, options)?;
        Ok(explanation(context, receipt))
    }

    /// Executes a transaction without committing it, a deploy with its constructor among them, and explains where it fails,
    /// as [`Engine::explain`] does. Its nonce is not looked at, and it pays no fee.
    ///
    /// # Errors
    /// As [`Engine::execute`], and for a transaction that can't begin.
    pub fn explain_transaction(
        &self,
        transaction: &Transaction,
        block: Option<BlockContext>,
    ) -> Result<Explanation, EngineError> {
        let mut context = self.explained_context(block)?;
        let receipt = transact(&mut context, transaction, Admission::Uncounted)?;
        Ok(explanation(context, receipt))
    }

    /// Executes a transaction of a block after those that are `before` it, without committing any, and explains where it
    /// fails. Nonces count as in the block; [hooks](crate::BlockHooks) do not run. Before the block is committed, or on a store as it was then, that is what happens
    /// in the block.
    ///
    /// # Errors
    /// As [`Engine::execute_block`], but for the block's order.
    pub fn explain_in_block(
        &self,
        block: &BlockContext,
        before: &[Transaction],
        transaction: &Transaction,
    ) -> Result<Explanation, EngineError> {
        let transactions: Vec<_> = before.iter().chain([transaction]).cloned().collect();
        let nonces = self.executor()?.nonces();
        let mut context = self.explained_context(Some(*block))?;
        let count = transactions.len();
        let admitted = AdmittedBlock::new(&mut context.journal, Arc::new(transactions), count, self.chain_id, nonces)?;
        let mut receipt = None;
        for (position, (transaction, admission)) in admitted.all().enumerate() {
            context.set_mode(Mode { refuse: true, explained: position + 1 == admitted.len(), ..Mode::default() });
            receipt = Some(transact(&mut context, transaction, admission)?);
        }
        let receipt = receipt.ok_or_else(|| EngineError::Internal("a block without its last transaction".into()))?;
        Ok(explanation(context, receipt))
    }

    /// Context over a snapshot for an explanation, in a block that may have been executed.
    fn explained_context(&self, block: Option<BlockContext>) -> Result<ExecutionContext, EngineError> {
        let mut journal = self.journal()?;
        let block = match block {
            Some(block) => possible_block(block, self.chain_id)?,
            None => next_block(last_block(&mut journal, self.chain_id)?, None)?,
        };
        let mode = Mode { explained: true, ..Mode::default() };
        Ok(ExecutionContext::new(self.environment.clone(), journal, block, mode))
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

/// The explanation of a run in `context`.
fn explanation(mut context: ExecutionContext, receipt: Receipt) -> Explanation {
    let failures = context.explainer.take().map(|explainer| explainer.finish()).unwrap_or_default();
    Explanation { receipt, failures }
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
