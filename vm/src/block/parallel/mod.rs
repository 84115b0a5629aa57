//! Parallel execution of a block: batched optimistic concurrency control with validation in order.
//!
//! The transactions of a batch are executed over the state before the batch, some neighbours at a time (a *chunk*) in a
//! child journal that keeps a read set. Then the chunks are validated in order. One that read nothing an earlier one has
//! written is applied as it is: it read what it would have read in its turn. One that did is re-executed over the state
//! that it should have read. So results, gas, receipts, events and root are those of executing one after another, always;
//! only the time differs.
//!
//! Fees go to one account, and make no conflicts: they [add up](allod_state::Balances::credit_deferred) without a read of its
//! balance. A transaction that does read it waits for the fees of those before it, as for any other write.
//!
//! | file | holds |
//! |---|---|
//! | [`batch_sizer`] | the size of the next batch, learned from the last ones |
//! | [`speculative`] | a batch, and one thread's share of it |
//! | [`journal_pool`] | child journals that are used again |
//! | [`root_accumulator`] | the delta to the root, worked out while chunks are validated |
//! | [`commit_task`] | the changes of a block, put into a write batch by several threads |
//!
//! The threads, and the queues between them, are [`allod_sync`]'s.

mod batch_sizer;
mod commit_task;
mod journal_pool;
pub(in crate::block) mod root_accumulator;
mod speculative;

use crate::block::block_watch::BlockWatch;
use crate::block::journal_budget::JournalBudget;
use crate::block::parallel::batch_sizer::{BatchSizer, Plan};
use crate::block::parallel::commit_task::CommitTask;
use crate::block::parallel::journal_pool::JournalPool;
use crate::block::parallel::root_accumulator::RootDelta;
use crate::block::parallel::speculative::{Chunk, SpeculativeBatch};
use crate::block::recording::recorder::admission_keys;
use crate::execution::context::ExecutionContext;
use crate::transaction::admission::AdmittedBlock;
use crate::{EngineError, Receipt};
use allod_state::{BaseView, BatchValidator, ChangeSet, Journal, LtHash, WriteBatch};
use allod_sync::{PoolId, WorkerPool};
use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, PoisonError};

/// Executor of a block's transactions on several threads.
#[derive(Debug, Default)]
pub(in crate::block) struct ParallelExecutor {
    workers: WorkerPool,
    sizer: BatchSizer,
    validator: BatchValidator,
    pool: JournalPool,
    /// Transactions that were executed once more since somebody asked.
    reexecuted: u64,
}

/// Block to execute.
#[derive(Clone)]
pub(in crate::block) struct BlockRun {
    pub(in crate::block) transactions: Arc<AdmittedBlock>,
    /// The number since genesis of the first transaction.
    pub(in crate::block) first_number: u64,
    pub(in crate::block) budget: JournalBudget,
    /// True once nobody wants the block any more.
    pub(in crate::block) cancel: Option<Arc<AtomicBool>>,
}

impl ParallelExecutor {
    /// Executor with these `workers`, in batches of a fixed size if one is given.
    pub(in crate::block) fn new(workers: WorkerPool, batch_size: Option<usize>) -> Self {
        Self { workers, sizer: BatchSizer::new(batch_size), ..Self::default() }
    }

    /// The number of transactions that were executed once more since this was asked last.
    pub(in crate::block) fn take_reexecuted(&mut self) -> u64 {
        std::mem::take(&mut self.reexecuted)
    }

    /// The id of its threads.
    pub(in crate::block) fn workers(&self) -> PoolId {
        self.workers.id()
    }

    /// Executes a block in `context`, whose journal is the block's. Gives the receipts, and the delta to the root if
    /// other threads are working it out.
    ///
    /// # Errors
    /// That of the first transaction that has one, or the watch's. The journal then holds writes that must not be kept.
    pub(in crate::block) fn execute(
        &mut self,
        context: &mut ExecutionContext,
        run: &BlockRun,
        watch: &mut BlockWatch,
    ) -> Result<(Vec<Receipt>, Option<RootDelta>), EngineError> {
        // Of use only where it covers every change.
        let is_recorded = watch.recorder.is_some();
        let mut delta = (context.journal.dirty_len() == 0 && !is_recorded).then(RootDelta::default);
        let total = run.transactions.len();
        let mut receipts = Vec::with_capacity(total);
        let mut from = 0;
        while from < total {
            watch.check_cancelled()?;
            from = match self.sizer.next(total - from) {
                Plan::Serial { len } => {
                    delta = None;
                    for (transaction, admission) in run.transactions.among(from..from + len) {
                        watch.check_cancelled()?;
                        let receipt = watch.transact(context, transaction, admission)?;
                        watch.note(&receipt)?;
                        receipts.push(receipt);
                        context.journal.evict_reads_above(run.budget.reads);
                    }
                    from + len
                }
                Plan::Parallel { len, chunk_len } => {
                    let tx_range: Range<usize> = from..from + len;
                    // Each by itself, so that it is known what it has read.
                    let chunk_len = if is_recorded { 1 } else { chunk_len };
                    let batch = SpeculativeBatch::new(context, run, tx_range, chunk_len, &self.pool);
                    let reached = self.execute_batch(context, batch, (&mut receipts, &mut delta), (run, watch))?;
                    receipts[from..].iter().try_for_each(|receipt| watch.note(receipt))?;
                    context.journal.evict_reads_above(run.budget.reads);
                    reached
                }
            };
        }
        apply_deferred_credit(&mut context.journal, &mut delta)?;
        Ok((receipts, delta))
    }

