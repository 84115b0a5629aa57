//! Block options: what a block is held to.

use crate::{EngineError, Recording, Transaction};
use allod_core::Hash;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Options of a block that is executed whole. A block that does not keep to them is refused: it leaves nothing.
///
/// ```
/// use allod_vm::{BlockContext, BlockOptions, Engine, EngineConfig, EngineError, Hash};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let block = BlockContext { height: 1, time: 1_700_000_000, chain_id: 1 };
/// // A proposer asks what would come of it, and a validator holds the block to that.
/// let tried = engine.execute_block_with(&block, vec![], BlockOptions { dry_run: true, ..Default::default() })?;
/// let wrong = BlockOptions { expected_root: Some(Hash([7; 32])), ..Default::default() };
/// assert!(matches!(engine.execute_block_with(&block, vec![], wrong), Err(EngineError::BlockRoot { .. })));
/// let right = BlockOptions { expected_root: Some(tried.state_root), ..Default::default() };
/// engine.execute_block_with(&block, vec![], right)?;
/// assert_eq!(engine.last_block()?, block);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct BlockOptions {
    /// The state root that the block must lead to.
    pub expected_root: Option<Hash>,
    /// The [root](crate::receipts_root) that its receipts must have, those of native code and of hooks included.
    pub expected_receipts_root: Option<Hash>,
    /// The most gas that all its transactions may use together.
    pub gas_limit: Option<u64>,
    /// The most gas that one transaction may ask for: [`Transaction::gas_limit`].
    pub most_gas: Option<u64>,
    /// Commits nothing, and says what would have come of it.
    pub dry_run: bool,
    /// Flag that another thread sets to give the block up. It is looked at between transactions: one that has begun ends.
    pub cancel: Option<Arc<AtomicBool>>,
    /// Records what each transaction reads and writes: [`Committed::accesses`](crate::Committed::accesses).
    pub recording: Option<Recording>,
}

/// Limits of the transactions of a block, in gas.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GasLimits {
    /// The most that all of them may use together.
    pub(super) block: Option<u64>,
    /// The most that one may ask for.
    pub(super) transaction: Option<u64>,
}

impl GasLimits {
    /// Checks that `transactions`, of which the first is at `position` in its block, ask for no more gas than they may.
    ///
    /// # Errors
    /// [`EngineError::TransactionGas`] for the first one that does.
    pub(super) fn check(&self, position: u64, transactions: &[Transaction]) -> Result<(), EngineError> {
        let Some(limit) = self.transaction else { return Ok(()) };
        for (position, transaction) in (position..).zip(transactions) {
            let given = transaction.gas_limit;
            if given > limit {
                return Err(EngineError::TransactionGas { position, given, limit });
            }
        }
        Ok(())
    }
}
