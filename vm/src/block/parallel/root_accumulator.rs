//! Root accumulator: other threads work out what a batch does to the root, while its chunks are validated and applied.

use crate::block::parallel::journal_pool::JournalPool;
use allod_state::{ChildJournal, LtHash};
use allod_sync::{Pending, SpmcQueue, WorkerPool};
use std::sync::Arc;

/// Delta of a block's batches to the root. A key counts as often as chunks change it, and each takes out what the one
/// before has put in.
#[derive(Default)]
pub(in crate::block) struct RootDelta {
    /// The delta of the batches that are finished.
    finished: LtHash,
    /// The last batch, which other threads are at.
    in_flight: Option<InFlight>,
}

/// Batch whose delta is being worked out.
struct InFlight {
    accumulator: Arc<RootAccumulator>,
    pending: Pending<LtHash>,
}

/// Chunks of a batch, as they are applied: one thread adds them, and all sum up.
struct RootAccumulator {
    applied: SpmcQueue<Box<ChildJournal>>,
    pool: JournalPool,
}

impl RootDelta {
    /// Begins with the next batch, of so many `chunks`. The `workers` have nothing else to do.
    pub(in crate::block) fn begin_batch(&mut self, chunks: usize, workers: &WorkerPool, pool: &JournalPool) {
        self.finish_batch();
        let applied = SpmcQueue::with_capacity(chunks);
        let accumulator = Arc::new(RootAccumulator { applied, pool: pool.clone() });
        let pending = workers.start(&accumulator, RootAccumulator::work);
        self.in_flight = Some(InFlight { accumulator, pending });
    }

    /// Adds a chunk of the batch, which was applied. One for which there is no room is worked out here and now: no chunk is
    /// ever missing from the root.
    pub(in crate::block) fn add(&mut self, chunk: Box<ChildJournal>) {
        let refused = match &self.in_flight {
            Some(InFlight { accumulator, .. }) => accumulator.applied.push(chunk).err(),
            None => Some(chunk),
        };
        if let Some(chunk) = refused {
            chunk.add_root_delta(&mut self.finished);
        }
    }

    /// The delta of what is finished, to add a change that is in no chunk.
    pub(in crate::block) fn finished(&mut self) -> &mut LtHash {
        &mut self.finished
    }

    /// The delta of all batches, mixed into `base`. This thread helps with what is left of the last batch.
    pub(in crate::block) fn finish(mut self, base: LtHash) -> LtHash {
        self.finish_batch();
        self.finished.mix_in(&base);
        self.finished
    }

    /// Waits until no batch is in flight.
    pub(in crate::block) fn finish_batch(&mut self) {
        let Some(InFlight { accumulator, pending }) = self.in_flight.take() else { return };
        accumulator.applied.close();
        self.finished.mix_in(&accumulator.work());
        pending.wait().iter().for_each(|part| self.finished.mix_in(part));
    }
}

impl RootAccumulator {
    /// One thread's share: the delta of the chunks that it took, until there are no more.
    fn work(&self) -> LtHash {
        let (mut delta, mut finished) = (LtHash::default(), Vec::with_capacity(self.applied.capacity()));
        while let Some(chunk) = self.applied.take() {
            chunk.add_root_delta(&mut delta);
            finished.push(chunk);
        }
        self.pool.put(finished);
        delta
    }
}
