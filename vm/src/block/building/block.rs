//! Block builder: a block under construction, and the chain's own code at its beginning and end.

use super::observed::ObservedBlock;
use super::options::GasLimits;
use super::pending::{Base, Sealed};
use super::phase::{Mark, Phase};
use crate::block::ExecutorGuard;
use crate::block::parallel::root_accumulator::RootDelta;
use crate::block::recording::Recorder;
use crate::execution::context::ExecutionContext;
use crate::{BlockContext, EngineError, NativeFailure, Receipt};
use allod_state::LtHash;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

/// Block builder: a block that is built, judged, and only then kept. [`Engine::begin_block`](crate::Engine::begin_block) gives
/// it, [`commit`](Self::commit) keeps it, and dropping it leaves nothing.
///
/// While there is one, other threads that want to write to the engine wait for it; queries and simulations do not, and see
/// the state before it. The thread that has it gets [`EngineError::Busy`] from everything that writes. To have several,
/// [`seal`](Self::seal) them.
///
/// An error of one transaction that is not the transaction's doing leaves the block as it was before it. After a failure of
/// the store, and after a panic in a closure that was caught, the block can only be dropped: everything else is
/// [`EngineError::BlockFailed`].
///
/// ```
/// use allod_vm::{Address, BlockContext, Engine, EngineConfig, Payload, Transaction};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let contract = engine.deploy(r#"(module (func (export "seven") (result i64) (i64.const 7)))"#)?.address;
/// let (function, input, objects) = ("seven".to_owned(), Vec::new(), Vec::new());
/// let payload = Payload::Call { contract, function, input, value: 0, objects };
/// let call = Transaction { from: Address([1; 20]), nonce: 0, chain_id: 1, gas_limit: 100_000, gas_price: 0, payload };
///
/// let mut block = engine.begin_block(BlockContext { height: 10, time: 1_700_000_000, chain_id: 1 })?;
/// assert!(block.run(&call)?.is_success());
/// let before = (block.gas_used(), block.root()?);
/// // One that does not fit after all.
/// block.run(&Transaction { nonce: 1, ..call })?;
/// assert!(block.undo_last()?);
/// assert_eq!((block.gas_used(), block.root()?), before);
/// let committed = block.commit()?;
/// assert_eq!((committed.receipts.len(), committed.state_root), (1, engine.state_root()?));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
pub struct Block<'e> {
    pub(super) executor: ExecutorGuard<'e>,
    pub(super) context: Box<ExecutionContext>,
    hooks: Option<Arc<dyn BlockHooks>>,
    /// The position that it is built on, where somebody asked for roots.
    pub(super) base: Option<Base>,
    /// Blocks beneath it that are not committed, the last of them first.
    pub(super) below: Vec<Arc<Sealed>>,
    pub(super) phase: Phase,
    pub(super) limits: GasLimits,
    pub(super) receipts: Vec<Receipt>,
    /// The recorder of transactions, if they are recorded.
    pub(super) recorder: Option<Recorder>,
    /// Figures for the observer, if there is one.
    pub(super) observed: Option<ObservedBlock>,
    pub(super) gas_used: u64,
    /// Transactions, without native code.
    pub(super) transactions: u64,
    /// The last transaction, as long as it can be undone.
    pub(super) last: Option<Mark>,
    /// The work of the hook at the end, if it is done.
    ended: Option<Mark>,
    /// The delta of all that was done, if other threads are working it out.
    pub(super) delta: Option<RootDelta>,
    /// The lattice after all that was done, if it is known.
    pub(super) lattice: Option<LtHash>,
}

/// Code of a chain's own at the beginning and the end of each block: rewards, elections, upgrades.
///
/// It is part of the chain's rules: the same on every node, and without a clock, a network or a number of its own. It
/// reads and writes through the block alone. Its errors and panics are those of the block, of which nothing is kept then.
/// Single calls of the host ([`Engine::execute`](crate::Engine::execute), deploys, `fund`) have no hooks around them.
///
/// ```
/// use allod_vm::{Address, Block, BlockContext, BlockHooks, Engine, EngineConfig, EngineError};
/// use std::sync::Arc;
///
/// struct Reward(Address);
///
/// impl BlockHooks for Reward {
///     fn end(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
///         block.credit(self.0, 50)?;
///         block.put(b"rewarded", &block.context().height.to_be_bytes())
///     }
/// }
///
/// let miner = Address([9; 20]);
/// let engine = Engine::open(EngineConfig::default().with_hooks(Arc::new(Reward(miner))))?;
/// engine.execute_block(&BlockContext { height: 1, time: 1_700_000_000, chain_id: 1 }, vec![])?;
/// assert_eq!(engine.balance(miner)?, 50);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
pub trait BlockHooks: Send + Sync {
    /// Runs before the block's first transaction.
    ///
    /// # Errors
    /// Whatever keeps the block from being built.
    fn begin(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        let _ = block;
        Ok(())
    }

