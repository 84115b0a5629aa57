//! Speculative batch: transactions executed over the state before the batch, until it is known whether that was right.

use crate::block::parallel::BlockRun;
use crate::block::parallel::journal_pool::JournalPool;
use crate::engine::environment::Environment;
use crate::execution::context::ExecutionContext;
use crate::execution::context::mode::Mode;
use crate::span::SpanContext;
use crate::transaction::executor::transact;
use crate::{BlockContext, EngineError, Receipt};
use allod_state::{BaseView, ChildJournal};
use allod_sync::WorkRange;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Batch of a block's transactions that threads execute in parallel, in chunks of neighbours.
pub(in crate::block) struct SpeculativeBatch {
    environment: Arc<Environment>,
    block: BlockContext,
    mode: Mode,
    run: BlockRun,
    /// The batch's transactions, by their index in the block.
    tx_range: Range<usize>,
    /// Transactions of a chunk.
    chunk_len: usize,
    /// Transactions that no thread has taken.
    work: WorkRange,
    /// Bytes of the journals of finished chunks.
    held_bytes: AtomicUsize,
    pool: JournalPool,
    span: SpanContext,
}

/// Chunk: neighbouring transactions that were executed one after another in one journal.
pub(in crate::block) struct Chunk {
    /// Its transactions, by their index in the block: all that were asked for, or the first of them where they took too
    /// much memory.
    pub(in crate::block) tx_range: Range<usize>,
    pub(in crate::block) journal: Box<ChildJournal>,
    /// The receipts, or the error of the first transaction that has one.
    pub(in crate::block) receipts: Result<Vec<Receipt>, EngineError>,
}

impl SpeculativeBatch {
    /// Batch of the transactions at `tx_range` of `run`, in the block and mode of `context`.
    pub(in crate::block) fn new(
        context: &ExecutionContext,
        run: &BlockRun,
        tx_range: Range<usize>,
        chunk_len: usize,
        pool: &JournalPool,
    ) -> Self {
        Self {
            environment: context.environment.clone(),
            block: context.block,
            mode: context.mode,
            run: run.clone(),
            work: WorkRange::new(tx_range.clone(), chunk_len),
            tx_range,
            chunk_len,
            held_bytes: AtomicUsize::new(0),
            pool: pool.clone(),
            span: SpanContext::current(),
        }
    }

    /// The index of its first transaction.
    pub(in crate::block) fn start(&self) -> usize {
        self.tx_range.start
    }

    /// One thread's share: the chunks that it took, in order, each executed over `view`.
    pub(in crate::block) fn work(&self, view: &Arc<BaseView>) -> Vec<Chunk> {
        self.span.in_scope(|| self.execute_chunks(view))
    }

    fn execute_chunks(&self, view: &Arc<BaseView>) -> Vec<Chunk> {
        let empty = view.empty_journal();
        let mut context = ExecutionContext::new(self.environment.clone(), empty, self.block, self.mode);
        // Capacity for all: growing it later would contend for the allocator with the other threads.
        let mut chunks = Vec::with_capacity(self.tx_range.len().div_ceil(self.chunk_len));
        while let Some(tx_range) = self.work.take() {
            if self.is_cancelled() {
                self.work.stop();
                break;
            }
            let held_bytes = self.held_bytes.load(Ordering::Relaxed);
            let chunk = self.execute(&mut context, view, self.pool.take(view), held_bytes, tx_range);
            let bytes = chunk.journal.cached_bytes();
            if self.held_bytes.fetch_add(bytes, Ordering::Relaxed) + bytes > self.run.budget.chunks {
                self.work.stop();
            }
            chunks.push(chunk);
        }
        chunks
    }

    /// True once nobody wants the block any more. What was executed until then is dropped with it.
    #[inline]
    fn is_cancelled(&self) -> bool {
        self.run.cancel.as_ref().is_some_and(|cancel| cancel.load(Ordering::Relaxed))
    }

    /// Executes the transactions at `tx_range` over `view`, in the capacity of `journal`; only the first of them where
    /// they take too many bytes beside the `held_bytes` of other chunks.
    pub(in crate::block) fn execute(
        &self,
        context: &mut ExecutionContext,
        view: &Arc<BaseView>,
        mut journal: Box<ChildJournal>,
        held_bytes: usize,
        mut tx_range: Range<usize>,
    ) -> Chunk {
        journal.reset_over(view, self.run.first_number + tx_range.start as u64);
        std::mem::swap(&mut context.journal, journal.journal());
        let mut receipts = Vec::with_capacity(tx_range.len());
        let mut ended = Ok(());
        for (transaction, admission) in self.run.transactions.among(tx_range.clone()) {
            if self.is_cancelled() {
                tx_range.end = tx_range.start + receipts.len();
                break;
            }
            match transact(context, transaction, admission) {
                Ok(receipt) => receipts.push(receipt),
                Err(error) => {
                    ended = Err(error);
                    break;
                }
            }
            if context.journal.cached_bytes().saturating_add(held_bytes) > self.run.budget.chunks {
                tx_range.end = tx_range.start + receipts.len();
                break;
            }
        }
        std::mem::swap(&mut context.journal, journal.journal());
        journal.detach();
        Chunk { tx_range, journal, receipts: ended.map(|()| receipts) }
    }
}
