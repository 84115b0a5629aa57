//! Running of a block's transactions and native code, and the undoing of the last.

use super::block::Block;
use super::phase::Phase;
use crate::block::block_watch::BlockWatch;
use crate::execution::context::mode::Mode;
use crate::native::{self, NativeContext, NativeError};
use crate::{EngineError, ExecuteOptions, Receipt, Transaction};
use allod_core::{Address, Value};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

impl Block<'_> {
    /// Executes a transaction behind the others, as [`Engine::execute_block`](crate::Engine::execute_block) does: one that
    /// fails, or may not begin, has a receipt that says so.
    ///
    /// # Errors
    /// [`EngineError::BlockGas`] and [`EngineError::TransactionGas`] where it does not fit, [`EngineError::Shortage`],
    /// [`EngineError::BlockFailed`], or the store's. It is undone then.
    pub fn run(&mut self, transaction: &Transaction) -> Result<&Receipt, EngineError> {
        self.touch()?;
        self.limits.check(self.transactions, std::slice::from_ref(transaction))?;
        let mark = self.transact(|block| block.executor.run_one(&mut block.context, transaction))?;
        let position = self.transactions;
        self.transactions += 1;
        match self.limits.block {
            Some(limit) if self.gas_used > limit => {
                let used = self.gas_used;
                self.undo(mark)?;
                Err(EngineError::BlockGas { position, used, limit })
            }
            _ => self.keep(mark),
        }
    }

    /// Executes transactions in order behind the others, on several threads where the engine has them. The outcome is that of
    /// [`run`](Self::run) one after another, to the bit. `Arc<Vec<Transaction>>` lends them, and a `Vec` gives them away.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, ExecuteOptions, args};
    ///
    /// let engine = Engine::open(EngineConfig::default().with_threads(2))?;
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
    /// let by = |number: u8| ExecuteOptions { from: Address([number; 20]), ..Default::default() };
    /// let calls = (0..100).map(|number| engine.call_transaction(contract, "f", args![], by(number)));
    /// let calls = calls.collect::<Result<Vec<_>, _>>()?;
    /// let mut block = engine.begin_block(engine.last_block()?.next())?;
    /// assert_eq!(block.run_all(calls)?.len(), 100);
    /// let root = block.root()?;
    /// block.commit()?;
    /// assert_eq!(engine.state_root()?, root);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run), for the first transaction that has one. The block can only be dropped then.
    pub fn run_all(&mut self, transactions: impl Into<Arc<Vec<Transaction>>>) -> Result<&[Receipt], EngineError> {
        let transactions: Arc<Vec<Transaction>> = transactions.into();
        self.touch()?;
        self.limits.check(self.transactions, &transactions)?;
        let from = self.receipts.len();
        if let Some((last, others)) = transactions.split_last() {
            self.run_first(&transactions, others.len(), None)?;
            self.delta = None;
            // By itself, so that it can be undone.
            if let Err(error) = self.run(last).map(|_| ()) {
                return Err(self.fail(error));
            }
        }
        Ok(&self.receipts[from..])
    }

    /// Executes the first `count` of `transactions`, none of which can be undone.
    ///
    /// # Errors
    /// As [`run_all`](Self::run_all), and [`EngineError::Cancelled`].
    pub(super) fn run_first(
        &mut self,
        transactions: &Arc<Vec<Transaction>>,
        count: usize,
        cancel: Option<Arc<AtomicBool>>,
    ) -> Result<(), EngineError> {
        self.settle_last()?;
        let recorder = self.recorder.take();
        let mut watch = BlockWatch::new(cancel, self.limits.block, self.gas_used, self.transactions, recorder);
        let phase = self.enter();
        let ran = self.executor.run(&mut self.context, transactions, count, &mut watch);
        self.phase = phase;
        self.recorder = watch.recorder.take();
        let (mut receipts, delta) = ran.map_err(|error| self.fail(error))?;
        (self.gas_used, self.transactions) = (watch.gas_used(), watch.transactions());
        self.delta = delta;
        match self.receipts.is_empty() {
            true => self.receipts = receipts,
            false => self.receipts.append(&mut receipts),
        }
        Ok(())
    }

    /// Runs `code` in the place of the contract at `contract`, as [`Engine::execute_native`](crate::Engine::execute_native)
    /// does, behind the transactions of this block.
    ///
    /// ```
    /// use allod_vm::{Address, Context, Engine, EngineConfig, ExecuteOptions};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let mut block = engine.begin_block(engine.last_block()?.next())?;
    /// let height = block.native(Address([7; 20]), "Height", ExecuteOptions::default(), |context| {
    ///     Ok(vec![context.block_height()?.into()])
    /// })?;
    /// assert_eq!(height.decode::<u64>()?, 1);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::BlockOrder`] where `options` name another block, [`EngineError::Refused`] where the signer has less
    /// than the value, [`EngineError::Shortage`], [`EngineError::BlockFailed`], or the store's. It is undone then.
    pub fn native(
        &mut self,
        contract: Address,
        function: &str,
        options: ExecuteOptions,
        code: impl FnOnce(&NativeContext<'_>) -> Result<Vec<Value>, NativeError>,
    ) -> Result<&Receipt, EngineError> {
        self.touch()?;
        let own = self.context.block;
        if let Some(given) = options.block.filter(|given| *given != own) {
            return Err(EngineError::BlockOrder { given: given.to_string(), last: own.to_string() });
        }
        let timing = options.timing;
        let mark = self.transact(|block| {
            let mode = block.context.mode;
            block.context.mode = Mode { timing, native: true, ..mode };
            let result = native::transact(&mut block.context, contract, function, options, code);
            block.context.mode = mode;
            result
        })?;
        self.keep(mark)
    }

    /// Undoes the last transaction, or native code, exactly: its gas, its receipt, its number, its nonce and its changes are
    /// as if it had never run. `false` where there is none to undo: after another undo, after a change by the chain's hand
    /// (money, nonces, rows), and in a hook.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, ExecuteOptions};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let mut block = engine.begin_block(engine.last_block()?.next())?;
    /// let root = block.root()?;
    /// block.native(Address([7; 20]), "Nothing", ExecuteOptions::default(), |_| Ok(vec![]))?;
    /// assert!(block.undo_last()?);
    /// assert!(!block.undo_last()?, "there is no other");
    /// assert_eq!(block.root()?, root);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::BlockFailed`].
    pub fn undo_last(&mut self) -> Result<bool, EngineError> {
        self.touch()?;
        match self.last.take_if(|_| self.phase == Phase::Open) {
            Some(mark) => self.undo(mark).map(|()| true),
            None => Ok(false),
        }
    }
}