    /// Runs after the block's last transaction. More than once where a builder asks for the [root](Block::root) and goes on
    /// after that: what it did before is undone then.
    ///
    /// # Errors
    /// Whatever keeps the block from being committed.
    fn end(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        let _ = block;
        Ok(())
    }
}

/// Reason why a block can't be kept in which something panicked.
const PANICKED: &str = "something panicked in it";

impl<'e> Block<'e> {
    /// Block in which nothing has happened yet.
    pub(super) fn new(
        executor: ExecutorGuard<'e>,
        context: Box<ExecutionContext>,
        hooks: Option<Arc<dyn BlockHooks>>,
        base: Option<Base>,
        below: Vec<Arc<Sealed>>,
    ) -> Self {
        Self {
            executor,
            context,
            hooks,
            base,
            below,
            phase: Phase::Open,
            limits: GasLimits::default(),
            receipts: Vec::new(),
            recorder: None,
            observed: None,
            gas_used: 0,
            transactions: 0,
            last: None,
            ended: None,
            delta: None,
            lattice: None,
        }
    }

    /// Refuses transactions with which all together would use more gas than `limit`: [`run`](Self::run) undoes them.
    #[must_use]
    pub fn with_gas_limit(mut self, limit: u64) -> Self {
        self.limits.block = Some(limit);
        self
    }

    /// Refuses transactions that ask for more gas than `limit`.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, EngineError, ExecuteOptions, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
    /// let call = engine.call_transaction(contract, "f", args![], ExecuteOptions::default())?;
    /// let mut block = engine.begin_block(engine.last_block()?.next())?.with_most_gas(call.gas_limit - 1);
    /// assert!(matches!(block.run(&call), Err(EngineError::TransactionGas { position: 0, .. })));
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    #[must_use]
    pub fn with_most_gas(mut self, limit: u64) -> Self {
        self.limits.transaction = Some(limit);
        self
    }

    /// Its height, time and chain.
    pub fn context(&self) -> BlockContext {
        self.context.block
    }

    /// The receipts so far, in order: of transactions, of native code, of hooks.
    pub fn receipts(&self) -> &[Receipt] {
        &self.receipts
    }

    /// Gas of all receipts so far.
    pub fn gas_used(&self) -> u64 {
        self.gas_used
    }

    /// Runs the hook at the beginning.
    ///
    /// # Errors
    /// The hook's.
    pub(super) fn begin(&mut self) -> Result<(), EngineError> {
        let Some(hooks) = self.hooks.clone() else { return Ok(()) };
        self.hook(|block| hooks.begin(block)).map_err(|error| self.fail(error))
    }

    /// Runs the hook at the end, unless it has run since anything changed. Where it fails, what it did is undone.
    ///
    /// # Errors
    /// The hook's, and [`EngineError::Busy`] in a hook.
    pub(super) fn end(&mut self) -> Result<(), EngineError> {
        self.check_open()?;
        let Some(hooks) = self.hooks.clone().filter(|_| self.ended.is_none()) else { return Ok(()) };
        (self.lattice, self.delta) = (None, None);
        let mark = self.mark();
        match self.hook(|block| hooks.end(block)) {
            Ok(()) => {
                self.ended = Some(mark);
                Ok(())
            }
            Err(error) => {
                self.undo(mark)?;
                Err(error)
            }
        }
    }

    /// Runs a hook. The block has failed where that panics, or has met a failure of the store.
    ///
    /// # Errors
    /// The hook's, and [`EngineError::BlockFailed`].
    fn hook(&mut self, hook: impl FnOnce(&mut Self) -> Result<(), EngineError>) -> Result<(), EngineError> {
        self.phase = Phase::InHook;
        // The block can only be dropped after a panic, so nobody sees what was half done.
        let result = catch_unwind(AssertUnwindSafe(|| hook(self)));
        match (&result, &self.phase) {
            (Err(_), _) => self.phase = Phase::Failed(PANICKED.into()),
            (Ok(_), Phase::InHook) => self.phase = Phase::Open,
            (Ok(_), _) => {}
        }
        result.unwrap_or_else(|panic| resume_unwind(panic))?;
        self.check_open()
    }

    /// Checks that something may be done with the block as a whole.
    ///
    /// # Errors
    /// [`EngineError::BlockFailed`], and [`EngineError::Busy`] in a hook.
    fn check_open(&self) -> Result<(), EngineError> {
        match &self.phase {
            Phase::Open => Ok(()),
            Phase::InHook => Err(EngineError::Busy),
            Phase::Failed(why) => Err(EngineError::BlockFailed { why: why.to_string() }),
        }
    }

    /// Checks that the block can go on.
    ///
    /// # Errors
    /// [`EngineError::BlockFailed`].
    pub(super) fn check_usable(&self) -> Result<(), EngineError> {
        match &self.phase {
            Phase::Failed(_) => self.check_open(),
            Phase::Open | Phase::InHook => Ok(()),
        }
    }

