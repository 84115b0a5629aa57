//! Header: what nodes agree on, in seven fields.

use crate::error::ChainError;
use allod_vm::{BlockContext, Hash, codec};
use serde::{Deserialize, Serialize};

/// Header of a block. Its hash stands for the block, and for all blocks before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Number of the chain.
    pub chain_id: u64,
    /// Height; 0 for the beginning.
    pub height: u64,
    /// Time, Unix seconds. What the engine asks is that it never falls; how near to the clock it must be is for consensus.
    pub time: i64,
    /// Hash of the header before; the genesis' digest for the first.
    pub parent: Hash,
    /// Root of the signed transactions.
    pub transactions_root: Hash,
    /// Root of the state after them.
    pub state_root: Hash,
    /// Root of their receipts.
    pub receipts_root: Hash,
}

impl Header {
    /// Its hash.
    ///
    /// # Errors
    /// [`ChainError::Encoding`].
    pub fn hash(&self) -> Result<Hash, ChainError> {
        Ok(Hash::of("example chain 2026 header", &codec::encode(self)?))
    }

    /// The block as the engine knows it.
    pub fn context(&self) -> BlockContext {
        BlockContext { height: self.height, time: self.time, chain_id: self.chain_id }
    }

    /// Checks that it comes right after `parent`.
    ///
    /// # Errors
    /// [`ChainError::Header`].
    pub fn check_follows(&self, parent: &Self) -> Result<(), ChainError> {
        let time = self.time.max(parent.time);
        self.check("the chain", &self.chain_id, &parent.chain_id)?;
        self.check("the height", &self.height, &parent.context().next().height)?;
        self.check("the parent", &self.parent, &parent.hash()?)?;
        self.check("the time", &self.time, &time)
    }

    /// Checks one of its fields.
    ///
    /// # Errors
    /// [`ChainError::Header`] where it is not as `wanted`.
    pub fn check<T: PartialEq + ToString>(&self, what: &'static str, given: &T, wanted: &T) -> Result<(), ChainError> {
        match given == wanted {
            true => Ok(()),
            false => {
                let (given, wanted) = (given.to_string(), wanted.to_string());
                Err(ChainError::Header { height: self.height, what, given, wanted })
            }
        }
    }
}
