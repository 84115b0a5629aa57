//! Block context: the place and time of a transaction.

use serde::{Deserialize, Serialize};

/// Place and time of a transaction: its block. All that a contract ever learns about time.
///
/// ```
/// use allod_vm::BlockContext;
///
/// let genesis = BlockContext { height: 0, time: 1_700_000_000, chain_id: 1 };
/// let next = genesis.next();
/// assert_eq!((next.height, next.time), (1, 1_700_000_001));
/// assert!(next.follows(&genesis) && !genesis.follows(&next));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockContext {
    /// Number of the block. The first is 1 unless the host says otherwise; 0 stands for the state before it.
    pub height: u64,
    /// Time of the block, Unix seconds.
    pub time: i64,
    /// Number of the chain: that of the engine which is to run the block.
    pub chain_id: u64,
}

impl BlockContext {
    /// Block after this one: one higher, a second later.
    #[inline]
    pub fn next(self) -> Self {
        Self { height: self.height.saturating_add(1), time: self.time.saturating_add(1), ..self }
    }

    /// True if this block may come after `last`: its height is greater, and its time is not before. The chain ids are not
    /// compared.
    #[inline]
    pub fn follows(&self, last: &Self) -> bool {
        self.height > last.height && self.time >= last.time
    }
}

impl std::fmt::Display for BlockContext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}", self.height, self.time)
    }
}
