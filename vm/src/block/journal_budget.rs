//! Journal budget: bytes that the journals of a block may take.

use crate::engine::budget::{Budget, Budgets};

/// Part of the budget that is for chunks which run in parallel: one in so many.
const PARALLEL_SHARE: usize = 4;

/// Bytes that the journals of a block may take. Changes that are remembered for a deferred root count in.
#[derive(Clone, Copy, Debug)]
pub(in crate::block) struct JournalBudget {
    /// Bytes of the journal between blocks.
    pub(in crate::block) total: usize,
    /// Bytes above which the journal of a block drops values that were only read.
    pub(in crate::block) reads: usize,
    /// Bytes of all journals of chunks that run in parallel.
    pub(in crate::block) chunks: usize,
}

impl JournalBudget {
    /// Budget over a store that is `volatile` or not. One in memory takes about as much itself.
    pub(in crate::block) fn new(budgets: &Budgets, volatile: bool) -> Self {
        let budget = match volatile {
            true => Budget::VolatileJournalBytes,
            false => Budget::JournalBytes,
        };
        let total = usize::try_from(budgets.get(budget)).unwrap_or(usize::MAX);
        let chunks = total / PARALLEL_SHARE;
        Self { total, reads: total - chunks, chunks }
    }
}
