//! Node: proposes blocks, validates those of others, and goes on after a restart where it was.

use crate::archive::Archive;
use crate::block::{BLOCK_GAS, MAX_TRANSACTIONS, SignedBlock, TRANSACTION_GAS, transactions_root};
use crate::error::ChainError;
use crate::header::Header;
use crate::mempool::Mempool;
use allod_vm::{BlockContext, BlockOptions, Engine, EngineConfig, Genesis, Hash, Storage, receipts_root};
use std::sync::Arc;

/// Node.
pub struct Node {
    engine: Engine,
    archive: Archive,
    pool: Mempool,
    head: Header,
}

impl Node {
    /// Opens a node over `store`: a new one begins with `genesis`, which is written in one batch; one that was there goes on.
    ///
    /// # Errors
    /// [`ChainError::Engine`] where the store is of another chain, another genesis or other rules, and [`ChainError::Head`]
    /// where it has no header for its state.
    pub fn open(config: EngineConfig, store: Arc<dyn Storage>, genesis: &Genesis) -> Result<Self, ChainError> {
        let engine = Engine::open(config.with_storage(store.clone()))?;
        let archive = Archive::new(store);
        let root = engine.genesis(genesis)?; // changes nothing where it is there already
        let at = engine.last_block()?;
        if at.height == 0 {
            archive.put(&beginning(at, genesis.digest(), root)?)?;
        }
        let head = archive.header(at.height)?.filter(|head| head.context() == at && head.state_root == root);
        let head = head.ok_or(ChainError::Head { found: at, root })?;
        Ok(Self { engine, archive, pool: Mempool::default(), head })
    }

    /// Takes a transaction in, from a wallet or from another node.
    ///
    /// # Errors
    /// As [`Mempool::admit`].
    pub fn submit(&mut self, bytes: &[u8]) -> Result<Hash, ChainError> {
        self.pool.admit(&self.engine, bytes)
    }

    /// Builds the next block of what waits, and commits it.
    ///
    /// # Errors
    /// The engine's, a time below the last block's among them. Nothing has changed then.
    pub fn propose(&mut self, time: i64) -> Result<SignedBlock, ChainError> {
        let transactions = self.pool.select(MAX_TRANSACTIONS, BLOCK_GAS);
        let mut signed = SignedBlock { header: self.head.clone(), transactions };
        let context = BlockContext { time, ..self.head.context().next() };
        let mut block = self.engine.begin_block(context)?.with_gas_limit(BLOCK_GAS).with_most_gas(TRANSACTION_GAS);
        block.run_all(signed.unsigned())?;
        let state_root = block.root()?;
        // From here on nothing is locked. A chain with consensus sends the block out, and waits for votes.
        let pending = block.seal()?;
        signed.header = Header {
            chain_id: context.chain_id,
            height: context.height,
            time,
            parent: self.head.hash()?,
            transactions_root: transactions_root(&signed.transactions)?,
            state_root,
            receipts_root: pending.receipts_root(),
        };
        self.archive.put(&signed)?;
        self.engine.commit(&pending)?;
        self.head = signed.header.clone();
        self.pool.settle(&self.engine)?;
        Ok(signed)
    }

    /// Executes a block of another node, and commits it if it leads to what its header says. What costs little is looked at
    /// first.
    ///
    /// # Errors
    /// [`ChainError`], named after what is wrong. Nothing has changed then.
    pub fn accept(&mut self, block: &SignedBlock) -> Result<(), ChainError> {
        block.check(&self.head)?;
        block.check_order(&self.engine)?;
        let header = &block.header;
        let options = BlockOptions {
            expected_root: Some(header.state_root),
            expected_receipts_root: Some(header.receipts_root),
            gas_limit: Some(BLOCK_GAS),
            most_gas: Some(TRANSACTION_GAS),
            ..BlockOptions::default()
        };
        self.archive.put(block)?;
        if let Err(error) = self.engine.execute_block_with(&header.context(), block.unsigned(), options) {
            // Where the store is in doubt the block may be there, and the next start looks.
            if error.store_fault().is_none() {
                self.archive.remove(header.height)?;
            }
            return Err(error.into());
        }
        self.head = header.clone();
        self.pool.settle(&self.engine)
    }

    /// The header of the last block.
    pub fn head(&self) -> &Header {
        &self.head
    }

    /// The block of `height`, for nodes that come later; `None` where it is not there, or was left out by an import.
    ///
    /// # Errors
    /// The store's, and [`ChainError::Encoding`].
    pub fn block(&self, height: u64) -> Result<Option<SignedBlock>, ChainError> {
        self.archive.block(height).map(|block| block.filter(|_| height <= self.head.height))
    }

    /// Transactions that wait.
    pub fn pool(&self) -> &Mempool {
        &self.pool
    }

    /// The engine, for queries, receipts and balances.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }
}

/// The block that stands for a genesis: nothing before it, and no transaction in it.
fn beginning(at: BlockContext, genesis: Hash, state_root: Hash) -> Result<SignedBlock, ChainError> {
    let BlockContext { height, time, chain_id } = at;
    let (transactions_root, receipts_root) = (transactions_root(&[])?, receipts_root(&[]));
    let header = Header { chain_id, height, time, parent: genesis, transactions_root, state_root, receipts_root };
    Ok(SignedBlock { header, transactions: Vec::new() })
}
