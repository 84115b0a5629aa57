//! Block: a header, and the signed transactions that lead to it.

use crate::error::ChainError;
use crate::header::Header;
use crate::signed::SignedTransaction;
use allod_vm::{Address, Engine, Hash, Reason, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Transactions that a block may have.
pub const MAX_TRANSACTIONS: usize = 1_000;
/// Gas that the transactions of a block may use together: as many as are executed in about a second.
pub const BLOCK_GAS: u64 = 1_000_000_000;
/// Gas that one transaction may ask for.
pub const TRANSACTION_GAS: u64 = 50_000_000;

/// Block, as it travels between nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedBlock {
    /// Its header.
    pub header: Header,
    /// Its transactions.
    pub transactions: Vec<SignedTransaction>,
}

impl SignedBlock {
    /// Checks what can be known without executing it: that its header comes after `parent`, that its transactions are those of
    /// the header, and that each is signed.
    ///
    /// # Errors
    /// [`ChainError`], named after what is wrong.
    pub fn check(&self, parent: &Header) -> Result<(), ChainError> {
        self.header.check_follows(parent)?;
        if self.transactions.len() > MAX_TRANSACTIONS {
            return Err(ChainError::BlockTransactions { given: self.transactions.len(), limit: MAX_TRANSACTIONS });
        }
        let root = transactions_root(&self.transactions)?;
        self.header.check("the transactions root", &self.header.transactions_root, &root)?;
        self.transactions.iter().try_for_each(SignedTransaction::verify)
    }

    /// Checks that each transaction is of this chain, and the next of its account on the state of `engine`. The engine would
    /// refuse another one and charge nobody for it, so it has no place in a block.
    ///
    /// # Errors
    /// [`ChainError::Refused`] and [`ChainError::Nonce`].
    pub fn check_order(&self, engine: &Engine) -> Result<(), ChainError> {
        let (mut next, wanted) = (HashMap::<Address, u64>::new(), engine.chain_id());
        for SignedTransaction { transaction, .. } in &self.transactions {
            let Transaction { from: account, nonce, chain_id: given, .. } = *transaction;
            if given != wanted {
                return Err(ChainError::Refused(Reason::Chain { given, wanted }));
            }
            let due = match next.get(&account) {
                Some(due) => *due,
                None => engine.nonce(account)?,
            };
            if nonce != due {
                return Err(ChainError::Nonce { account, given: nonce, wanted: due });
            }
            next.insert(account, due.saturating_add(1));
        }
        Ok(())
    }

    /// Its transactions as the engine takes them.
    pub fn unsigned(&self) -> Vec<Transaction> {
        self.transactions.iter().map(|signed| signed.transaction.clone()).collect()
    }
}

/// Root of `transactions` in their order: neighbours are hashed together, level by level, and the last of an odd number goes
/// up as it is, as [`allod_vm::receipts_root`] has it. So one transaction is proved by a few hashes.
///
/// # Errors
/// [`ChainError::Encoding`].
pub fn transactions_root(transactions: &[SignedTransaction]) -> Result<Hash, ChainError> {
    let pair = |hashes: &[Hash]| match hashes {
        [left, right] => Hash::of("example chain 2026 pair", &[left.0, right.0].concat()),
        odd => odd[0],
    };
    let mut level = transactions.iter().map(SignedTransaction::hash).collect::<Result<Vec<_>, _>>()?;
    while level.len() > 1 {
        level = level.chunks(2).map(pair).collect();
    }
    Ok(level.pop().unwrap_or_else(|| Hash::of("example chain 2026 pair", &[])))
}
