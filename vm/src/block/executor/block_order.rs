//! Block order: heights rise, times never fall, and the chain stays the same.

use crate::engine::store::Head;
use crate::{BlockContext, EngineError};
use allod_state::Journal;

/// Block that follows `last`: the one given, if it does, or the next.
///
/// # Errors
/// [`EngineError::BlockOrder`], [`EngineError::BlockChain`] and [`EngineError::LastHeight`].
#[inline(always)]
pub(crate) fn next_block(last: BlockContext, block: Option<BlockContext>) -> Result<BlockContext, EngineError> {
    let block = block.unwrap_or_else(|| last.next());
    match block.follows(&last) && is_possible(block, last.chain_id) {
        true => Ok(block),
        false => {
            Err(no_successor((block.height, block.time), (last.height, last.time), (block.chain_id, last.chain_id)))
        }
    }
}

/// True if chain `chain_id` may have this block: another one could follow it.
#[inline(always)]
fn is_possible(block: BlockContext, chain_id: u64) -> bool {
    block.chain_id == chain_id && block.height != u64::MAX
}

/// `block`, if a call may read the state as though it ran in it.
///
/// # Errors
/// [`EngineError::BlockChain`] and [`EngineError::LastHeight`].
pub(crate) fn possible_block(block: BlockContext, chain_id: u64) -> Result<BlockContext, EngineError> {
    match is_possible(block, chain_id) {
        true => Ok(block),
        false => Err(no_successor((block.height, block.time), (0, i64::MIN), (block.chain_id, chain_id))),
    }
}

/// Error for a block that can't follow. Heights, times and chains are passed in registers: a whole block would have to be
/// in memory on every way through.
#[cold]
fn no_successor(given: (u64, i64), last: (u64, i64), (chain, wanted): (u64, u64)) -> EngineError {
    let words = |(height, time)| BlockContext { height, time, chain_id: wanted }.to_string();
    match given {
        _ if chain != wanted => EngineError::BlockChain { given: chain, wanted },
        (u64::MAX, _) => EngineError::LastHeight { given: words(given) },
        _ => EngineError::BlockOrder { given: words(given), last: words(last) },
    }
}

/// Block that was committed last; height 0 at time 0 before the first.
///
/// # Errors
/// The store's.
pub(crate) fn last_block(journal: &mut Journal, chain_id: u64) -> Result<BlockContext, EngineError> {
    Ok(Head::of_journal(journal)?.block(chain_id))
}
