//! Balances: an amount of money for each account.

use crate::journal::deferred_credit::DeferredCredit;
use crate::{Journal, LtHash, StateError, keys};
use allod_core::Address;

/// Table of balances, in the smallest unit of the native money. An account whose balance is 0 has no row.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{Journal, MemoryStorage};
/// use std::sync::Arc;
///
/// let (alice, bob) = (Address([1; 20]), Address([2; 20]));
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// journal.balances().credit(&alice, 10)?;
/// journal.balances().transfer(&alice, &bob, 4)?;
/// assert_eq!((journal.balances().get(&alice)?, journal.balances().get(&bob)?), (6, 4));
/// assert!(journal.balances().debit(&bob, 5).is_err());
/// assert_eq!(journal.balances().get(&bob)?, 4, "nothing has changed");
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct Balances<'j> {
    journal: &'j mut Journal,
}

impl<'j> Balances<'j> {
    pub(crate) fn new(journal: &'j mut Journal) -> Self {
        Self { journal }
    }

    /// The balance of `account`.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no balance there.
    pub fn get(&mut self, account: &Address) -> Result<u64, StateError> {
        if self.journal.layer.log.credit.is_owed_to(account) {
            self.journal.apply_deferred_credit(None)?;
        }
        Ok(self.journal.read_u64("balance", &keys::balance(account))?.unwrap_or(0))
    }

    /// Moves `amount` from one account to another, or to itself.
    ///
    /// # Errors
    /// [`StateError::InsufficientBalance`], [`StateError::BalanceOverflow`], and as [`get`](Self::get). Nothing has
    /// moved then.
    #[inline]
    pub fn transfer(&mut self, from: &Address, to: &Address, amount: u64) -> Result<(), StateError> {
        self.transfer_within(from, to, amount, u64::MAX)
    }

    /// As [`transfer`](Self::transfer), where the other account may have `most` after it.
    ///
    /// # Errors
    /// As [`transfer`](Self::transfer).
    pub fn transfer_within(&mut self, from: &Address, to: &Address, amount: u64, most: u64) -> Result<(), StateError> {
        let left = self.less(from, amount)?;
        if from == to {
            return Ok(());
        }
        let more = self.more(to, amount)?;
        if more > most {
            return Err(StateError::BalanceOverflow { account: *to, has: more - amount, added: amount });
        }
        self.set(from, left);
        self.set(to, more);
        Ok(())
    }

    /// Creates `amount` in `account`.
    ///
    /// # Errors
    /// [`StateError::BalanceOverflow`], and as [`get`](Self::get).
    pub fn credit(&mut self, account: &Address, amount: u64) -> Result<(), StateError> {
        let more = self.more(account, amount)?;
        self.set(account, more);
        Ok(())
    }

    /// Creates `amount` in `account`, without a read of its balance: many transactions that run side by side can pay one account
    /// and don't conflict. Only one that asks for the balance depends on those before it, and finds what they have paid.
    ///
    /// Nobody looks whether there is room, so balances end at [`u64::MAX`] here: what is above that is gone.
    ///
    /// ```
    /// # use allod_core::Address;
    /// # use allod_state::{Journal, MemoryStorage};
    /// # let mut journal = Journal::new(std::sync::Arc::new(MemoryStorage::new()));
    /// let collector = Address([9; 20]);
    /// journal.balances().credit_deferred(&collector, 3)?;
    /// journal.balances().credit_deferred(&collector, 4)?;
    /// assert_eq!(journal.balances().get(&collector)?, 7);
    /// # Ok::<_, allod_state::StateError>(())
    /// ```
    ///
    /// # Errors
    /// As [`get`](Self::get), where something is owed to another account, which is paid first.
    pub fn credit_deferred(&mut self, account: &Address, amount: u64) -> Result<(), StateError> {
        self.journal.defer_credit(account, amount)
    }

    /// Destroys `amount` of `account`.
    ///
    /// # Errors
    /// [`StateError::InsufficientBalance`], and as [`get`](Self::get).
    pub fn debit(&mut self, account: &Address, amount: u64) -> Result<(), StateError> {
        let left = self.less(account, amount)?;
        self.set(account, left);
        Ok(())
    }

    fn less(&mut self, account: &Address, wanted: u64) -> Result<u64, StateError> {
        let has = self.get(account)?;
        has.checked_sub(wanted).ok_or(StateError::InsufficientBalance { account: *account, has, wanted })
    }

    fn more(&mut self, account: &Address, added: u64) -> Result<u64, StateError> {
        let has = self.get(account)?;
        has.checked_add(added).ok_or(StateError::BalanceOverflow { account: *account, has, added })
    }

    fn set(&mut self, account: &Address, balance: u64) {
        let key = keys::balance(account);
        match balance {
            0 => self.journal.unset(&key),
            some => self.journal.set(&key, some.to_le_bytes()[..].into()),
        };
    }
}

impl Journal {
    /// Adds `amount` to what is owed to `account`. What is owed to another is added to that one's balance first.
    ///
    /// # Errors
    /// As [`apply_deferred_credit`](Self::apply_deferred_credit).
    pub(crate) fn defer_credit(&mut self, account: &Address, amount: u64) -> Result<(), StateError> {
        let more = DeferredCredit::new(account, amount);
        if !self.layer.log.credit.is_compatible(&more) {
            self.apply_deferred_credit(None)?;
        }
        self.layer.log.credit.add(more);
        Ok(())
    }

    /// Adds what is owed to an account to its balance, as a write like any other. Balances end at [`u64::MAX`]: what is above
    /// that is gone. `delta`, if it is given, is the delta of the root by all that the journal has changed, and gets this
    /// change as well.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no balance there.
    pub fn apply_deferred_credit(&mut self, delta: Option<&mut LtHash>) -> Result<(), StateError> {
        let Some((account, amount)) = self.layer.log.credit.owed() else { return Ok(()) };
        let key = keys::balance(&account);
        let before = self.read_u64("balance", &key)?;
        let after = before.unwrap_or(0).saturating_add(amount);
        self.set(&key, after.to_le_bytes()[..].into());
        self.layer.log.credit = DeferredCredit::default();
        if let Some(delta) = delta {
            let before = before.map(u64::to_le_bytes);
            delta.update(&key, before.as_ref().map(|bytes| &bytes[..]), Some(&after.to_le_bytes()));
        }
        Ok(())
    }

    /// As [`apply_deferred_credit`](Self::apply_deferred_credit), where the balance is among the keys that begin with `prefix`.
    pub(crate) fn apply_deferred_credit_under(&mut self, prefix: &[u8]) -> Result<(), StateError> {
        match self.layer.log.credit.owed() {
            Some((account, _)) if keys::balance(&account).starts_with(prefix) => self.apply_deferred_credit(None),
            _ => Ok(()),
        }
    }
}
