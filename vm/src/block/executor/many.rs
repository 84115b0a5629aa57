//! Blocks of many transactions: begun, run, committed or sealed.

use super::{BlockExecutor, BlockSettings, last_block, next_block, read_ahead};
use crate::block::block_watch::BlockWatch;
use crate::block::parallel::BlockRun;
use crate::block::parallel::root_accumulator::RootDelta;
use crate::engine::store::Head;
use crate::execution::context::ExecutionContext;
use crate::execution::context::mode::Mode;
use crate::transaction::admission::{Admission, AdmittedBlock};
use crate::transaction::executor::transact;
use crate::{BlockContext, EngineError, Receipt, Transaction};
use allod_state::{Journal, LtHash, Overlay, SortedBatch, WriteBatch};
use std::sync::Arc;

/// Mode of the transactions of a block.
const BLOCK: Mode =
    Mode { read_only: false, timing: false, profiled: false, explained: false, refuse: true, native: false };

impl BlockExecutor {
    /// Begins `block`: a context in which nothing has happened yet. It is committed by [`commit`](Self::commit); where it is
    /// dropped, nothing of it was.
    ///
    /// # Errors
    /// [`EngineError::BlockOrder`], [`EngineError::BlockChain`], [`EngineError::LastHeight`],
    /// [`EngineError::StoreMoved`], or the store's.
    pub(in crate::block) fn begin_block(&mut self, block: BlockContext) -> Result<Box<ExecutionContext>, EngineError> {
        self.check_head()?;
        self.flush()?;
        let mut context = self.open(BLOCK)?;
        let next = next_block(context.block, Some(block));
        if let Err(error) = next.and_then(|block| context.check_next(block.height)) {
            self.context = Some(context);
            return Err(error);
        }
        context.set_head(Head::new(block, 0));
        Ok(context)
    }

    /// As [`begin_block`](Self::begin_block), on `batches` that are not committed yet, of which the first is the last.
    ///
    /// # Errors
    /// As [`begin_block`](Self::begin_block).
    pub(in crate::block) fn begin_block_on(
        &mut self,
        batches: Vec<Arc<SortedBatch>>,
        block: BlockContext,
    ) -> Result<Box<ExecutionContext>, EngineError> {
        let mut journal = Journal::new(Arc::new(Overlay::new(self.committer.storage().clone(), batches)));
        self.settings.indexes.begin(&mut journal);
        let last = last_block(&mut journal, self.settings.chain_id)?;
        let block = next_block(last, Some(block))?;
        let mut context = ExecutionContext::new(self.environment.clone(), journal, last, BLOCK);
        context.check_next(block.height)?;
        context.set_head(Head::new(block, 0));
        Ok(Box::new(context))
    }

    /// Executes the first `count` of `transactions` in order in the context of a block, on several threads where there are. Gives the receipts,
    /// and the delta to the root if other threads are working it out.
    ///
    /// # Errors
    /// [`EngineError::Shortage`], the watch's, or the store's. The context's journal then holds writes that must not be kept.
    pub(in crate::block) fn run(
        &mut self,
        context: &mut ExecutionContext,
        transactions: &Arc<Vec<Transaction>>,
        count: usize,
        watch: &mut BlockWatch,
    ) -> Result<(Vec<Receipt>, Option<RootDelta>), EngineError> {
        let BlockSettings { chain_id, nonces, .. } = self.settings;
        if !self.committer.storage().is_volatile() {
            let charged = context.environment.fees.is_some();
            context.journal.read_ahead(read_ahead::keys_of(&transactions[..count], nonces, charged))?;
        }
        let budget = self.committer.journal_budget();
        let admitted = AdmittedBlock::new(&mut context.journal, transactions.clone(), count, chain_id, nonces)?;
        match &mut self.parallel {
            Some(parallel) => {
                let first_number = context.journal.metadata().transactions()?.saturating_add(1);
                let cancel = watch.cancel().cloned();
                let run = BlockRun { transactions: Arc::new(admitted), first_number, budget, cancel };
                parallel.execute(context, &run, watch)
            }
            None => {
                let mut receipts = Vec::with_capacity(admitted.len());
                for (transaction, admission) in admitted.all() {
                    watch.check_cancelled()?;
                    let receipt = watch.transact(context, transaction, admission)?;
                    watch.note(&receipt)?;
                    receipts.push(receipt);
                    context.journal.evict_reads_above(budget.reads);
                }
                Ok((receipts, None))
            }
        }
    }

    /// Executes one transaction in the context of a block.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub(in crate::block) fn run_one(
        &self,
        context: &mut ExecutionContext,
        transaction: &Transaction,
    ) -> Result<Receipt, EngineError> {
        let BlockSettings { chain_id, nonces, .. } = self.settings;
        let admission = Admission::of(&mut context.journal, transaction, chain_id, nonces)?;
        transact(context, transaction, admission)
    }

    /// Drops values that were only read, where the journal of a block has grown by more than its budget.
    pub(in crate::block) fn evict_reads(&self, context: &mut ExecutionContext) {
        context.journal.evict_reads_above(self.committer.journal_budget().reads);
    }

    /// Gives up everything idle, so that trying again finds what room the machine has.
    pub(in crate::block) fn give_up_idle(&self) {
        self.environment.modules.give_up();
    }

    /// The lattice that the state has once `context`, whose block began with `base`, is committed.
    ///
    /// # Errors
    /// The store's.
    pub(in crate::block) fn lattice_after(
        &mut self,
        context: &mut ExecutionContext,
        base: LtHash,
        delta: Option<RootDelta>,
    ) -> Result<LtHash, EngineError> {
        self.committer.lattice_after(context, base, delta, self.parallel.as_ref())
    }

    /// The position of the store, with its root brought up to date.
    ///
    /// # Errors
    /// [`EngineError::StoreMoved`], or the store's.
    pub(in crate::block) fn position(&mut self) -> Result<(Head, LtHash), EngineError> {
        self.check_head()?;
        self.update_root()?;
        self.committer.position()
    }

    /// Makes the batch of a block, which is not written: the batch that [`commit`](Self::commit) would write with `lattice`
    /// as the root. The context is as though it were written.
    ///
    /// # Errors
    /// The store's.
    pub(in crate::block) fn seal(
        &self,
        context: &mut ExecutionContext,
        lattice: &LtHash,
    ) -> Result<WriteBatch, EngineError> {
        self.committer.seal(context, lattice)
    }

    /// Keeps the context of sealed block `number`, in the place of the one kept before.
    pub(in crate::block) fn keep_sealed(&mut self, number: u64, context: Box<ExecutionContext>) {
        self.sealed = Some((number, context));
    }

    /// Writes the batch of sealed block `number`, which was built at the position where the store is, and comes to another.
    ///
    /// # Errors
    /// [`EngineError::StoreMoved`], or the store's. Nothing of the batch is in the store then.
    pub(in crate::block) fn commit_sealed(
        &mut self,
        batch: &WriteBatch,
        (head, lattice): (Head, LtHash),
        number: u64,
    ) -> Result<(), EngineError> {
        self.context = None;
        if let Err(error) = self.committer.commit_sealed(batch, head, lattice) {
            self.forget();
            return Err(error);
        }
        if let Some((_, mut context)) = self.sealed.take_if(|sealed| sealed.0 == number) {
            context.journal.set_store(self.committer.storage().clone());
            self.context = Some(context);
        }
        Ok(())
    }

    /// The batch of the last commit, moved out.
    pub(in crate::block) fn take_batch(&mut self) -> WriteBatch {
        self.committer.take_batch()
    }
}
