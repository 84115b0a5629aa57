//! Admission: transactions of a block's chain, in the order of their accounts' nonces.

use crate::{EngineError, Transaction};
use allod_core::Address;
use allod_state::Journal;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Keeper of the nonces of transactions in blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nonces {
    /// The engine: each transaction has the next of its account, or is refused.
    Counted,
    /// The host.
    Own,
}

/// Admission of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It may begin, and its account's next nonce is one more from then on, whatever becomes of it.
    Counted,
    /// It may begin, and nonces are ignored: the host's own calls, and those of a host that keeps nonces itself.
    Uncounted,
    /// It may not: it is for another chain than this one.
    Chain(u64),
    /// It may not: its nonce is not this next one of its account.
    Nonce(u64),
}

impl Admission {
    /// The error of a transaction that may not begin.
    pub(crate) fn error(self, account: &Address, nonce: u64, chain_id: u64) -> Option<EngineError> {
        match self {
            Self::Counted | Self::Uncounted => None,
            Self::Chain(wanted) => Some(EngineError::TransactionChain { given: chain_id, wanted }),
            Self::Nonce(wanted) => Some(EngineError::Nonce { account: *account, given: nonce, wanted }),
        }
    }
}

/// Transactions of a block with their admissions, which are known before any of them runs: a nonce depends on the
/// transactions before it and on nothing that they do. So transactions that run in parallel know theirs, and none of them
/// waits for another of its account.
pub(crate) struct AdmittedBlock {
    transactions: Arc<Vec<Transaction>>,
    admissions: Vec<Admission>,
}

impl AdmittedBlock {
    /// Admits `transactions`, which are to run over `journal` in this order, on chain `chain_id`.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn new(
        journal: &mut Journal,
        transactions: Arc<Vec<Transaction>>,
        chain_id: u64,
        nonces: Nonces,
    ) -> Result<Self, EngineError> {
        let mut next: HashMap<Address, u64, RandomState> = HashMap::default();
        let mut admissions = Vec::with_capacity(transactions.len());
        for Transaction { from, nonce, chain_id: given, .. } in &*transactions {
            if *given != chain_id {
                admissions.push(Admission::Chain(chain_id));
                continue;
            }
            if nonces == Nonces::Own {
                admissions.push(Admission::Uncounted);
                continue;
            }
            let wanted = match next.get(from) {
                Some(wanted) => *wanted,
                None => journal.nonces().get(from)?,
            };
            // The greatest number is no nonce: there would be none after it.
            let after = nonce.checked_add(1).filter(|_| *nonce == wanted);
            admissions.push(after.map_or(Admission::Nonce(wanted), |_| Admission::Counted));
            next.insert(*from, after.unwrap_or(wanted));
        }
        Ok(Self { transactions, admissions })
    }

    /// Number of transactions.
    pub(crate) fn len(&self) -> usize {
        self.transactions.len()
    }

    /// All of them, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&Transaction, Admission)> {
        self.transactions.iter().zip(self.admissions.iter().copied())
    }

    /// Those at `range`, in order.
    pub(crate) fn among(&self, range: Range<usize>) -> impl Iterator<Item = (&Transaction, Admission)> {
        self.all().skip(range.start).take(range.len())
    }
}
