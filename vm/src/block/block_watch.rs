//! Block watch: cancellation, gas limit and record of a block under way.

use crate::block::recording::Recorder;
use crate::block::recording::recorder::admission_keys;
use crate::execution::context::ExecutionContext;
use crate::transaction::admission::Admission;
use crate::transaction::executor::transact;
use crate::{EngineError, Receipt, Transaction};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Watch over the transactions of a block. It looks between them, and never at one that has begun.
#[derive(Debug, Default)]
pub(in crate::block) struct BlockWatch {
    /// True once nobody wants the block any more.
    cancel: Option<Arc<AtomicBool>>,
    gas_limit: Option<u64>,
    /// Gas of the block so far.
    gas_used: u64,
    /// Transactions of the block so far.
    transactions: u64,
    /// The recorder of the block's transactions, if they are recorded.
    pub(in crate::block) recorder: Option<Recorder>,
}

impl BlockWatch {
    /// Watch over a block that has used `gas_used` gas for so many `transactions`.
    pub(in crate::block) fn new(
        cancel: Option<Arc<AtomicBool>>,
        gas_limit: Option<u64>,
        gas_used: u64,
        transactions: u64,
        recorder: Option<Recorder>,
    ) -> Self {
        Self { cancel, gas_limit, gas_used, transactions, recorder }
    }

    /// The flag that cancels the block.
    pub(in crate::block) fn cancel(&self) -> Option<&Arc<AtomicBool>> {
        self.cancel.as_ref()
    }

    /// Gas of the block so far.
    pub(in crate::block) fn gas_used(&self) -> u64 {
        self.gas_used
    }

    /// Transactions of the block so far.
    pub(in crate::block) fn transactions(&self) -> u64 {
        self.transactions
    }

    /// Checks that the block is still wanted.
    ///
    /// # Errors
    /// [`EngineError::Cancelled`].
    #[inline]
    pub(in crate::block) fn check_cancelled(&self) -> Result<(), EngineError> {
        match &self.cancel {
            Some(cancel) if cancel.load(Ordering::Relaxed) => Err(EngineError::Cancelled),
            _ => Ok(()),
        }
    }

    /// Executes a transaction in `context`, and records it if that is wanted.
    ///
    /// # Errors
    /// As [`transact`].
    #[inline]
    pub(in crate::block) fn transact(
        &mut self,
        context: &mut ExecutionContext,
        transaction: &Transaction,
        admission: Admission,
    ) -> Result<Receipt, EngineError> {
        match &mut self.recorder {
            None => transact(context, transaction, admission),
            Some(recorder) => {
                let extra = admission_keys(transaction, admission);
                recorder.record(context, &extra, |context| transact(context, transaction, admission))
            }
        }
    }

    /// Counts a transaction, which has this receipt.
    ///
    /// # Errors
    /// [`EngineError::BlockGas`] where the block has no room for it.
    #[inline]
    pub(in crate::block) fn note(&mut self, receipt: &Receipt) -> Result<(), EngineError> {
        let position = self.transactions;
        self.transactions += 1;
        self.gas_used = self.gas_used.saturating_add(receipt.gas.used);
        match self.gas_limit {
            Some(limit) if self.gas_used > limit => Err(EngineError::BlockGas { position, used: self.gas_used, limit }),
            _ => Ok(()),
        }
    }
}
