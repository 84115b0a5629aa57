//! Transactions run before it is known whether they may stand.

use crate::engine::environment::Environment;
use crate::execution::context::ExecutionContext;
use crate::transaction::admission::Admitted;
use crate::transaction::executor::{Mode, transact};
use crate::{BlockContext, EngineError, Receipt};
use allod_state::{BaseView, ChildJournal};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Journals to use again.
#[derive(Clone, Debug, Default)]
pub(in crate::block) struct Spare(
    #[expect(clippy::vec_box, reason = "they go from hand to hand, and they are large")]
    Arc<Mutex<Vec<Box<ChildJournal>>>>,
);

impl Spare {
    /// One of them, or a new one over what `view` is over.
    fn take(&self, view: &BaseView) -> Box<ChildJournal> {
        let spare = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        spare.unwrap_or_else(|| Box::new(ChildJournal::empty_over(view)))
    }

    /// Takes back those of runs that are over.
    pub(in crate::block) fn put(&self, journals: impl IntoIterator<Item = Box<ChildJournal>>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(journals);
    }
}

/// Transactions that threads run side by side, in runs of some next to each other.
pub(in crate::block) struct Speculation {
    pub(in crate::block) shared: Arc<Environment>,
    pub(in crate::block) block: BlockContext,
    pub(in crate::block) mode: Mode,
    /// All of the block.
    pub(in crate::block) transactions: Arc<Admitted>,
    /// The number since genesis of the first of them.
    pub(in crate::block) first: u64,
    /// Where those stand that are run now.
    pub(in crate::block) window: Range<usize>,
    /// How many make a run.
    pub(in crate::block) length: usize,
    /// The place of the first that no thread has taken.
    pub(in crate::block) next: AtomicUsize,
    /// Bytes that the journals of all runs may take together before no more are begun.
    pub(in crate::block) room: usize,
    /// Bytes that those of runs which are over take.
    pub(in crate::block) held: AtomicUsize,
    pub(in crate::block) spare: Spare,
}

/// Transactions next to each other that have run, one after another, in one journal.
pub(in crate::block) struct Run {
    /// Where they stand in the block: those asked for, or the first of them where they took too much memory.
    pub(in crate::block) places: Range<usize>,
    pub(in crate::block) journal: Box<ChildJournal>,
    /// What became of them, or why one of them could not be run.
    pub(in crate::block) receipts: Result<Vec<Receipt>, EngineError>,
}

impl Speculation {
    /// What one thread does of it: the runs that it gets hold of, in order, each over `view`.
    pub(in crate::block) fn work(&self, view: &Arc<BaseView>) -> Vec<Run> {
        let empty = view.empty_journal();
        let mut session = ExecutionContext::new(self.shared.clone(), empty, self.block, self.mode);
        // Room for all: to make more of it later would stop the other threads, which ask for memory all the time.
        let mut runs = Vec::with_capacity(self.window.len().div_ceil(self.length));
        while let Some(places) = self.take() {
            let held = self.held.load(Ordering::Relaxed);
            let run = self.run(&mut session, view, (self.spare.take(view), held), places);
            let bytes = run.journal.cached_bytes();
            if self.held.fetch_add(bytes, Ordering::Relaxed) + bytes > self.room {
                self.next.store(self.window.end, Ordering::Relaxed);
            }
            runs.push(run);
        }
        runs
    }

    /// Runs those at `places` in `session`, over `view`, in the room that `journal` has; only the first of them where it
    /// takes too many bytes beside the `held` ones.
    pub(in crate::block) fn run(
        &self,
        session: &mut ExecutionContext,
        view: &Arc<BaseView>,
        (mut journal, held): (Box<ChildJournal>, usize),
        mut places: Range<usize>,
    ) -> Run {
        journal.reset_over(view, self.first + places.start as u64);
        std::mem::swap(&mut session.journal, journal.journal());
        let mut done = Vec::with_capacity(places.len());
        let mut ended = Ok(());
        for (transaction, admission) in self.transactions.among(places.clone()) {
            match transact(session, transaction, admission, self.mode) {
                Ok(receipt) => done.push(receipt),
                Err(error) => {
                    ended = Err(error);
                    break;
                }
            }
            if session.journal.cached_bytes().saturating_add(held) > self.room {
                places.end = places.start + done.len();
                break;
            }
        }
        std::mem::swap(&mut session.journal, journal.journal());
        journal.detach();
        Run { places, journal, receipts: ended.map(|()| done) }
    }

    /// The places of the next run.
    fn take(&self) -> Option<Range<usize>> {
        let from = self.next.fetch_add(self.length, Ordering::Relaxed);
        let until = (from + self.length).min(self.window.end);
        (from < until).then_some(from..until)
    }
}
