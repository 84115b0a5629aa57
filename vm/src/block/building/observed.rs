//! Observed block: what an observer is told of a block under construction.

use crate::block::ExecutorGuard;
use crate::engine::observer::handle::{ObserverHandle, now, since};
use crate::{BlockContext, BlockFigures, MachineFigures, Receipt};
use allod_state::WriteBatch;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Block whose figures are wanted: its observer, and the time it has taken.
pub(super) struct ObservedBlock {
    observer: Arc<ObserverHandle>,
    begun: Option<Instant>,
    /// Time for its root so far.
    root: Duration,
}

/// Times of a block that has ended: to execute it, and for its root.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BlockTimes {
    execute: Duration,
    root: Duration,
}

impl ObservedBlock {
    /// Tells `observer` that `block` has begun.
    pub(super) fn begin(observer: Arc<ObserverHandle>, block: &BlockContext) -> Self {
        observer.block_begun(block);
        Self { observer, begun: now(), root: Duration::ZERO }
    }

    /// Notes that its root was worked out since `begun`.
    pub(super) fn note_root(&mut self, begun: Option<Instant>) {
        self.root += since(begun);
    }

    /// The times, at its end.
    pub(super) fn end(&self) -> BlockTimes {
        BlockTimes { execute: since(self.begun).saturating_sub(self.root), root: self.root }
    }
}

/// Observed block that is being committed.
pub(super) struct EndedBlock(Option<(Arc<ObserverHandle>, BlockTimes, Option<Instant>)>);

impl EndedBlock {
    /// The end of a block, just before its commit.
    pub(super) fn of(observed: Option<ObservedBlock>) -> Self {
        Self(observed.map(|observed| (observed.observer.clone(), observed.end(), now())))
    }

    /// Tells the observer, if there is one, that the block was committed by `executor`, which wrote `batch`.
    pub(super) fn tell(
        self,
        executor: &mut ExecutorGuard<'_>,
        block: (BlockContext, &[Receipt]),
        batch: Option<&WriteBatch>,
    ) {
        if let Some((observer, times, begun)) = self.0 {
            let commit = since(begun);
            times.tell(&observer, block, executor.figures_of_block(batch), commit);
        }
    }
}

impl BlockTimes {
    /// Tells `observer` that a block with these times was committed, in so long; `machine` has the other figures.
    pub(super) fn tell(
        self,
        observer: &ObserverHandle,
        (block, receipts): (BlockContext, &[Receipt]),
        machine: MachineFigures,
        commit: Duration,
    ) {
        let root = (self.root > Duration::ZERO).then_some(self.root);
        let machine = MachineFigures { execute: self.execute, root, commit, ..machine };
        observer.block_committed(receipts, BlockFigures::of(block, receipts, machine));
    }
}
