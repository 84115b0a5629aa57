//! Block executor: runs blocks of one and of many transactions over the journal that stays from one block to the next.
//!
//! | file | holds |
//! |---|---|
//! | [`block_order`] | the block that may follow the last one |
//! | [`genesis`] | block 0 of an empty store |
//! | [`many`] | a block of many transactions: begun, run, committed or sealed |
//! | [`rollback_guard`] | a single transaction, undone unless it succeeds |
//! | [`read_ahead`] | the rows that a block reads whatever it does |

mod block_order;
mod genesis;
mod many;
mod read_ahead;
mod rollback_guard;

pub(crate) use block_order::{last_block, next_block, possible_block};
pub(crate) use rollback_guard::RollbackGuard;

use crate::block::committer::Committer;
use crate::block::parallel::ParallelExecutor;
use crate::block::root_state::RootUpdate;
use crate::engine::budget::usage::CODE;
use crate::engine::environment::Environment;
use crate::engine::store::Head;
use crate::engine::store::receipt_indexes::ReceiptIndexes;
use crate::execution::call_stack::HOST_STACK;
use crate::execution::context::ExecutionContext;
use crate::execution::context::mode::Mode;
use crate::transaction::admission::Nonces;
use crate::{BlockContext, EngineError, MachineFigures};
use allod_core::{Address, Hash};
use allod_state::{Journal, Storage, Write, WriteBatch};
use allod_sync::{PoolId, WorkerPool, WriteBehind};
use std::sync::Arc;

/// Bytes of stack of a thread that executes transactions, whatever the environment says: twice what calls take.
const WORKER_STACK_BYTES: usize = 2 * HOST_STACK;

/// Settings of a block executor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockSettings {
    pub(crate) chain_id: u64,
    pub(crate) nonces: Nonces,
    /// Threads that run transactions, the calling one included.
    pub(crate) threads: usize,
    /// Transactions of a parallel batch, where that is fixed.
    pub(crate) batch_size: Option<usize>,
    /// The indexes that receipts go into.
    pub(crate) indexes: ReceiptIndexes,
}

/// Change of the state by the host itself, outside any block: no gas, no receipt.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SystemChange {
    /// Money out of nothing.
    Credit { account: Address, amount: u64 },
    /// Money from one account to another.
    Transfer { from: Address, to: Address, amount: u64 },
}

/// Executor of blocks, and what stays from one to the next: the journal with all that it has read, and the committer. One
/// thread at a time has it.
///
/// A store in memory that only the engine can reach is written behind: what single calls change waits in the journal,
/// where the next call finds it, until somebody asks for the state, a block begins, or there is a lot of it. Their
/// receipts only wait for a few more.
pub(crate) struct BlockExecutor {
    environment: Arc<Environment>,
    settings: BlockSettings,
    /// The context of the last block, whose journal has no changes but those that wait. Gone while a block is under way,
    /// and for good where one ended so that its journal can't be trusted.
    context: Option<Box<ExecutionContext>>,
    /// The context of the block that was sealed last, with the number of that: where the block is committed, the next one
    /// finds everything that it has read.
    sealed: Option<(u64, Box<ExecutionContext>)>,
    committer: Committer,
    parallel: Option<ParallelExecutor>,
}

impl BlockExecutor {
    /// Executor of a store, which is written behind if it may be.
    ///
    /// # Errors
    /// [`EngineError::Threads`] where the system does not give as many.
    pub(crate) fn new(
        environment: Arc<Environment>,
        storage: Arc<dyn Storage>,
        settings: BlockSettings,
        write_behind: Arc<WriteBehind>,
    ) -> Result<Self, EngineError> {
        let parallel = match settings.threads {
            0 | 1 => None,
            wanted => {
                let workers = WorkerPool::new(wanted, "allod-block", WORKER_STACK_BYTES);
                let workers = workers.map_err(|source| EngineError::Threads { wanted, source })?;
                Some(ParallelExecutor::new(workers, settings.batch_size))
            }
        };
        let committer = Committer::new(storage, environment.budgets, write_behind);
        Ok(Self { environment, settings, context: None, sealed: None, committer, parallel })
    }

