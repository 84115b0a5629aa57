//! Blocks of an engine: executed whole, built step by step, built on each other.

use super::block::Block;
use super::committed::Committed;
use super::observed::ObservedBlock;
use super::options::{BlockOptions, GasLimits};
use super::pending::{Base, PENDING_DEPTH, PendingBlock};
use crate::block::ExecutorGuard;
use crate::block::recording::Recorder;
use crate::engine::observer::handle::{now, since};
use crate::execution::context::ExecutionContext;
use crate::execution::context::mode::Mode;
use crate::span::span;
use crate::{BlockContext, Engine, EngineError, Receipt, Transaction, receipts_root};
use std::ops::Range;
use std::sync::Arc;

impl Engine {
    /// Begins a block on the last one, to be built step by step. Its hook at the beginning runs.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, EngineError};
    ///
    /// let (engine, alice) = (Engine::open(EngineConfig::default())?, Address([1; 20]));
    /// let mut block = engine.begin_block(engine.last_block()?.next())?;
    /// block.credit(alice, 5)?;
    /// assert!(matches!(engine.fund(alice, 5), Err(EngineError::Busy)), "this thread has a block");
    /// drop(block);
    /// assert_eq!(engine.balance(alice)?, 0, "nothing of it is left");
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::BlockOrder`], [`EngineError::BlockChain`], [`EngineError::LastHeight`],
    /// [`EngineError::StoreMoved`], [`EngineError::Busy`], the hook's, or the store's.
    pub fn begin_block(&self, block: BlockContext) -> Result<Block<'_>, EngineError> {
        let mut block = self.open_block(self.writer()?, block, true)?;
        block.begin()?;
        Ok(block)
    }

    /// Begins a block on one that is not committed yet. Several may be begun on one, one after another.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig};
    ///
    /// let (engine, alice) = (Engine::open(EngineConfig::default())?, Address([1; 20]));
    /// let first = engine.last_block()?.next();
    /// let parent = engine.begin_block(first)?.seal()?;
    /// // Two blocks on one parent, of which one will be decided.
    /// let (left, mut right) = (engine.begin_block_on(&parent, first.next())?.seal()?, engine.begin_block_on(&parent, first.next())?);
    /// right.credit(alice, 5)?;
    /// let right = right.seal()?;
    /// assert_ne!(left.state_root(), right.state_root());
    /// engine.commit(&parent)?;
    /// engine.commit(&right)?;
    /// assert_eq!(engine.balance(alice)?, 5);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::NotOnParent`] where the store is neither at `parent` nor anywhere beneath it,
    /// [`EngineError::PendingDepth`] for more than [`PENDING_DEPTH`](crate::PENDING_DEPTH) blocks that are not committed, and
    /// as [`begin_block`](Self::begin_block).
    pub fn begin_block_on(&self, parent: &PendingBlock, block: BlockContext) -> Result<Block<'_>, EngineError> {
        let mut executor = self.writer()?;
        let found = Base::new(executor.position()?).position;
        let Some(below) = parent.uncommitted_at(&found) else {
            return Err(not_on_parent(parent, &found));
        };
        if below.len() > PENDING_DEPTH {
            return Err(EngineError::PendingDepth { given: below.len(), limit: PENDING_DEPTH });
        }
        let mut block = match below.is_empty() {
            true => self.open_block(executor, block, true)?,
            false => {
                let batches = below.iter().map(|sealed| sealed.rows.clone()).collect();
                let context = executor.begin_block_on(batches, block)?;
                let base = Some(parent.sealed.base.clone());
                self.observed(Block::new(executor, context, self.hooks.clone(), base, below))
            }
        };
        block.begin()?;
        Ok(block)
    }

    /// Commits a block that was [sealed](Block::seal), in one atomic batch. The store must be where the block was begun: at
    /// its parent, which is committed first. A block whose commit has failed may be committed again.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, EngineError};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let pending = engine.begin_block(engine.last_block()?.next())?.seal()?;
    /// engine.commit(&pending)?;
    /// assert_eq!(engine.last_block()?, pending.block());
    /// assert!(matches!(engine.commit(&pending), Err(EngineError::NotOnParent { .. })), "it is there already");
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::NotOnParent`] where the store is not at its parent, [`EngineError::BlockChain`],
    /// [`EngineError::StoreMoved`], [`EngineError::Busy`], or the store's. Nothing of the block is committed then.
    pub fn commit(&self, block: &PendingBlock) -> Result<(), EngineError> {
        let sealed = &block.sealed;
        if sealed.block.chain_id != self.chain_id {
            return Err(EngineError::BlockChain { given: sealed.block.chain_id, wanted: self.chain_id });
        }
        let mut executor = self.writer()?;
        let found = Base::new(executor.position()?).position;
        if found != sealed.parent {
            return Err(not_on_parent(block, &found));
        }
        let to = (sealed.base.position.head, sealed.base.lattice.clone());
        let begun = self.observer.as_ref().and_then(|_| now());
        executor.commit_sealed(sealed.rows.batch(), to, sealed.number)?;
        if let Some(observer) = &self.observer {
            let machine = executor.figures_of_block(Some(sealed.rows.batch()));
            sealed.times.tell(observer, (sealed.block, &sealed.receipts), machine, since(begun));
        }
        Ok(())
    }

    /// As [`execute_block`](Self::execute_block), and holds the block to `options`. The transactions are lent as an
    /// `Arc<Vec<Transaction>>`, or given away as a `Vec`.
    ///
    /// ```
    /// use allod_vm::{BlockContext, BlockOptions, Engine, EngineConfig};
    /// use std::sync::Arc;
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let (block, transactions) = (BlockContext { height: 1, time: 1_700_000_000, chain_id: 1 }, Arc::new(vec![]));
    /// let tried = engine.execute_block_with(&block, transactions.clone(), BlockOptions { dry_run: true, ..Default::default() })?;
    /// let held = BlockOptions { expected_root: Some(tried.state_root), gas_limit: Some(1_000_000), ..Default::default() };
    /// let committed = engine.execute_block_with(&block, transactions, held)?;
    /// assert_eq!(committed, tried);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::BlockRoot`], [`EngineError::BlockReceipts`], [`EngineError::BlockGas`], [`EngineError::TransactionGas`],
    /// [`EngineError::Cancelled`], and as [`execute_block`](Self::execute_block). Nothing of the block is committed then.
    pub fn execute_block_with(
        &self,
        block: &BlockContext,
        transactions: impl Into<Arc<Vec<Transaction>>>,
        options: BlockOptions,
    ) -> Result<Committed, EngineError> {
        let (mut built, _) = self.build_block(*block, &transactions.into(), &options, true)?;
        if let Some(expected) = options.expected_root {
            let found = built.root()?;
            if found != expected {
                return Err(EngineError::BlockRoot { expected, found });
            }
        }
        if let Some(expected) = options.expected_receipts_root {
            let found = receipts_root(built.receipts());
            if found != expected {
                return Err(EngineError::BlockReceipts { expected, found });
            }
        }
        match options.dry_run {
            true => built.try_out(),
            false => built.commit(),
        }
    }

    /// Executes a block and commits it, for the receipts of its transactions.
    ///
    /// # Errors
    /// As [`execute_block`](Self::execute_block).
    pub(crate) fn execute_block_for_receipts(
        &self,
        block: BlockContext,
        transactions: Vec<Transaction>,
    ) -> Result<Vec<Receipt>, EngineError> {
        let transactions = Arc::new(transactions);
        let (built, receipts) = self.build_block(block, &transactions, &BlockOptions::default(), false)?;
        built.commit_for_receipts(receipts)
    }

    /// Builds a whole block, with its hooks, and says which receipts are those of `transactions`. Where the machine runs
    /// short, everything idle is given up, and the block is built once more from its beginning.
    ///
    /// # Errors
    /// As [`execute_block_with`](Self::execute_block_with).
    fn build_block(
        &self,
        block: BlockContext,
        transactions: &Arc<Vec<Transaction>>,
        options: &BlockOptions,
        with_roots: bool,
    ) -> Result<(Block<'_>, Range<usize>), EngineError> {
        let limits = GasLimits { block: options.gas_limit, transaction: options.most_gas };
        limits.check(0, transactions)?;
        let mut executor = self.writer()?;
        let _span = span!(INFO, "block", height = block.height, time = block.time, transactions = transactions.len());
        let mut may_retry = true;
        loop {
            let mut built = self.open_block(executor, block, with_roots)?;
            built.limits = limits;
            built.recorder = options.recording.map(Recorder::new);
            match built.fill(transactions, options) {
                Err(EngineError::Shortage { .. }) if may_retry => {
                    may_retry = false;
                    executor = built.abandon();
                    executor.give_up_idle();
                }
                filled => return filled.map(|receipts| (built, receipts)),
            }
        }
    }

    /// Has the hook at the beginning of a block do its work in `context`, which is over a snapshot and never committed. Writers
    /// wait for that, and a hook that has this engine write is told [`EngineError::Busy`], as in a block.
    ///
    /// # Errors
    /// The hook's, or the store's.
    #[cfg_attr(not(feature = "profile"), expect(dead_code, reason = "explanations alone ask for it"))]
    pub(crate) fn begun_context(&self, mut context: ExecutionContext) -> Result<ExecutionContext, EngineError> {
        let Some(hooks) = self.hooks.clone() else { return Ok(context) };
        let mut executor = self.executor()?;
        // So that a query of the hook's finds nothing that waits for this thread.
        executor.flush()?;
        let mode = context.mode;
        context.set_mode(Mode { refuse: true, ..Mode::default() });
        let mut block = Block::new(executor, Box::new(context), Some(hooks), None, Vec::new());
        block.begin()?;
        block.settle_last()?;
        let mut context = block.into_context();
        context.set_mode(mode);
        Ok(context)
    }

    /// Opens a block in which nothing has happened yet, with the position that it is built on if roots will be asked for.
    fn open_block<'e>(
        &'e self,
        mut executor: ExecutorGuard<'e>,
        block: BlockContext,
        with_roots: bool,
    ) -> Result<Block<'e>, EngineError> {
        let base = match with_roots {
            true => Some(Base::new(executor.position()?)),
            false => None,
        };
        let context = executor.begin_block(block)?;
        Ok(self.observed(Block::new(executor, context, self.hooks.clone(), base, Vec::new())))
    }

    /// Tells the observer of a block that begins, if there is one.
    fn observed<'e>(&self, mut block: Block<'e>) -> Block<'e> {
        block.observed = self.observer.clone().map(|observer| ObservedBlock::begin(observer, &block.context()));
        block
    }
}

impl Block<'_> {
    /// Runs `transactions` between the hooks. Gives the range of their receipts.
    ///
    /// # Errors
    /// As [`Engine::execute_block_with`].
    fn fill(
        &mut self,
        transactions: &Arc<Vec<Transaction>>,
        options: &BlockOptions,
    ) -> Result<Range<usize>, EngineError> {
        self.begin()?;
        let from = self.receipts.len();
        self.run_first(transactions, transactions.len(), options.cancel.clone())?;
        let until = self.receipts.len();
        self.end()?;
        Ok(from..until)
    }
}

fn not_on_parent(block: &PendingBlock, found: &impl std::fmt::Display) -> EngineError {
    EngineError::NotOnParent { wanted: block.sealed.parent.to_string(), found: found.to_string() }
}
