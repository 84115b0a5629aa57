//! Observed calls: simulations that give the profile of their gas, or the places where they fail.

use crate::block::{last_block, next_block, possible_block};
use crate::engine::view::StateView;
use crate::engine::view::calls::call_uncommitted;
use crate::execution::context::ExecutionContext;
use crate::execution::context::mode::Mode;
use crate::explain::Explanation;
use crate::profile::Profile;
use crate::transaction::admission::{Admission, AdmittedBlock};
use crate::transaction::executor::transact;
use crate::{BlockContext, DeployOptions, Engine, EngineError, ExecuteOptions, Receipt, Transaction};
use allod_core::{Address, Args};
use std::sync::Arc;

impl StateView {
    /// Simulates a call, and gives the profile of its gas.
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
        let receipt = call_uncommitted(&mut context, contract, function, args, options)?;
        let profile = context.profiler.take().map(|profiler| profiler.finish()).unwrap_or_default();
        Ok((receipt, profile))
    }

    /// Simulates a call in the interpreter, and explains where it fails: file, line and stack of each contract that the
    /// failure went through. Gas and status are those of [`Engine::simulate`].
    ///
    /// The state is that of now. A call that has just failed changed nothing, so in its own block it fails in the same way
    /// as long as no other transaction came after it: [`Explanation::agrees_with`] tells.
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
        let receipt = call_uncommitted(&mut context, contract, function, args, options)?;
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
    /// fails. Nonces count as in the block. A view has no [hooks](crate::BlockHooks), and none run:
    /// [`Engine::explain_in_block`] has the one at the block's beginning.
    ///
    /// # Errors
    /// As [`Engine::execute_block`], but for the block's order.
    pub fn explain_in_block(
        &self,
        block: &BlockContext,
        before: &[Transaction],
        transaction: &Transaction,
    ) -> Result<Explanation, EngineError> {
        self.explain_last(self.explained_context(Some(*block))?, before, transaction)
    }

    /// Executes the transactions in `context`, which is at the beginning of their block, and explains the last.
    fn explain_last(
        &self,
        mut context: ExecutionContext,
        before: &[Transaction],
        transaction: &Transaction,
    ) -> Result<Explanation, EngineError> {
        let transactions: Vec<_> = before.iter().chain([transaction]).cloned().collect();
        let count = transactions.len();
        let admitted =
            AdmittedBlock::new(&mut context.journal, Arc::new(transactions), count, self.chain_id, self.nonces)?;
        let mut receipt = None;
        for (position, (transaction, admission)) in admitted.all().enumerate() {
            context.set_mode(Mode { refuse: true, explained: position + 1 == admitted.len(), ..Mode::default() });
            receipt = Some(transact(&mut context, transaction, admission)?);
        }
        let receipt = receipt.ok_or_else(|| EngineError::Internal("a block without its last transaction".into()))?;
        Ok(explanation(context, receipt))
    }

    /// Context over the snapshot for an explanation, in a block that may have been executed.
    fn explained_context(&self, block: Option<BlockContext>) -> Result<ExecutionContext, EngineError> {
        let mut journal = self.journal();
        let block = match block {
            Some(block) => possible_block(block, self.chain_id)?,
            None => next_block(last_block(&mut journal, self.chain_id)?, None)?,
        };
        let mode = Mode { explained: true, ..Mode::default() };
        Ok(ExecutionContext::new(self.environment().clone(), journal, block, mode))
    }
}

impl Engine {
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
        self.pin()?.profile(contract, function, args, options)
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
        self.pin()?.explain(contract, function, args, options)
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
        self.pin()?.explain_transaction(transaction, block)
    }

    /// Executes a transaction of a block after those that are `before` it, without committing any, and explains where it
    /// fails. The [hook](crate::BlockHooks) at the block's beginning runs first, and nonces count as in the block. Before the
    /// block is committed, or on a store as it was then, that is what happens in the block; what a builder did by its own hand
    /// ([`Block::put`](crate::Block::put) and its kind) is not known here.
    ///
    /// ```
    /// use allod_vm::{Address, Block, BlockHooks, Engine, EngineConfig, EngineError, ExecuteOptions, args};
    /// use std::sync::Arc;
    ///
    /// struct Reward(Address);
    ///
    /// impl BlockHooks for Reward {
    ///     fn begin(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
    ///         block.credit(self.0, 50)
    ///     }
    /// }
    ///
    /// let miner = Address([9; 20]);
    /// let engine = Engine::open(EngineConfig::default().with_hooks(Arc::new(Reward(miner))))?;
    /// let code = r#"(module (func (export "Take") unreachable))"#;
    /// let contract = engine.deploy(code)?.address;
    /// // The miner can attach 50 because the block begins with the reward.
    /// let options = ExecuteOptions { from: miner, value: 50, ..Default::default() };
    /// let call = engine.call_transaction(contract, "Take", args![], options)?;
    /// let block = engine.last_block()?.next();
    /// let explanation = engine.explain_in_block(&block, &[], &call)?;
    /// assert_eq!(explanation.to_string(), "trapped (unreachable)\n  Take");
    /// assert!(explanation.agrees_with(&engine.execute_block(&block, vec![call])?[0]));
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::execute_block`], but for the block's order.
    pub fn explain_in_block(
        &self,
        block: &BlockContext,
        before: &[Transaction],
        transaction: &Transaction,
    ) -> Result<Explanation, EngineError> {
        let view = self.pin()?;
        let context = self.begun_context(view.explained_context(Some(*block))?)?;
        view.explain_last(context, before, transaction)
    }

    /// Makes a deploy without committing it, and explains where its constructor fails, as [`Engine::explain`] does.
    ///
    /// ```
    /// use allod_vm::{DeployOptions, Engine, EngineConfig, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let source = "package till\n\nfunc Initialize(n uint64) {\n\tif n > 3 {\n\t\tpanic(\"not that much\")\n\t}\n}\n";
    /// let options = DeployOptions::default().with_call("Initialize", args![4]);
    /// assert!(engine.deploy_with_options(source, options.clone()).is_err());
    /// let explanation = engine.explain_deploy(source, options)?;
    /// assert_eq!(explanation.to_string(), "contract.go:5: not that much\n  Initialize, contract.go:5");
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::deploy_with_options`], but for the constructor's failure.
    pub fn explain_deploy(&self, code: impl AsRef<[u8]>, options: DeployOptions) -> Result<Explanation, EngineError> {
        let block = options.block;
        self.explain_transaction(&self.prepare(code.as_ref(), options)?.transaction, block)
    }
}

/// The explanation of a run in `context`.
fn explanation(mut context: ExecutionContext, receipt: Receipt) -> Explanation {
    let failures = context.explainer.take().map(|explainer| explainer.finish()).unwrap_or_default();
    Explanation { receipt, failures }
}
