//! Fee terms: what a chain takes for transactions.

use crate::{Address, Hash, Reason, codec};
use serde::{Deserialize, Serialize};

/// Most gas of a transaction: a meter holds no more.
const METER: u64 = i64::MAX as u64;

/// Fee terms of a chain: what the transactions of its blocks pay, and to whom. The same on every node, like the schedule.
///
/// A transaction offers a price for each gas. Its *intrinsic gas*, for the transaction as such and for each byte of its
/// payload, counts to its gas limit like all other gas, and is paid by transactions that are refused, too: they took a place
/// in the block. Before it runs, the signer's balance has to cover `gas_limit × gas_price` and the value it attaches; so much
/// is set aside, and what the gas used did not take comes back at the end.
///
/// ```
/// use allod_core::gas::FeeTerms;
/// use allod_core::Address;
///
/// let terms = FeeTerms { base_price: 2, ..FeeTerms::to(Address([9; 20])) };
/// assert_eq!(terms.validate(), Ok(()));
/// assert_eq!(terms.intrinsic_gas(100), 21_000 + 100 * 16);
/// // All that the price does not burn is the collector's.
/// assert_eq!((terms.burned_price, terms.burned(50_000)), (0, 0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeTerms {
    /// The account that fees go to: an account of the chain's own, or a contract that shares them out. Its balance ends at
    /// [`u64::MAX`], and what is above that is burned.
    pub collector: Address,
    /// The least that a transaction may offer for each gas, in money.
    pub base_price: u64,
    /// The part of the price of each gas that is burned and goes to nobody, in money: at most `base_price`. 0 burns nothing,
    /// `base_price` is what Ethereum does since EIP-1559.
    pub burned_price: u64,
    /// Gas of a transaction as such.
    pub transaction_gas: u64,
    /// Gas of each byte of its payload.
    pub byte_gas: u64,
}

/// Fee terms under which no engine can work.
///
/// ```
/// use allod_core::gas::{FeeError, FeeTerms};
/// use allod_core::Address;
///
/// let terms = FeeTerms { burned_price: 2, ..FeeTerms::to(Address([9; 20])) };
/// assert_eq!(terms.validate(), Err(FeeError::Burned { burned: 2, base: 1 }));
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeeError {
    /// More is to be burned than a transaction has to pay.
    #[error("fees: {burned} of the price of each gas are to be burned, wanted 0 to {base}, which is the least price")]
    Burned {
        /// The part that is burned.
        burned: u64,
        /// The least price.
        base: u64,
    },
    /// More intrinsic gas than any transaction has.
    #[error("fees: a transaction takes {gas} gas as such, wanted 0 to {METER}, which is the greatest gas limit")]
    Intrinsic {
        /// The gas.
        gas: u64,
    },
    /// A least fee above what any account can have.
    #[error("fees: {gas} gas at {price} each are more than the greatest balance, {}", u64::MAX)]
    Unpayable {
        /// The gas of a transaction as such.
        gas: u64,
        /// The least price.
        price: u64,
    },
}

/// Offer of a transaction for its gas, as [`FeeTerms::refusal`] judges it.
///
/// ```
/// use allod_core::Address;
/// use allod_core::gas::FeeOffer;
///
/// let offer = FeeOffer { account: Address([1; 20]), gas_limit: 50_000, gas_price: 2, value: 7, bytes: 10 };
/// assert_eq!(offer.most(), 100_007);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeOffer {
    /// The signer.
    pub account: Address,
    /// Most gas it may use.
    pub gas_limit: u64,
    /// Money for each gas.
    pub gas_price: u64,
    /// Money that it attaches.
    pub value: u64,
    /// Bytes of its payload.
    pub bytes: u64,
}

impl FeeOffer {
    /// Money that it may take: gas limit times price, and the value. It always fits.
    pub fn most(&self) -> u128 {
        u128::from(self.gas_limit) * u128::from(self.gas_price) + u128::from(self.value)
    }
}

impl FeeTerms {
    /// Terms under which a gas costs 1, all of it goes to `collector`, and the intrinsic gas is that of Ethereum's
    /// transactions: 21,000, which is about what checking a signature takes at a gas a nanosecond, and 16 a byte (EIP-2028).
    pub fn to(collector: Address) -> Self {
        Self { collector, base_price: 1, burned_price: 0, transaction_gas: 21_000, byte_gas: 16 }
    }

    /// Checks that an engine can work with these terms.
    ///
    /// # Errors
    /// [`FeeError`].
    pub fn validate(&self) -> Result<(), FeeError> {
        let Self { collector: _, base_price, burned_price, transaction_gas, byte_gas: _ } = *self;
        if burned_price > base_price {
            return Err(FeeError::Burned { burned: burned_price, base: base_price });
        }
        if transaction_gas > METER {
            return Err(FeeError::Intrinsic { gas: transaction_gas });
        }
        match base_price.checked_mul(transaction_gas) {
            Some(_) => Ok(()),
            None => Err(FeeError::Unpayable { gas: transaction_gas, price: base_price }),
        }
    }

