//! Committer: one atomic write batch for each commit, with the root of the state or without.

use crate::EngineError;
use crate::block::journal_budget::JournalBudget;
use crate::block::parallel::ParallelExecutor;
use crate::block::parallel::root_accumulator::RootDelta;
use crate::block::root_state::{RootState, RootUpdate};
use crate::engine::budget::{Budget, Budgets};
use crate::engine::store::Head;
use crate::execution::context::ExecutionContext;
use allod_core::Hash;
use allod_state::{ChangeSet, LtHash, Storage, WriteBatch, keys};
use allod_sync::WriteBehind;
use std::sync::Arc;

/// Changes from which on several threads update the root: each takes a microsecond or two of one.
const PARALLEL_CHANGES_MIN: usize = 128;

/// Writer of a store. The store and its root never part ([`RootState`]), and a store that others can reach is written to
/// only while it is as this committer has left it.
pub(in crate::block) struct Committer {
    storage: Arc<dyn Storage>,
    budgets: Budgets,
    /// The store's head when this committer last wrote to it, or read from it.
    head: Option<Head>,
    root: RootState,
    write_behind: Arc<WriteBehind>,
    /// The last batch, whose capacity the next one uses.
    batch: WriteBatch,
}

impl Committer {
    pub(in crate::block) fn new(storage: Arc<dyn Storage>, budgets: Budgets, write_behind: Arc<WriteBehind>) -> Self {
        let (head, root, batch) = (None, RootState::Unknown, WriteBatch::new());
        Self { storage, budgets, head, root, write_behind, batch }
    }

    pub(in crate::block) fn storage(&self) -> &Arc<dyn Storage> {
        &self.storage
    }

    pub(in crate::block) fn write_behind(&self) -> &WriteBehind {
        &self.write_behind
    }

    /// Bytes that the journals of one block may take.
    pub(in crate::block) fn journal_budget(&self) -> JournalBudget {
        JournalBudget::new(&self.budgets, self.storage.is_volatile())
    }

    /// Checks that the store is as this committer has left it, unless nobody else can reach it.
    ///
    /// # Errors
    /// [`EngineError::StoreMoved`], or the store's.
    pub(in crate::block) fn check_head(&self) -> Result<(), EngineError> {
        let Some(seen) = self.head.filter(|_| !self.write_behind.is_exclusive()) else { return Ok(()) };
        let found = Head::of_store(&*self.storage)?;
        match found == seen {
            true => Ok(()),
            false => Err(EngineError::StoreMoved { seen: seen.to_string(), found: found.to_string() }),
        }
    }

    /// Notes that a new journal begins at `head`. Changes that a lost journal remembered for a deferred root are lost with
    /// it, and the store has no root: it is worked out anew.
    pub(in crate::block) fn begin_journal(&mut self, head: Head) {
        if self.root.is_deferred() {
            self.root = RootState::Unknown;
        }
        self.head = Some(head);
    }

    /// Forgets everything about a store that holds all there is.
    pub(in crate::block) fn forget(&mut self) {
        (self.head, self.root) = (None, RootState::Unknown);
        self.write_behind.mark_clean();
    }

    /// True if the root in the store is not that of all that was committed.
    pub(in crate::block) fn is_root_deferred(&self) -> bool {
        self.root.is_deferred()
    }

    /// The root of the state as it was committed last, less what a deferred root's journal remembers.
    ///
    /// # Errors
    /// The store's.
    pub(in crate::block) fn root(&mut self) -> Result<Hash, EngineError> {
        Ok(self.lattice()?.root())
    }

    /// The position of the store: its head, and the lattice of its state, which is up to date.
    ///
    /// # Errors
    /// [`EngineError::Internal`] where a journal remembers changes for the root, or the store's.
    pub(in crate::block) fn position(&mut self) -> Result<(Head, LtHash), EngineError> {
        let lattice = self.lattice()?.clone();
        match self.head {
            Some(head) if !self.root.is_deferred() => Ok((head, lattice)),
            _ => Err(EngineError::Internal("a position whose root is not up to date".into())),
        }
    }

