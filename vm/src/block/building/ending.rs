//! Ending of a block: its root, its commit, its sealing.

use super::block::Block;
use super::committed::Committed;
use super::observed::{EndedBlock, ObservedBlock};
use super::pending::{Base, PendingBlock, Sealed};
use crate::block::recording::Recorder;
use crate::block::root_state::RootUpdate;
use crate::engine::observer::handle::now;
use crate::{EngineError, Receipt, receipts_root};
use allod_core::Hash;
use allod_state::{LtHash, SortedBatch, WriteBatch};
use std::ops::Range;
use std::sync::Arc;

impl Block<'_> {
    /// Root that the state has if the block is committed as it is now: the hook at the end runs for it, if there is one. What
    /// comes after undoes the hook's work, so a root may be asked for at any time.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let mut block = engine.begin_block(engine.last_block()?.next())?;
    /// let before = block.root()?;
    /// block.credit(Address([1; 20]), 5)?;
    /// assert_ne!(block.root()?, before);
    /// let root = block.root()?;
    /// assert_eq!(block.seal()?.state_root(), root);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// The hook's, [`EngineError::Busy`] in a hook, [`EngineError::BlockFailed`], or the store's.
    pub fn root(&mut self) -> Result<Hash, EngineError> {
        self.end()?;
        Ok(self.lattice()?.root())
    }

    /// Commits the block in one atomic batch, after the hook at the end.
    ///
    /// # Errors
    /// [`EngineError::NotOnParent`] for a block on one that is not committed: [seal](Self::seal) it. The hook's,
    /// [`EngineError::BlockFailed`], [`EngineError::StoreMoved`], or the store's. Nothing of the block is kept then.
    pub fn commit(mut self) -> Result<Committed, EngineError> {
        self.end()?;
        let lattice = self.lattice()?;
        if let Some(parent) = self.below.last() {
            let wanted = self.base()?.position;
            return Err(EngineError::NotOnParent { wanted: wanted.to_string(), found: parent.parent.to_string() });
        }
        let state_root = lattice.root();
        let Self { mut executor, context, receipts, recorder, observed, gas_used, .. } = self;
        let (block, ended) = (context.block, EndedBlock::of(observed));
        executor.commit(context, RootUpdate::Known(lattice))?;
        let changes = executor.take_batch();
        ended.tell(&mut executor, (block, &receipts), Some(&changes));
        drop(executor);
        let receipts_root = receipts_root(&receipts);
        let accesses = recorder.map(Recorder::into_sets).unwrap_or_default();
        Ok(Committed { block, receipts, gas_used, state_root, receipts_root, changes, accesses })
    }

    /// Finishes the block without committing it, after the hook at the end, and lets the engine go.
    ///
    /// # Errors
    /// The hook's, [`EngineError::BlockFailed`], or the store's. Nothing of the block is kept then.
    pub fn seal(mut self) -> Result<PendingBlock, EngineError> {
        self.end()?;
        let lattice = self.lattice()?;
        let parent = self.base()?.position;
        let Self { mut executor, mut context, receipts, recorder, observed, gas_used, below, .. } = self;
        let times = observed.as_ref().map(ObservedBlock::end).unwrap_or_default();
        let (block, head) = (context.block, context.head());
        let rows = executor.seal(&mut context, &lattice)?;
        let number = Sealed::next_number();
        executor.keep_sealed(number, context);
        drop(executor);
        let base = Base::new((head, lattice));
        let (rows, receipts_root) = (Arc::new(SortedBatch::new(rows)), receipts_root(&receipts));
        let accesses = recorder.map(Recorder::into_sets).unwrap_or_default();
        let sealed = Sealed { number, parent, base, block, rows, receipts, gas_used, receipts_root, accesses, times };
        Ok(PendingBlock { sealed: Arc::new(sealed), below })
    }

    /// Commits the block and gives the receipts at `wanted`. The root may be late.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub(super) fn commit_for_receipts(self, wanted: Range<usize>) -> Result<Vec<Receipt>, EngineError> {
        let Self { mut executor, context, mut receipts, observed, delta, .. } = self;
        let (block, ended) = (context.block, EndedBlock::of(observed));
        executor.commit(context, RootUpdate::Due(delta))?;
        ended.tell(&mut executor, (block, &receipts), None);
        receipts.truncate(wanted.end);
        match wanted.start {
            0 => Ok(receipts),
            start => Ok(receipts.split_off(start)),
        }
    }

    /// Says what would come of the block, and gives it up.
    ///
    /// # Errors
    /// As [`root`](Self::root).
    pub(super) fn try_out(mut self) -> Result<Committed, EngineError> {
        let lattice = self.lattice()?;
        let Self { executor, mut context, receipts, recorder, gas_used, .. } = self;
        let changes: WriteBatch = executor.seal(&mut context, &lattice)?;
        let (block, state_root, receipts_root) = (context.block, lattice.root(), receipts_root(&receipts));
        let accesses = recorder.map(Recorder::into_sets).unwrap_or_default();
        Ok(Committed { block, receipts, gas_used, state_root, receipts_root, changes, accesses })
    }

    /// The lattice after all that was done.
    ///
    /// # Errors
    /// The store's.
    fn lattice(&mut self) -> Result<LtHash, EngineError> {
        if let Some(known) = &self.lattice {
            return Ok(known.clone());
        }
        let (base, delta) = (self.base()?.lattice.clone(), self.delta.take());
        let begun = self.observed.as_ref().and_then(|_| now());
        let phase = self.enter();
        let lattice = self.executor.lattice_after(&mut self.context, base, delta);
        self.phase = phase;
        if let Some(observed) = &mut self.observed {
            observed.note_root(begun);
        }
        let lattice = lattice.map_err(|error| self.fail(error))?;
        Ok(self.lattice.insert(lattice).clone())
    }

    /// The position that it is built on.
    fn base(&self) -> Result<&Base, EngineError> {
        self.base.as_ref().ok_or_else(|| EngineError::Internal("a root of a block whose parent has none".into()))
    }
}
