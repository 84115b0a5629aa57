//! Balances: an amount of money for each account.

use crate::{Journal, StateError, keys};
use allod_core::Address;

/// Table of balances. An account whose balance is 0 has no row.
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
        Ok(self.journal.read_u64("balance", &keys::balance(account))?.unwrap_or(0))
    }

    /// Moves `amount` from one account to another, or to itself.
    ///
    /// # Errors
    /// [`StateError::InsufficientBalance`], [`StateError::BalanceOverflow`], and as [`get`](Self::get). Nothing has
    /// moved then.
    pub fn transfer(&mut self, from: &Address, to: &Address, amount: u64) -> Result<(), StateError> {
        let left = self.less(from, amount)?;
        if from == to {
            return Ok(());
        }
        let more = self.more(to, amount)?;
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