    /// The id of the threads that work for it.
    pub(in crate::block) fn workers(&self) -> PoolId {
        self.parallel.as_ref().map(ParallelExecutor::workers).unwrap_or_default()
    }

    /// The figures of the machine, but for times, after a single call, whose changes may wait in memory.
    pub(crate) fn figures_of_call(&mut self) -> MachineFigures {
        let waits = self.committer.write_behind().is_dirty();
        let figures = self.figures_of_block(None);
        match waits {
            true => MachineFigures { rows_written: 0, bytes_written: 0, ..figures },
            false => figures,
        }
    }

    /// The figures of the machine, but for times, after a block: after `batch` was written, or the last one of a commit if it
    /// is not given. Its root may be late.
    pub(crate) fn figures_of_block(&mut self, batch: Option<&WriteBatch>) -> MachineFigures {
        let bytes_of = |write: Write<'_>| match write {
            Write::Put(key, value) => key.len() + value.len(),
            Write::Delete(key) => key.len(),
        };
        let batch = batch.unwrap_or_else(|| self.committer.batch());
        let context = self.context.as_ref();
        MachineFigures {
            reexecuted: self.parallel.as_mut().map_or(0, ParallelExecutor::take_reexecuted),
            modules_loaded: self.environment.modules.take_loaded(),
            rows_written: batch.len() as u64,
            bytes_written: batch.iter().map(bytes_of).sum::<usize>() as u64,
            journal_bytes: context.map_or(0, |context| context.journal.cached_bytes() as u64),
            module_bytes: CODE.total().bytes,
            ..MachineFigures::default()
        }
    }

    /// Begins a block of one transaction: `block`, or the one after the last. The guard undoes everything unless it is
    /// [ended](RollbackGuard::end) with a success.
    ///
    /// # Errors
    /// [`EngineError::BlockOrder`], [`EngineError::BlockChain`], [`EngineError::LastHeight`],
    /// [`EngineError::StoreMoved`], or the store's.
    #[inline]
    pub(crate) fn begin_single(
        &mut self,
        block: Option<BlockContext>,
        mode: Mode,
    ) -> Result<RollbackGuard<'_>, EngineError> {
        self.check_head()?;
        if mode.native {
            self.flush()?;
        }
        let mut context = self.open(mode)?;
        let next = next_block(context.block, block);
        match next.and_then(|block| context.check_next(block.height).map(|()| block)) {
            Ok(block) => Ok(RollbackGuard::begin(self, context, Head::new(block, 0))),
            Err(error) => {
                self.context = Some(context);
                Err(error)
            }
        }
    }

    /// Applies a change of the host's, outside any block, and commits it.
    ///
    /// # Errors
    /// [`EngineError::State`] where a balance is too small or too large, [`EngineError::StoreMoved`], or the store's. Nothing
    /// has changed then.
    pub(crate) fn apply_system_change(&mut self, change: SystemChange) -> Result<(), EngineError> {
        self.check_head()?;
        let context = self.open(Mode::default())?;
        let head = Head::new(context.block, context.system_changes.saturating_add(1));
        let mut guard = RollbackGuard::begin(self, context, head);
        let mut balances = guard.context()?.journal.balances();
        let changed = match change {
            SystemChange::Credit { account, amount } => balances.credit(&account, amount),
            SystemChange::Transfer { from, to, amount } => balances.transfer(&from, &to, amount),
        };
        let changed = changed.map_err(EngineError::from);
        guard.end(&changed)?;
        changed
    }

    /// The root of the state as it was committed last.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn state_root(&mut self) -> Result<Hash, EngineError> {
        self.update_root()?;
        self.committer.root()
    }

    /// Brings the root in the store up to date with what this executor has written. Where another engine has written, the
    /// root is that one's.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn update_root(&mut self) -> Result<(), EngineError> {
        match self.committer.check_head() {
            Ok(()) if self.committer.is_root_deferred() || self.committer.write_behind().is_dirty() => {
                let context = self.open(Mode::default())?;
                self.commit(context, RootUpdate::Due(None))
            }
            Ok(()) => Ok(()),
            Err(EngineError::StoreMoved { .. }) => {
                self.forget();
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Writes the changes that wait.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn flush(&mut self) -> Result<(), EngineError> {
        if !self.committer.write_behind().is_dirty() {
            return Ok(());
        }
        let context = self.open(Mode::default())?;
        self.commit(context, RootUpdate::Deferrable)
    }

    /// Checks that the store is as this executor has left it, unless nobody else can reach it. Where it is not, everything
    /// known of it is forgotten, and the next to ask begins with what is there.
    ///
    /// # Errors
    /// [`EngineError::StoreMoved`], or the store's.
    #[inline]
    fn check_head(&mut self) -> Result<(), EngineError> {
        if self.committer.write_behind().is_exclusive() {
            return Ok(());
        }
        let checked = self.committer.check_head();
        if checked.is_err() {
            self.forget();
        }
        checked
    }

    /// Forgets everything about a store that holds all there is.
    fn forget(&mut self) {
        self.context = None;
        self.committer.forget();
    }

    /// The context, in which nothing has happened since the last block.
    #[inline(always)]
    fn open(&mut self, mode: Mode) -> Result<Box<ExecutionContext>, EngineError> {
        match self.context.take() {
            Some(mut context) => {
                context.set_mode(mode);
                Ok(context)
            }
            None => self.open_new(mode),
        }
    }

    /// A context over the store as it is.
    #[cold]
    fn open_new(&mut self, mode: Mode) -> Result<Box<ExecutionContext>, EngineError> {
        let mut journal = Journal::new(self.committer.storage().clone());
        self.settings.indexes.begin(&mut journal);
        let head = Head::of_journal(&mut journal)?;
        self.committer.begin_journal(head);
        let block = head.block(self.settings.chain_id);
        let mut context = ExecutionContext::new(self.environment.clone(), journal, block, mode);
        context.set_head(head);
        Ok(Box::new(context))
    }

    /// Commits everything that has changed in `context`. Where that fails, nothing of it is in the store, and everything
    /// known of the store is forgotten.
    ///
    /// # Errors
    /// [`EngineError::StoreMoved`], or the store's.
    pub(in crate::block) fn commit(
        &mut self,
        mut context: Box<ExecutionContext>,
        update: RootUpdate,
    ) -> Result<(), EngineError> {
        let committed = self.committer.commit(&mut context, update, self.parallel.as_ref());
        match committed {
            Ok(()) => self.context = Some(context),
            Err(_) => self.forget(),
        }
        committed
    }

    /// Commits the changes of a single transaction, now or later.
    ///
    /// # Errors
    /// The store's.
    fn commit_single(&mut self, mut context: Box<ExecutionContext>) -> Result<(), EngineError> {
        match self.committer.leave_dirty(&mut context)? {
            true => {
                self.context = Some(context);
                Ok(())
            }
            false => self.commit(context, RootUpdate::Deferrable),
        }
    }

    /// Takes back a context in which everything that happened was undone. One that can't be `trusted` is dropped, once the
    /// changes that wait in it are written.
    fn restore(&mut self, context: Box<ExecutionContext>, trusted: bool) {
        if trusted {
            self.context = Some(context);
        } else if self.committer.write_behind().is_dirty() {
            // A store that is written behind is in memory, and does not fail.
            let _ = self.commit(context, RootUpdate::Deferrable);
            self.context = None;
        }
    }
}

impl Drop for BlockExecutor {
    fn drop(&mut self) {
        if self.committer.is_root_deferred() && !self.committer.write_behind().is_allowed() {
            // Whoever opens this store next need not work the root out. One that another engine has written to has that
            // engine's root, or none, and one that fails has none.
            let _ = self.update_root();
        }
    }
}