    /// The lattice that the state has once `context`, whose journal began with `base`, is committed. Where other threads
    /// have worked out the `delta` of all rows but the number of transactions, it is done.
    ///
    /// # Errors
    /// The store's.
    pub(in crate::block) fn lattice_after(
        &mut self,
        context: &mut ExecutionContext,
        base: LtHash,
        delta: Option<RootDelta>,
        parallel: Option<&ParallelExecutor>,
    ) -> Result<LtHash, EngineError> {
        let changes = context.journal.collect_changes()?;
        let mut lattice = base;
        match (delta, parallel) {
            (Some(delta), _) => {
                lattice.mix_in(&context.journal.root_delta_of_tx_count(&changes));
                lattice = delta.finish(lattice);
            }
            (None, Some(parallel)) if changes.len() >= PARALLEL_CHANGES_MIN => {
                let (_, delta) = parallel.write_changes(context, changes, &mut self.batch)?;
                lattice.mix_in(&delta);
            }
            (None, _) => lattice.mix_in(&context.journal.root_delta(&changes, 0..changes.len())),
        }
        Ok(lattice)
    }

    /// Makes the batch that a [`commit`](Self::commit) of `context` with this root would write, and has the journal go on
    /// as though it were written.
    ///
    /// # Errors
    /// The store's.
    pub(in crate::block) fn seal(
        &self,
        context: &mut ExecutionContext,
        lattice: &LtHash,
    ) -> Result<WriteBatch, EngineError> {
        let head = context.head();
        context.journal.metadata().set_block(&head.to_bytes());
        let changes = context.journal.collect_changes()?;
        let batch = context.journal.finalize_batch(changes, Some(lattice));
        context.journal.evict_reads_above(self.journal_budget().total);
        Ok(batch)
    }

    /// Writes the batch of a block that was sealed where the store is now: it comes to `head`, with this root.
    ///
    /// # Errors
    /// [`EngineError::StoreMoved`], or the store's. Nothing of the batch is in the store then.
    pub(in crate::block) fn commit_sealed(
        &mut self,
        batch: &WriteBatch,
        head: Head,
        lattice: LtHash,
    ) -> Result<(), EngineError> {
        self.check_head()?;
        self.storage.write(batch)?;
        (self.head, self.root) = (Some(head), RootState::Stored(lattice));
        self.write_behind.mark_clean();
        Ok(())
    }

    /// The last batch.
    pub(in crate::block) fn batch(&self) -> &WriteBatch {
        &self.batch
    }

    /// The last batch, moved out.
    pub(in crate::block) fn take_batch(&mut self) -> WriteBatch {
        std::mem::take(&mut self.batch)
    }

    fn lattice(&mut self) -> Result<&LtHash, EngineError> {
        if self.root.lattice().is_none() {
            let store = self.storage.snapshot();
            if self.head.is_none() {
                self.head = Some(Head::of_store(&*store)?);
            }
            self.root = RootState::of_store(&*store)?;
        }
        self.root.lattice().ok_or_else(|| EngineError::Internal("a store without a root".into()))
    }

    /// Leaves the changes of a single call in the journal, if they may wait. `false` if they have to be committed.
    /// Receipts wait for a few more only: nobody reads them, and in the caches they would push out what is read.
    ///
    /// # Errors
    /// The store's.
    pub(in crate::block) fn leave_dirty(&mut self, context: &mut ExecutionContext) -> Result<bool, EngineError> {
        let journal = &mut context.journal;
        let is_large = journal.dirty_len() as u64 > self.budgets.get(Budget::WaitingKeys)
            || journal.cached_bytes() as u64 > self.budgets.get(Budget::VolatileJournalBytes);
        if is_large || !self.write_behind.mark_dirty() {
            return Ok(false);
        }
        let max_bytes = usize::try_from(self.budgets.get(Budget::WaitingReceipts)).unwrap_or(usize::MAX);
        if journal.flush_receipts(&mut self.batch, max_bytes) {
            self.storage.write(&self.batch)?;
        }
        Ok(true)
    }

