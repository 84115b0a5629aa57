//! Committed block: what came of a block.

use crate::{BlockContext, Receipt};
use allod_core::Hash;
use allod_state::{AccessSet, WriteBatch};

/// Block that was committed, or tried.
///
/// ```
/// use allod_vm::{BlockContext, BlockOptions, Engine, EngineConfig, receipts_root};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let block = BlockContext { height: 1, time: 1_700_000_000, chain_id: 1 };
/// let committed = engine.execute_block_with(&block, vec![], BlockOptions::default())?;
/// assert_eq!(committed.state_root, engine.state_root()?);
/// assert_eq!(committed.receipts_root, receipts_root(&[]));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Committed {
    /// The block.
    pub block: BlockContext,
    /// The receipts of all its transactions in their order, those of native code and of hooks included.
    pub receipts: Vec<Receipt>,
    /// Gas of all of them.
    pub gas_used: u64,
    /// Root of the state after it.
    pub state_root: Hash,
    /// Root of its [receipts](crate::receipts_root).
    pub receipts_root: Hash,
    /// The batch that was written, or would have been: rows of the state, the store's own metadata and the receipts.
    pub changes: WriteBatch,
    /// The reads and writes of each transaction, one for each of the receipts, if they were [recorded](crate::Recording). Changes
    /// by the chain's hand, of money and rows, are not among them: they are in the batch.
    pub accesses: Vec<AccessSet>,
}
