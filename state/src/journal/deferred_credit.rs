//! Deferred credit: money that is owed to one account, and not in its balance yet.

use allod_core::Address;

/// Deferred credit: the sum of what was paid to one account since its balance was asked for.
///
/// Payments add up in any order, so whoever pays need not read the balance, and transactions that run side by side and pay
/// the same account do not conflict. The sum is added where the balance is read: by a transaction, which then depends on
/// those before it as on any other balance, or by the commit of the block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeferredCredit {
    account: Address,
    /// 0 where nothing is owed. A sum above the greatest balance is that: no more of it could be added.
    amount: u64,
}

impl DeferredCredit {
    /// So much owed to `account`.
    pub(crate) fn new(account: &Address, amount: u64) -> Self {
        Self { account: *account, amount }
    }

    /// The account and the amount, if anything is owed.
    #[inline]
    pub(crate) fn owed(&self) -> Option<(Address, u64)> {
        self.is_owed().then_some((self.account, self.amount))
    }

    /// True if something is owed.
    #[inline]
    pub(crate) fn is_owed(&self) -> bool {
        self.amount > 0
    }

    /// True if something is owed to `account`.
    #[inline]
    pub(crate) fn is_owed_to(&self, account: &Address) -> bool {
        self.is_owed() && self.account == *account
    }

    /// True if this and `other` can become one sum.
    pub(crate) fn is_compatible(&self, other: &Self) -> bool {
        !self.is_owed() || !other.is_owed() || self.account == other.account
    }

    /// Adds `other`, which is [compatible](Self::is_compatible). Gives the account that is owed to, if `other` owes
    /// anything.
    pub(crate) fn add(&mut self, other: Self) -> Option<Address> {
        debug_assert!(self.is_compatible(&other));
        if !other.is_owed() {
            return None;
        }
        self.account = other.account;
        self.amount = self.amount.saturating_add(other.amount);
        Some(other.account)
    }
}
