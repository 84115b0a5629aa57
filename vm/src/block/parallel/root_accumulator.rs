//! Root accumulator: other threads work out what a batch does to the root, while its chunks are validated and applied.

use crate::block::parallel::journal_pool::JournalPool;
use crate::block::parallel::worker_pool::{Pending, WorkerPool};
use allod_state::{ChildJournal, LtHash};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Number of times that a thread looks for the next chunk before it gives up: some 50 µs.
const SPIN_ITERATIONS: usize = 1000;

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

/// Chunks of a batch, as they are applied: a queue with one producer, whose consumers sum up.
struct RootAccumulator {
    applied: Box<[Mutex<Option<Box<ChildJournal>>>]>,
    /// Chunks that were added.
    ready: AtomicUsize,
    /// Chunks that were taken.
    taken: AtomicUsize,
    /// True once no more are added.
    complete: AtomicBool,
    pool: JournalPool,
}

impl RootDelta {
    /// Begins with the next batch, of so many `chunks`. The `workers` have nothing else to do.
    pub(in crate::block) fn begin_batch(&mut self, chunks: usize, workers: &WorkerPool, pool: &JournalPool) {
        self.finish_batch();
        let accumulator = Arc::new(RootAccumulator {
            applied: (0..chunks).map(|_| Mutex::default()).collect(),
            ready: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            complete: AtomicBool::new(false),
            pool: pool.clone(),
        });
        let pending = workers.start(&accumulator, RootAccumulator::work);
        self.in_flight = Some(InFlight { accumulator, pending });
    }

    /// Adds a chunk of the batch, which was applied.
    pub(in crate::block) fn add(&self, chunk: Box<ChildJournal>) {
        if let Some(InFlight { accumulator, .. }) = &self.in_flight {
            accumulator.add(chunk);
        }
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
        accumulator.complete.store(true, Ordering::Release);
        self.finished.mix_in(&accumulator.work());
        pending.wait().iter().for_each(|part| self.finished.mix_in(part));
    }
}

impl RootAccumulator {
    fn add(&self, chunk: Box<ChildJournal>) {
        let at = self.ready.load(Ordering::Relaxed);
        if let Some(slot) = self.applied.get(at) {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(chunk);
            self.ready.store(at + 1, Ordering::Release);
        }
    }

    /// One thread's share: the delta of the chunks that it took, until there are no more.
    fn work(&self) -> LtHash {
        let (mut delta, mut finished) = (LtHash::default(), Vec::with_capacity(self.applied.len()));
        while let Some(chunk) = self.take() {
            chunk.add_root_delta(&mut delta);
            finished.push(chunk);
        }
        self.pool.put(finished);
        delta
    }

    /// The next chunk, once there is one; `None` where no more are added, or none was for so long that the thread which
    /// adds them may as well work out the rest.
    fn take(&self) -> Option<Box<ChildJournal>> {
        let mut iterations = 0;
        loop {
            // Read before the number is: none is added after the last.
            let complete = self.complete.load(Ordering::Acquire);
            let ready = self.ready.load(Ordering::Acquire);
            let next = |taken: usize| (taken < ready).then_some(taken + 1);
            if let Ok(at) = self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next) {
                return self.applied.get(at)?.lock().unwrap_or_else(PoisonError::into_inner).take();
            }
            iterations += 1;
            if complete || iterations == SPIN_ITERATIONS {
                return None;
            }
            std::hint::spin_loop();
        }
    }
}
