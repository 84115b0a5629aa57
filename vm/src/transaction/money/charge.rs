//! Charge: money that is set aside for gas, and the fee that it becomes.

use crate::transaction::money::fee::Fee;
use allod_core::FeeTerms;

/// Charge of the transaction under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Charge {
    /// Money for each gas.
    price: u64,
    /// Money that was taken from the signer. What the fee does not take of it comes back.
    pub(crate) reserved: u64,
}

impl Charge {
    /// Charge for so much `gas` of a signer that `has` so much.
    pub(crate) fn reserve(price: u64, gas: u64, has: u64) -> Self {
        Self { price, reserved: cost(gas, price, has) }
    }

    /// The fee of a transaction that has used so much gas. It is within what is reserved, and what is burned comes first.
    pub(crate) fn settle(self, terms: &FeeTerms, gas_used: u64) -> Fee {
        let paid = cost(gas_used, self.price, self.reserved);
        let burned = cost(gas_used, terms.burned_price, paid);
        Fee { gas_price: self.price, paid, burned, collector: terms.collector }
    }
}

/// Money for so much `gas`, at most `most`.
fn cost(gas: u64, price: u64, most: u64) -> u64 {
    u64::try_from(u128::from(gas) * u128::from(price)).unwrap_or(u64::MAX).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use allod_core::Address;

    fn settled(charge: Charge, gas_used: u64) -> (u64, u64) {
        let terms = FeeTerms { base_price: 5, burned_price: 4, ..FeeTerms::to(Address([9; 20])) };
        let fee = charge.settle(&terms, gas_used);
        (fee.paid, fee.burned)
    }

    #[test]
    fn a_fee_is_gas_times_price_within_what_there_is() {
        let charge = Charge::reserve(5, 100, 1_000);
        assert_eq!(charge.reserved, 500);
        assert_eq!([0, 1, 100].map(|gas| settled(charge, gas)), [(0, 0), (5, 4), (500, 400)]);
        let poor = Charge::reserve(5, 100, 50);
        assert_eq!((poor.reserved, settled(poor, 100)), (50, (50, 50)), "what is burned comes first");
        assert_eq!(settled(Charge::reserve(0, 100, 50), 100), (0, 0));
        let most = Charge::reserve(u64::MAX, u64::MAX, u64::MAX);
        assert_eq!((most.reserved, settled(most, u64::MAX)), (u64::MAX, (u64::MAX, u64::MAX)));
    }
}
