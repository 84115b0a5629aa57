//! What a block does to the state's root, worked out while its runs are brought into order.

use crate::block::parallel::speculative::Spare;
use crate::block::parallel::worker_pool::{Help, Workers};
use allod_state::{ChildJournal, LtHash};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How often a thread looks for the next run before it gives up: some fifty microseconds.
const LOOKS: usize = 1000;

/// What the windows of a block do to the state's lattice. A key counts as often as runs change it, and what each takes
/// out is what the one before has put in.
#[derive(Default)]
pub(in crate::block) struct Sum {
    /// That of the windows that are over.
    over: LtHash,
    /// That of the last window, which other threads are at.
    last: Option<Under>,
}

/// A sum that is under way.
struct Under {
    summing: Arc<Summing>,
    help: Help<LtHash>,
}

/// The runs of a window, as they are absorbed.
struct Summing {
    absorbed: Box<[Mutex<Option<Box<ChildJournal>>>]>,
    /// How many there are by now.
    ready: AtomicUsize,
    /// How many were taken.
    taken: AtomicUsize,
    /// Whether no more are to come.
    complete: AtomicBool,
    spare: Spare,
}

impl Sum {
    /// Begins with the next window, which has so many runs. The `workers` have nothing else to do.
    pub(in crate::block) fn begin(&mut self, runs: usize, workers: &Workers, spare: &Spare) {
        self.settle();
        let summing = Arc::new(Summing {
            absorbed: (0..runs).map(|_| Mutex::default()).collect(),
            ready: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            complete: AtomicBool::new(false),
            spare: spare.clone(),
        });
        let help = workers.start(&summing, Summing::work);
        self.last = Some(Under { summing, help });
    }

    /// Adds a run of the window, which was absorbed.
    pub(in crate::block) fn add(&self, run: Box<ChildJournal>) {
        if let Some(last) = &self.last {
            last.summing.add(run);
        }
    }

    /// The sum of all windows and `more`. This thread helps with what is left of the last one.
    pub(in crate::block) fn end(mut self, more: LtHash) -> LtHash {
        self.settle();
        self.over.mix_in(&more);
        self.over
    }

    /// Waits until nothing is under way.
    pub(in crate::block) fn settle(&mut self) {
        let Some(Under { summing, help }) = self.last.take() else { return };
        summing.complete.store(true, Ordering::Release);
        self.over.mix_in(&summing.work());
        help.wait().iter().for_each(|part| self.over.mix_in(part));
    }
}

impl Summing {
    fn add(&self, run: Box<ChildJournal>) {
        let at = self.ready.load(Ordering::Relaxed);
        if let Some(place) = self.absorbed.get(at) {
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(run);
            self.ready.store(at + 1, Ordering::Release);
        }
    }

    /// What one thread does of it, until it is complete.
    fn work(&self) -> LtHash {
        let (mut delta, mut over) = (LtHash::default(), Vec::with_capacity(self.absorbed.len()));
        while let Some(run) = self.take() {
            run.add_root_delta(&mut delta);
            over.push(run);
        }
        self.spare.put(over);
        delta
    }

    /// The next run, once it is there; `None` where no more are to come, or none has for so long that whoever adds them
    /// may as well work out the rest.
    fn take(&self) -> Option<Box<ChildJournal>> {
        let mut looks = 0;
        loop {
            // Asked before the number is: none come after the last.
            let complete = self.complete.load(Ordering::Acquire);
            let ready = self.ready.load(Ordering::Acquire);
            let next = |taken: usize| (taken < ready).then_some(taken + 1);
            if let Ok(place) = self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next) {
                return self.absorbed.get(place)?.lock().unwrap_or_else(PoisonError::into_inner).take();
            }
            looks += 1;
            if complete || looks == LOOKS {
                return None;
            }
            std::hint::spin_loop();
        }
    }
}