    /// Executes, validates and applies a batch. Gives the index up to which that was done: the end of the batch, unless
    /// its journals took too much memory.
    fn execute_batch(
        &mut self,
        context: &mut ExecutionContext,
        batch: SpeculativeBatch,
        (receipts, delta): (&mut Vec<Receipt>, &mut Option<RootDelta>),
        (run, watch): (&BlockRun, &mut BlockWatch),
    ) -> Result<usize, EngineError> {
        if let Some(delta) = delta {
            delta.finish_batch();
        }
        apply_deferred_credit(&mut context.journal, delta)?;
        let task = (share(context), batch);
        let ((view, batch), chunks) = self.workers.broadcast(task, |(view, batch)| batch.work(view));
        let mut journal = into_inner(view)?;
        let mut chunks: Vec<Chunk> = chunks.into_iter().flatten().collect();
        chunks.sort_unstable_by_key(|chunk| chunk.tx_range.start);

        self.validator.begin();
        if let Some(delta) = delta {
            delta.begin_batch(chunks.len(), &self.workers, &self.pool);
        }
        let (mut reexecuted, mut reached) = (0, batch.start());
        for mut chunk in chunks {
            // The transactions between were not executed, so this chunk is of no use yet.
            if chunk.tx_range.start != reached {
                break;
            }
            // An error, too, counts only if it comes again over the right state.
            if chunk.receipts.is_err() || !self.validator.validate(&journal, &chunk.journal) {
                reexecuted += chunk.tx_range.len();
                apply_deferred_credit(&mut journal, delta)?;
                let view = journal.share();
                chunk = batch.execute(context, &view, chunk.journal, 0, chunk.tx_range);
                journal = into_inner(view)?;
            }
            reached = chunk.tx_range.end;
            receipts.append(&mut chunk.receipts?);
            if let Some(recorder) = &mut watch.recorder {
                for (transaction, admission) in run.transactions.among(chunk.tx_range.clone()) {
                    recorder.note(&mut journal, &chunk.journal, &admission_keys(transaction, admission))?;
                }
            }
            if !self.validator.apply(&mut journal, &mut chunk.journal) {
                *delta = None;
            }
            match delta {
                Some(delta) => delta.add(chunk.journal),
                None => self.pool.put([chunk.journal]),
            }
            if watch.recorder.is_some() {
                apply_deferred_credit(&mut journal, delta)?;
            }
        }
        context.journal = journal;
        self.reexecuted += reexecuted as u64;
        self.sizer.learn(reached - batch.start(), reexecuted);
        Ok(reached)
    }

    /// Puts `changes` into `batch`, in order, while other threads work out their delta to the root.
    ///
    /// # Errors
    /// [`EngineError::Internal`] where a thread kept the journal.
    pub(in crate::block) fn write_changes(
        &self,
        context: &mut ExecutionContext,
        changes: ChangeSet,
        batch: &mut WriteBatch,
    ) -> Result<(ChangeSet, LtHash), EngineError> {
        let task = CommitTask::new(share(context), changes, std::mem::take(batch));
        let (task, deltas) = self.workers.broadcast(task, CommitTask::work);
        context.journal = into_inner(task.view)?;
        *batch = task.batch.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut delta = LtHash::default();
        deltas.iter().for_each(|part| delta.mix_in(part));
        Ok((task.changes, delta))
    }
}

/// Adds what transactions have paid to the fee collector to its balance, where others will read it, and to the `delta` to the
/// root.
fn apply_deferred_credit(journal: &mut Journal, delta: &mut Option<RootDelta>) -> Result<(), EngineError> {
    Ok(journal.apply_deferred_credit(delta.as_mut().map(RootDelta::finished))?)
}

/// Takes the journal out of `context`, as a view that threads share.
fn share(context: &mut ExecutionContext) -> Arc<BaseView> {
    let empty = context.journal.empty_like();
    std::mem::replace(&mut context.journal, empty).share()
}

fn into_inner(view: Arc<BaseView>) -> Result<Journal, EngineError> {
    view.into_inner().ok_or_else(|| EngineError::Internal("a thread kept the block's journal".into()))
}
