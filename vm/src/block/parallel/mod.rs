//! A block's transactions side by side.
//!
//! The transactions of a window run over the state before the window, some next to each other in one journal, which
//! notes what they read there. Then, in order, each such run that read nothing an earlier one has written is taken as
//! it is: it read what it would have read in its turn. One that did read such a thing runs again, over the state that it
//! should have seen. So results, gas, receipts, events and root are those of running one after another, always; only the
//! time differs.
//!
//! | file | holds |
//! |---|---|
//! | [`speculative`] | what one thread runs of them |
//! | [`root_accumulator`] | what that does to the state's root, while it is brought into order |
//! | [`commit_task`] | what a block has changed, on several threads |
//! | [`batch_sizer`] | how many transactions, and when rather one after another |
//! | [`worker_pool`] | the threads |

mod batch_sizer;
mod commit_task;
pub(in crate::block) mod root_accumulator;
mod speculative;
pub(in crate::block) mod worker_pool;

use crate::block::parallel::batch_sizer::{Pace, Step};
use crate::block::parallel::commit_task::Closing;
use crate::block::parallel::root_accumulator::Sum;
use crate::block::parallel::speculative::{Run, Spare, Speculation};
use crate::block::parallel::worker_pool::{Crew, Workers};
use crate::execution::context::ExecutionContext;
use crate::transaction::admission::Admitted;
use crate::transaction::executor::{Mode, transact};
use crate::{EngineError, Receipt};
use allod_state::{BaseView, BatchValidator, ChangeSet, Journal, LtHash, WriteBatch};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, PoisonError};

/// What running a block side by side needs beside the session.
#[derive(Debug, Default)]
pub(in crate::block) struct Side {
    workers: Workers,
    pace: Pace,
    validator: BatchValidator,
    spare: Spare,
}

impl Side {
    /// With the help of `workers`, in windows of a fixed width if one is given.
    pub(in crate::block) fn new(workers: Workers, window: Option<usize>) -> Self {
        Self { workers, pace: Pace::new(window), ..Self::default() }
    }

    /// The mark of its threads.
    pub(in crate::block) fn crew(&self) -> Crew {
        self.workers.crew()
    }

    /// Runs `transactions` in `session`, which is over the journal of the block; the first is number `first` since
    /// genesis. Gives their receipts, and what they do to the state's lattice if that is being worked out.
    ///
    /// # Errors
    /// That of the first transaction that has one. The journal then holds writes that must not be kept.
    pub(in crate::block) fn run(
        &mut self,
        session: &mut ExecutionContext,
        transactions: Admitted,
        first: u64,
        (mode, (most, room)): (Mode, (usize, usize)),
    ) -> Result<(Vec<Receipt>, Option<Sum>), EngineError> {
        // It is of use only where it is whole.
        let mut sum = (session.journal.dirty_len() == 0).then(Sum::default);
        let mut receipts = Vec::with_capacity(transactions.len());
        let (transactions, mut from) = (Arc::new(transactions), 0);
        while from < transactions.len() {
            let step = self.pace.next(transactions.len() - from);
            let (Step::Serial(many) | Step::Parallel { many, .. }) = step;
            let end = from + many;
            from = match step {
                Step::Serial(_) => {
                    sum = None;
                    for (transaction, admission) in transactions.among(from..end) {
                        receipts.push(transact(session, transaction, admission, mode)?);
                        session.journal.evict_reads_above(most);
                    }
                    end
                }
                Step::Parallel { length, .. } => {
                    let speculation = Speculation {
                        shared: session.shared.clone(),
                        block: session.block,
                        mode,
                        transactions: transactions.clone(),
                        first,
                        window: from..end,
                        length,
                        next: AtomicUsize::new(from),
                        room,
                        held: AtomicUsize::new(0),
                        spare: self.spare.clone(),
                    };
                    let reached = self.run_window(session, speculation, &mut receipts, &mut sum)?;
                    session.journal.evict_reads_above(most);
                    reached
                }
            };
        }
        Ok((receipts, sum))
    }

    /// Gives the place up to which the window was run: its end, unless the runs took too much memory.
    fn run_window(
        &mut self,
        session: &mut ExecutionContext,
        speculation: Speculation,
        receipts: &mut Vec<Receipt>,
        sum: &mut Option<Sum>,
    ) -> Result<usize, EngineError> {
        if let Some(sum) = sum {
            sum.settle();
        }
        let task = (share(session), speculation);
        let ((view, speculation), runs) = self.workers.share(task, |(view, task)| task.work(view));
        let mut journal = into_inner(view)?;
        let mut runs: Vec<Run> = runs.into_iter().flatten().collect();
        runs.sort_unstable_by_key(|run| run.places.start);

        self.validator.begin();
        if let Some(sum) = sum {
            sum.begin(runs.len(), &self.workers, &self.spare);
        }
        let (mut again, mut reached) = (0, speculation.window.start);
        for mut run in runs {
            // What lies between was not run, and so this one is of no use yet.
            if run.places.start != reached {
                break;
            }
            // An error, too, is one only if it comes again in its turn.
            if run.receipts.is_err() || !self.validator.validate(&journal, &run.journal) {
                again += run.places.len();
                let view = journal.share();
                run = speculation.run(session, &view, (run.journal, 0), run.places);
                journal = into_inner(view)?;
            }
            reached = run.places.end;
            receipts.append(&mut run.receipts?);
            if !self.validator.apply(&mut journal, &mut run.journal) {
                *sum = None;
            }
            match sum {
                Some(sum) => sum.add(run.journal),
                None => self.spare.put([run.journal]),
            }
        }
        session.journal = journal;
        self.pace.learn(reached - speculation.window.start, again);
        Ok(reached)
    }

    /// What the changes of `changes` do to the state's lattice. They are written into `batch` meanwhile, in order.
    ///
    /// # Errors
    /// [`EngineError::Internal`] where a thread kept the journal.
    pub(in crate::block) fn close(
        &self,
        session: &mut ExecutionContext,
        changes: ChangeSet,
        batch: &mut WriteBatch,
    ) -> Result<(ChangeSet, LtHash), EngineError> {
        let task = Closing::new(share(session), changes, std::mem::take(batch));
        let (task, deltas) = self.workers.share(task, Closing::work);
        session.journal = into_inner(task.view)?;
        *batch = task.batch.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut delta = LtHash::default();
        deltas.iter().for_each(|part| delta.mix_in(part));
        Ok((task.changes, delta))
    }
}

/// Takes the journal out of `session` for many threads to read.
fn share(session: &mut ExecutionContext) -> Arc<BaseView> {
    let empty = session.journal.empty_like();
    std::mem::replace(&mut session.journal, empty).share()
}

fn into_inner(view: Arc<BaseView>) -> Result<Journal, EngineError> {
    view.into_inner().ok_or_else(|| EngineError::Internal("a thread kept the block's journal".into()))
}