    /// Intrinsic gas of a transaction whose payload has so many `bytes`; `u64::MAX` where it is more.
    #[inline]
    pub fn intrinsic_gas(&self, bytes: u64) -> u64 {
        self.byte_gas.saturating_mul(bytes).saturating_add(self.transaction_gas)
    }

    /// Money that is burned for so much `gas`.
    #[inline]
    pub fn burned(&self, gas: u64) -> u128 {
        u128::from(gas) * u128::from(self.burned_price)
    }

    /// The reason for which a transaction with this `offer` can't begin while its signer has `balance`; `None` if it can. A
    /// host asks this before it takes a transaction into a block, and the engine when it runs.
    ///
    /// ```
    /// use allod_core::gas::{FeeOffer, FeeTerms};
    /// use allod_core::{Address, Reason};
    ///
    /// let terms = FeeTerms::to(Address([9; 20]));
    /// let offer = FeeOffer { account: Address([1; 20]), gas_limit: 50_000, gas_price: 1, value: 7, bytes: 10 };
    /// assert_eq!(terms.refusal(&offer, 50_007), None);
    /// assert!(matches!(terms.refusal(&offer, 50_006), Some(Reason::Funds { has: 50_006, .. })));
    /// assert_eq!(
    ///     terms.refusal(&FeeOffer { gas_price: 0, ..offer }, 50_007),
    ///     Some(Reason::GasPrice { given: 0, least: 1 })
    /// );
    /// ```
    #[inline]
    pub fn refusal(&self, offer: &FeeOffer, balance: u64) -> Option<Reason> {
        let FeeOffer { account, gas_limit, gas_price, value, bytes } = *offer;
        let intrinsic = self.intrinsic_gas(bytes);
        if gas_price < self.base_price {
            return Some(Reason::GasPrice { given: gas_price, least: self.base_price });
        }
        if gas_limit < intrinsic {
            return Some(Reason::IntrinsicGas { limit: gas_limit, intrinsic });
        }
        let funds = Reason::Funds { account, has: balance, gas_limit, gas_price, value };
        (offer.most() > u128::from(balance)).then_some(funds)
    }

    /// The terms' hash, by which nodes tell whether they have the same.
    pub fn hash(&self) -> Hash {
        let bytes = codec::encode(self).unwrap_or_default();
        Hash::of("allod 2026 fee terms", &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> FeeTerms {
        FeeTerms::to(Address([9; 20]))
    }

    #[test]
    fn terms_that_nobody_could_meet_are_refused_by_name() {
        assert_eq!(terms().validate(), Ok(()));
        let free = FeeTerms { base_price: 0, burned_price: 0, transaction_gas: 0, byte_gas: 0, ..terms() };
        assert_eq!(free.validate(), Ok(()), "a chain may take nothing");
        let all_burned = FeeTerms { base_price: 5, burned_price: 5, ..terms() };
        assert_eq!(all_burned.validate(), Ok(()));
        let words = |terms: FeeTerms| terms.validate().unwrap_err().to_string();
        assert_eq!(
            words(FeeTerms { burned_price: 2, ..terms() }),
            "fees: 2 of the price of each gas are to be burned, wanted 0 to 1, which is the least price"
        );
        assert_eq!(
            words(FeeTerms { transaction_gas: u64::MAX, ..terms() }),
            "fees: a transaction takes 18446744073709551615 gas as such, wanted 0 to 9223372036854775807, which is the \
             greatest gas limit"
        );
        assert_eq!(
            words(FeeTerms { base_price: u64::MAX, transaction_gas: 2, ..terms() }),
            "fees: 2 gas at 18446744073709551615 each are more than the greatest balance, 18446744073709551615"
        );
    }

    #[test]
    fn the_largest_numbers_do_not_wrap() {
        let most = FeeTerms { byte_gas: u64::MAX, transaction_gas: METER, ..terms() };
        assert_eq!((most.intrinsic_gas(0), most.intrinsic_gas(2)), (METER, u64::MAX));
        let max = u64::MAX;
        let offer = FeeOffer { account: Address([1; 20]), gas_limit: max, gas_price: max, value: max, bytes: max };
        assert_eq!(offer.most(), u128::MAX - u128::from(u64::MAX));
        let free = FeeTerms { byte_gas: 0, ..terms() };
        assert_eq!(
            free.refusal(&offer, max),
            Some(Reason::Funds { account: offer.account, has: max, gas_limit: max, gas_price: max, value: max })
        );
        assert_eq!(FeeTerms { burned_price: max, ..terms() }.burned(max), u128::from(max) * u128::from(max));
    }

    #[test]
    fn each_part_of_the_terms_is_in_their_hash() {
        let others = [
            FeeTerms { collector: Address([8; 20]), ..terms() },
            FeeTerms { base_price: 2, ..terms() },
            FeeTerms { burned_price: 1, ..terms() },
            FeeTerms { transaction_gas: 2, ..terms() },
            FeeTerms { byte_gas: 2, ..terms() },
        ];
        assert!(others.iter().all(|other| other.hash() != terms().hash()));
    }
}
