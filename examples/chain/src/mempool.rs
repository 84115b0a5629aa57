//! Mempool: transactions that wait for a block, each account's in the order of their nonces without a gap.

use crate::block::TRANSACTION_GAS;
use crate::error::ChainError;
use crate::signed::SignedTransaction;
use allod_vm::{Address, Engine, Hash, Transaction};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Bounds of a pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolLimits {
    /// Transactions in it.
    pub transactions: usize,
    /// Bytes of all of them.
    pub bytes: usize,
    /// Transactions of one account.
    pub of_account: usize,
}

impl Default for PoolLimits {
    fn default() -> Self {
        Self { transactions: 10_000, bytes: 16 << 20, of_account: 64 }
    }
}

/// Mempool.
#[derive(Debug, Default)]
pub struct Mempool {
    limits: PoolLimits,
    waiting: BTreeMap<(Address, u64), Waiting>,
    bytes: usize,
}

/// Transaction that waits.
#[derive(Debug)]
struct Waiting {
    signed: SignedTransaction,
    bytes: usize,
}

impl Mempool {
    /// Empty pool of these bounds.
    pub fn new(limits: PoolLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Transactions that wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// True if none does.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Takes a transaction in, if the next block could let it begin behind those of its account that wait already. What costs
    /// little is looked at first. Gives the digest, by which its receipt is found.
    ///
    /// # Errors
    /// [`ChainError`], named after what is wrong.
    pub fn admit(&mut self, engine: &Engine, bytes: &[u8]) -> Result<Hash, ChainError> {
        let signed = SignedTransaction::from_bytes(bytes)?;
        let transaction = &signed.transaction;
        let (account, nonce, gas) = (transaction.from, transaction.nonce, transaction.gas_limit);
        let own: Vec<&Transaction> = self.of(account).map(|waiting| &waiting.signed.transaction).collect();
        self.check_room("transactions", self.waiting.len() + 1, self.limits.transactions)?;
        self.check_room("bytes", self.bytes + bytes.len(), self.limits.bytes)?;
        self.check_room("transactions of one account", own.len() + 1, self.limits.of_account)?;
        if gas > TRANSACTION_GAS {
            return Err(ChainError::Gas { given: gas, limit: TRANSACTION_GAS });
        }
        let wanted = own.last().map_or(engine.nonce(account)?, |last| last.nonce.saturating_add(1));
        if nonce != wanted {
            return Err(ChainError::Nonce { account, given: nonce, wanted });
        }
        signed.verify()?;
        // Chain, limits, contract, function, input.
        if let Some(reason) = engine.refusal(transaction)? {
            return Err(ChainError::Refused(reason));
        }
        // The fee, from what those before it leave.
        let height = engine.last_block()?.next().height;
        if let Some(terms) = engine.rules_at(height).fees() {
            let reserved: u128 = own.iter().map(|transaction| transaction.offer().most()).sum();
            let left = engine.balance(account)?.saturating_sub(u64::try_from(reserved).unwrap_or(u64::MAX));
            if let Some(reason) = terms.refusal(&transaction.offer(), left) {
                return Err(ChainError::Refused(reason));
            }
        }
        let digest = transaction.digest();
        self.bytes += bytes.len();
        self.waiting.insert((account, nonce), Waiting { signed, bytes: bytes.len() });
        Ok(digest)
    }

    /// Transactions for a block, `count` of them at most, which may ask for `gas` together: the best price first, and each
    /// account's in their order.
    pub fn select(&self, count: usize, mut gas: u64) -> Vec<SignedTransaction> {
        let entry = |account: Address, nonce: u64| {
            let price = self.waiting.get(&(account, nonce))?.signed.transaction.gas_price;
            Some((price, Reverse((account, nonce))))
        };
        let mut accounts: Vec<(Address, u64)> = self.waiting.keys().copied().collect();
        accounts.dedup_by_key(|(account, _)| *account);
        let mut heads: BinaryHeap<_> =
            accounts.into_iter().filter_map(|(account, nonce)| entry(account, nonce)).collect();
        let mut selected = Vec::new();
        while let Some((_, Reverse((account, nonce)))) = heads.pop() {
            let Some(Waiting { signed, .. }) = self.waiting.get(&(account, nonce)) else { continue };
            // Without it, those behind it would have a gap before them.
            let Some(left) = gas.checked_sub(signed.transaction.gas_limit).filter(|_| selected.len() < count) else {
                continue;
            };
            gas = left;
            selected.push(signed.clone());
            heads.extend(entry(account, nonce.saturating_add(1)));
        }
        selected
    }

    /// Drops what is in a block by now, and what the next one would refuse, with all of its account behind it.
    ///
    /// # Errors
    /// The engine's or its store's. Nothing is dropped then.
    pub fn settle(&mut self, engine: &Engine) -> Result<(), ChainError> {
        let (mut dropped, mut broken) = (Vec::new(), None);
        for (key @ (account, nonce), Waiting { signed, .. }) in &self.waiting {
            if *nonce < engine.nonce(*account)? {
                dropped.push(*key);
            } else if broken == Some(account) || engine.refusal(&signed.transaction)?.is_some() {
                broken = Some(account);
                dropped.push(*key);
            }
        }
        for waiting in dropped.iter().filter_map(|key| self.waiting.remove(key)) {
            self.bytes -= waiting.bytes;
        }
        Ok(())
    }

    /// Transactions of `account`, in order.
    fn of(&self, account: Address) -> impl Iterator<Item = &Waiting> {
        self.waiting.range((account, 0)..=(account, u64::MAX)).map(|(_, waiting)| waiting)
    }

    fn check_room(&self, what: &'static str, given: usize, limit: usize) -> Result<(), ChainError> {
        match given > limit {
            true => Err(ChainError::PoolFull { what, given, limit }),
            false => Ok(()),
        }
    }
}