    /// Prepares for a change: what was worked out of the block as it is holds no longer, and the work of the hook at the end
    /// is undone.
    ///
    /// # Errors
    /// [`EngineError::BlockFailed`].
    pub(super) fn touch(&mut self) -> Result<(), EngineError> {
        self.check_usable()?;
        (self.lattice, self.delta) = (None, None);
        match self.ended.take() {
            Some(mark) => self.undo(mark),
            None => Ok(()),
        }
    }

    /// Keeps the last transaction for good. What it and those before have only read may be dropped from then on.
    ///
    /// # Errors
    /// The journal's.
    pub(super) fn settle_last(&mut self) -> Result<(), EngineError> {
        // In a hook at the end it can still be undone, with the hook's work.
        if let Some(mark) = self.last.take_if(|_| self.phase == Phase::Open) {
            self.context.journal.commit(mark.checkpoint)?;
            self.executor.evict_reads(&mut self.context);
        }
        Ok(())
    }

    /// Executes a transaction by way of `run`, and adds its receipt. Gives the place before it.
    ///
    /// # Errors
    /// Those of `run`. The transaction is undone then.
    pub(super) fn transact(
        &mut self,
        run: impl FnOnce(&mut Self) -> Result<Receipt, EngineError>,
    ) -> Result<Mark, EngineError> {
        self.settle_last()?;
        let mark = self.mark();
        let phase = self.enter();
        let result = match self.recorder.take() {
            None => run(self),
            Some(recorder) => self.record(recorder, run),
        };
        self.phase = phase;
        match result {
            Ok(receipt) => {
                self.gas_used = self.gas_used.saturating_add(receipt.gas.used);
                self.receipts.push(receipt);
                Ok(mark)
            }
            Err(error) => {
                self.undo(mark)?;
                if matches!(error, EngineError::Shortage { .. }) {
                    self.executor.give_up_idle();
                }
                Err(self.distrust(error))
            }
        }
    }

    /// Enters what may panic: until the phase is set back to the one given, the block has failed.
    pub(super) fn enter(&mut self) -> Phase {
        std::mem::replace(&mut self.phase, Phase::Failed(PANICKED.into()))
    }

    /// The place where the block is.
    fn mark(&mut self) -> Mark {
        let checkpoint = self.context.journal.checkpoint();
        let Self { receipts, recorder, gas_used, transactions, .. } = self;
        let record = recorder.as_ref().map(Recorder::mark);
        Mark { checkpoint, receipts: receipts.len(), record, gas_used: *gas_used, transactions: *transactions }
    }

    /// Goes back to a place.
    pub(super) fn undo(&mut self, mark: Mark) -> Result<(), EngineError> {
        let Mark { checkpoint, receipts, record, gas_used, transactions } = mark;
        self.context.journal.revert(checkpoint)?;
        self.receipts.truncate(receipts);
        if let (Some(recorder), Some(record)) = (&mut self.recorder, record) {
            recorder.undo(record);
        }
        (self.gas_used, self.transactions) = (gas_used, transactions);
        Ok(())
    }

    /// Keeps the transaction that was executed last; it can be undone until the next, unless a hook has executed it.
    pub(super) fn keep(&mut self, mark: Mark) -> Result<&Receipt, EngineError> {
        match self.phase {
            Phase::Open => self.last = Some(mark),
            _ => self.context.journal.commit(mark.checkpoint)?,
        }
        self.receipts.last().ok_or_else(|| EngineError::Internal("a transaction without a receipt".into()))
    }

    /// Has the block fail where `error` is the store's or the engine's: nothing that was read may be trusted.
    pub(super) fn distrust(&mut self, error: EngineError) -> EngineError {
        let half_done =
            matches!(error, EngineError::Internal(_) | EngineError::NativeFailed(NativeFailure::Panicked { .. }));
        match error.store_fault().is_some() || half_done {
            true => self.fail(error),
            false => error,
        }
    }

    /// Has the block fail with `error`.
    pub(super) fn fail(&mut self, error: EngineError) -> EngineError {
        if !matches!(self.phase, Phase::Failed(_)) {
            self.phase = Phase::Failed(error.to_string().into());
        }
        error
    }

    /// Gives the block up, and its context away with all that was done in it.
    pub(super) fn into_context(self) -> ExecutionContext {
        *self.context
    }

    /// Gives the block up, and the executor back.
    pub(super) fn abandon(self) -> ExecutorGuard<'e> {
        self.executor
    }
}

impl std::fmt::Debug for Block<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Block");
        debug.field("context", &self.context.block).field("receipts", &self.receipts.len());
        debug.field("gas_used", &self.gas_used).field("phase", &self.phase).finish_non_exhaustive()
    }
}