    /// Writes all changes of the journal in one batch. The root goes with it if it is due, or if the store outlives the
    /// process; else the store has none until somebody asks.
    ///
    /// Where nobody can see the store but through this engine, other threads go on with the root while this one writes,
    /// and the root is written with the next commit.
    ///
    /// # Errors
    /// [`EngineError::StoreMoved`], or the store's. Nothing of the batch is in the store then; the caller
    /// [forgets](Self::forget).
    pub(in crate::block) fn commit(
        &mut self,
        context: &mut ExecutionContext,
        update: RootUpdate,
        parallel: Option<&ParallelExecutor>,
    ) -> Result<(), EngineError> {
        self.check_head()?;
        let head = context.head();
        if self.head != Some(head) {
            context.journal.metadata().set_block(&head.to_bytes());
        }
        let changes = context.journal.collect_changes()?;
        let max_bytes = self.journal_budget().total;
        let is_large = context.journal.cached_bytes() > max_bytes;
        // It is known, and can be stored if it still holds.
        let can_be_stored = self.root.is_unstored() && changes.is_empty();
        let was_stored = self.root.may_be_stored();
        let (changes, root) = match update {
            RootUpdate::Known(lattice) => {
                context.journal.write_changes(&changes, &mut self.batch);
                (changes, RootState::Stored(lattice))
            }
            RootUpdate::Deferrable if self.storage.is_volatile() && !is_large && !can_be_stored => {
                self.defer_root(context, changes)?
            }
            update => {
                let delta = match update {
                    RootUpdate::Due(delta) => delta,
                    RootUpdate::Known(_) | RootUpdate::Deferrable => None,
                };
                let may_be_late = !is_large && self.write_behind.is_allowed();
                self.update_root(context, changes, delta, parallel, may_be_late)?
            }
        };
        context.journal.finalize(changes, root.stored(), &mut self.batch);
        if was_stored && root.stored().is_none() {
            self.batch.delete(keys::metadata(keys::ROOT_NAME));
        }
        if !self.batch.is_empty() {
            self.storage.write(&self.batch)?;
        }
        self.head = Some(head);
        // Unknown meanwhile: where a thread panics, the root is worked out anew from the rows.
        self.root = root.resolve();
        if self.root.is_unstored() {
            self.write_behind.mark_dirty();
        } else {
            self.write_behind.mark_clean();
        }
        context.journal.evict_reads_above(max_bytes);
        Ok(())
    }

    /// Puts the changes into the batch, and has the journal remember them for the root.
    fn defer_root(
        &mut self,
        context: &mut ExecutionContext,
        changes: ChangeSet,
    ) -> Result<(ChangeSet, RootState), EngineError> {
        let base = self.take_lattice()?;
        context.journal.write_changes(&changes, &mut self.batch);
        context.journal.defer_root(&changes);
        Ok((changes, RootState::Deferred(base)))
    }

    /// Puts the changes into the batch, and mixes them into the root. It stays pending if other threads are working out
    /// `delta` and it `may_be_late`: known after the batch is written.
    fn update_root(
        &mut self,
        context: &mut ExecutionContext,
        changes: ChangeSet,
        delta: Option<RootDelta>,
        parallel: Option<&ParallelExecutor>,
        may_be_late: bool,
    ) -> Result<(ChangeSet, RootState), EngineError> {
        let is_deferred = self.root.is_deferred();
        let mut lattice = self.take_lattice()?;
        if is_deferred {
            lattice.mix_in(&context.journal.take_deferred_root()?);
        }
        match (delta, parallel) {
            (None, Some(parallel)) if changes.len() >= PARALLEL_CHANGES_MIN => {
                let (changes, delta) = parallel.write_changes(context, changes, &mut self.batch)?;
                lattice.mix_in(&delta);
                Ok((changes, RootState::Stored(lattice)))
            }
            (None, _) => {
                context.journal.write_changes(&changes, &mut self.batch);
                lattice.mix_in(&context.journal.root_delta(&changes, 0..changes.len()));
                Ok((changes, RootState::Stored(lattice)))
            }
            (Some(delta), _) => {
                context.journal.write_changes(&changes, &mut self.batch);
                lattice.mix_in(&context.journal.root_delta_of_tx_count(&changes));
                let root = match may_be_late {
                    true => RootState::Pending { base: lattice, delta },
                    false => RootState::Stored(delta.finish(lattice)),
                };
                Ok((changes, root))
            }
        }
    }

    /// The lattice, moved out: the root is unknown until the commit puts it back.
    fn take_lattice(&mut self) -> Result<LtHash, EngineError> {
        self.lattice()?;
        match std::mem::take(&mut self.root) {
            RootState::Stored(lattice) | RootState::Unstored(lattice) | RootState::Deferred(lattice) => Ok(lattice),
            RootState::Unknown | RootState::Pending { .. } => {
                Err(EngineError::Internal("a commit without a root".into()))
            }
        }
    }
}
