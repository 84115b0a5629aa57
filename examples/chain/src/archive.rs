//! Archive: headers and transactions of the past, beside the state in one store.
//!
//! The engine's keys begin with small letters. What begins with 0xFF is the embedder's: no root covers it, and no export has
//! it. A block is put here before the engine commits it, and the engine's own height says up to where blocks count: so a node
//! that is killed between the two has one row too many, and never one too few.

use crate::block::SignedBlock;
use crate::error::ChainError;
use crate::header::Header;
use crate::signed::SignedTransaction;
use allod_vm::{Storage, WriteBatch, codec};
use std::sync::Arc;

/// Archive of a node.
pub struct Archive(Arc<dyn Storage>);

/// The first byte of its keys.
const OWN: u8 = 0xFF;

fn key(what: u8, height: u64) -> Vec<u8> {
    [&[OWN, what][..], &height.to_be_bytes()].concat()
}

impl Archive {
    /// Archive in `store`.
    pub fn new(store: Arc<dyn Storage>) -> Self {
        Self(store)
    }

    /// Puts a block in, in the place of another one at its height that was not committed.
    ///
    /// # Errors
    /// The store's, and [`ChainError::Encoding`].
    pub fn put(&self, block: &SignedBlock) -> Result<(), ChainError> {
        let (height, mut batch) = (block.header.height, WriteBatch::new());
        batch.put(key(b'h', height), codec::encode(&block.header)?);
        batch.put(key(b't', height), codec::encode(&block.transactions)?);
        Ok(self.0.write(&batch)?)
    }

    /// Puts the header of a block in whose state came from elsewhere, without the transactions that led to it.
    ///
    /// # Errors
    /// As [`put`](Self::put).
    pub fn put_header(&self, header: &Header) -> Result<(), ChainError> {
        Ok(self.0.set(&key(b'h', header.height), &codec::encode(header)?)?)
    }

    /// Takes a block out that was refused.
    ///
    /// # Errors
    /// The store's.
    pub fn remove(&self, height: u64) -> Result<(), ChainError> {
        let mut batch = WriteBatch::new();
        batch.delete(key(b'h', height)).delete(key(b't', height));
        Ok(self.0.write(&batch)?)
    }

    /// The header of `height`.
    ///
    /// # Errors
    /// The store's, and [`ChainError::Encoding`].
    pub fn header(&self, height: u64) -> Result<Option<Header>, ChainError> {
        Ok(self.0.get(&key(b'h', height))?.map(|bytes| codec::decode(&bytes)).transpose()?)
    }

    /// The block of `height`.
    ///
    /// # Errors
    /// The store's, and [`ChainError::Encoding`].
    pub fn block(&self, height: u64) -> Result<Option<SignedBlock>, ChainError> {
        let transactions = self.0.get(&key(b't', height))?.map(|bytes| codec::decode::<Vec<SignedTransaction>>(&bytes));
        let Some(header) = self.header(height)? else { return Ok(None) };
        Ok(transactions.transpose()?.map(|transactions| SignedBlock { header, transactions }))
    }
}
