//! Serial model: accounts, nonces and fees in a few lines of Rust, one transaction after another.
//!
//! It takes one thing from the engine: how much gas a call that ran has used.

use allod_core::{Address, HostStatus};
use allod_vm::{FeeTerms, Receipt, Status, Transaction, Transfer, TransferKind};
use std::collections::BTreeMap;

/// What a transaction does, if it may begin.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Asks what an account has.
    Look(Address),
    /// The puppet takes so much of the value.
    Take(u64),
    /// The puppet takes of the value, and fails.
    TakeThenFail,
    /// The puppet pays an account.
    Pay(Address, u64),
    /// Calls what is not there.
    Nothing,
}

pub(crate) struct Model {
    pub(crate) terms: FeeTerms,
    pub(crate) puppet: Address,
    pub(crate) balances: BTreeMap<Address, u64>,
    pub(crate) nonces: BTreeMap<Address, u64>,
    pub(crate) burned: u128,
}

impl Model {
    pub(crate) fn balance(&self, account: Address) -> u64 {
        self.balances.get(&account).copied().unwrap_or(0)
    }

    /// All the money there is.
    pub(crate) fn total(&self) -> u128 {
        self.balances.values().map(|balance| u128::from(*balance)).sum()
    }

    /// Does `transaction`, and checks that this is what `receipt` says.
    pub(crate) fn check(&mut self, transaction: &Transaction, value: u64, act: &Act, receipt: &Receipt) {
        let Transaction { from, nonce, chain_id, gas_limit, gas_price, .. } = *transaction;
        let (next, used) = (self.nonces.get(&from).copied().unwrap_or(0), receipt.gas.used);
        if chain_id != 1 || nonce != next {
            let nothing = (used, receipt.fee.is_none(), receipt.transfers.is_empty());
            assert_eq!(nothing, (0, true, true), "{transaction:?}");
            assert!(matches!(receipt.status, Status::Refused { .. }));
            return;
        }
        self.nonces.insert(from, next + 1);
        let intrinsic = (self.terms.transaction_gas + self.terms.byte_gas * transaction.payload_bytes()).min(gas_limit);
        assert_eq!(receipt.gas.intrinsic, intrinsic);
        let has = self.balance(from);
        let most = u128::from(gas_limit) * u128::from(gas_price);
        let begins = gas_price >= self.terms.base_price
            && gas_limit >= self.terms.transaction_gas + self.terms.byte_gas * transaction.payload_bytes()
            && most + u128::from(value) <= u128::from(has);
        let mut transfers = Vec::new();
        if begins {
            self.set(from, has - most as u64);
            transfers = self.act(from, value, act, receipt);
            self.set(from, self.balance(from) + most as u64);
        } else {
            assert!(matches!(receipt.status, Status::Refused { .. }), "{}", receipt.status);
        }
        if !begins || matches!(act, Act::Nothing) {
            assert_eq!(used, intrinsic, "a refused one costs what it takes as such");
        }
        assert!(used >= intrinsic && used <= gas_limit);
        let paid = (u128::from(used) * u128::from(gas_price)).min(u128::from(self.balance(from))) as u64;
        let burned = (u128::from(used) * u128::from(self.terms.burned_price)).min(u128::from(paid)) as u64;
        let collector = self.terms.collector;
        self.set(from, self.balance(from) - paid);
        self.set(collector, self.balance(collector) + (paid - burned));
        self.burned += u128::from(burned);
        let fee = receipt.fee.unwrap();
        assert_eq!((fee.gas_price, fee.paid, fee.burned, fee.collector), (gas_price, paid, burned, collector));
        let of_the_fee = [(collector, paid - burned, TransferKind::Fee), (Address::ZERO, burned, TransferKind::Burn)];
        for (to, amount, kind) in of_the_fee {
            transfers.extend((amount > 0).then_some(Transfer { from, to, amount, kind, frame: 0 }));
        }
        assert_eq!(receipt.transfers, transfers);
    }

    fn set(&mut self, account: Address, balance: u64) {
        self.balances.insert(account, balance);
    }

    /// Does what a call that began does, and gives what moved. There is less money than a balance can hold.
    fn act(&mut self, signer: Address, value: u64, act: &Act, receipt: &Receipt) -> Vec<Transfer> {
        if receipt.status == Status::OutOfGas {
            assert_eq!(receipt.gas.used, receipt.gas.limit);
            return Vec::new();
        }
        let puppet = self.puppet;
        match *act {
            Act::Look(account) => {
                assert_eq!(receipt.decode::<u64>().unwrap(), self.balance(account));
                Vec::new()
            }
            Act::Take(amount) => {
                let moves = amount <= value;
                self.moved((signer, puppet), amount, TransferKind::Value, moves, receipt)
            }
            Act::Pay(to, amount) => {
                let moves = amount <= self.balance(puppet);
                self.moved((puppet, to), amount, TransferKind::Transfer, moves, receipt)
            }
            Act::TakeThenFail => {
                assert!(
                    matches!(receipt.status, Status::Reverted { .. } | Status::Trapped { .. }),
                    "{}",
                    receipt.status
                );
                Vec::new()
            }
            Act::Nothing => {
                assert!(matches!(receipt.status, Status::Refused { .. }), "{}", receipt.status);
                Vec::new()
            }
        }
    }

    fn moved(
        &mut self,
        (from, to): (Address, Address),
        amount: u64,
        kind: TransferKind,
        moves: bool,
        receipt: &Receipt,
    ) -> Vec<Transfer> {
        let told = HostStatus::ALL[receipt.decode::<u32>().unwrap() as usize];
        assert_eq!(told == HostStatus::Ok, moves, "{told:?}");
        if !moves || amount == 0 {
            return Vec::new();
        }
        self.set(from, self.balance(from) - amount);
        self.set(to, self.balance(to) + amount);
        vec![Transfer { from, to, amount, kind, frame: 0 }]
    }
}
