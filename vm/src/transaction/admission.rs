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
    /// Admission of one transaction, which is to run over `journal` on chain `chain_id`.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn of(
        journal: &mut Journal,
        transaction: &Transaction,
        chain_id: u64,
        nonces: Nonces,
    ) -> Result<Self, EngineError> {
        if transaction.chain_id != chain_id {
            return Ok(Self::Chain(chain_id));
        }
        if nonces == Nonces::Own {
            return Ok(Self::Uncounted);
        }
        let wanted = journal.nonces().get(&transaction.from)?;
        Ok(Self::counted(transaction.nonce, wanted).0)
    }

    /// Admission of a transaction with this nonce, where `wanted` is its account's next, and the nonce that is next after it.
    fn counted(nonce: u64, wanted: u64) -> (Self, u64) {
        // The greatest number is no nonce: there would be none after it.
        match nonce.checked_add(1).filter(|_| nonce == wanted) {
            Some(after) => (Self::Counted, after),
            None => (Self::Nonce(wanted), wanted),
        }
    }

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
    /// Admits the first `count` of `transactions`, which are to run over `journal` in this order, on chain `chain_id`.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn new(
        journal: &mut Journal,
        transactions: Arc<Vec<Transaction>>,
        count: usize,
        chain_id: u64,
        nonces: Nonces,
    ) -> Result<Self, EngineError> {
        let mut next: HashMap<Address, u64, RandomState> = HashMap::default();
        let mut admissions = Vec::with_capacity(count);
        for Transaction { from, nonce, chain_id: given, .. } in &transactions[..count] {
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
            let (admission, after) = Admission::counted(*nonce, wanted);
            admissions.push(admission);
            next.insert(*from, after);
        }
        Ok(Self { transactions, admissions })
    }

    /// Number of transactions that are admitted.
    pub(crate) fn len(&self) -> usize {
        self.admissions.len()
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
