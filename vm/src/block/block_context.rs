//! Where and when a transaction runs.

use serde::{Deserialize, Serialize};

/// Where and when a transaction runs. All a contract ever learns about time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockContext {
    /// Number of the block.
    pub height: u64,
    /// Its time, Unix seconds.
    pub time: i64,
    /// The chain's number: that of the engine which is to run the block.
    pub chain_id: u64,
}

impl BlockContext {
    /// The block after this one, a second later.
    #[inline]
    pub fn next(self) -> Self {
        Self { height: self.height.saturating_add(1), time: self.time.saturating_add(1), ..self }
    }

    /// Whether this block may come after `last`: a greater height, and a time not before. The chain is looked at
    /// elsewhere.
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
