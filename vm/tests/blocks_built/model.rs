//! Model of a chain, in plain Rust: money, fees, nonces, rows, one number of a contract, and the books of a native
//! contract, block by block.
//!
//! It takes one thing from the engine: how much gas a transaction has used.

use crate::bank::{LATE_FROM, SECOND_VERSION};
use allod_core::HostStatus;
use allod_vm::{FeeTerms, Receipt, Transaction};
use std::collections::BTreeMap;

/// Account, by its number.
pub(crate) type Account = usize;

/// Accounts that sign.
pub(crate) const SIGNERS: usize = 4;
/// The contract.
pub(crate) const CONTRACT: Account = SIGNERS;
/// The account of native code.
pub(crate) const NATIVE: Account = SIGNERS + 1;
/// The native contract.
pub(crate) const BANK: Account = SIGNERS + 2;
/// The account that hooks pay to.
pub(crate) const COLLECTOR: Account = SIGNERS + 3;
/// The account that fees go to.
pub(crate) const FEES: Account = SIGNERS + 4;
/// All of them.
pub(crate) const ACCOUNTS: usize = SIGNERS + 5;

/// Money that a call may take.
pub(crate) const VALUE: u64 = 50;

/// Transaction, as the model knows it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) from: Account,
    /// Added to the right nonce.
    pub(crate) nonce_off: u64,
    /// Added to the least price of gas; one less than the least for `None`.
    pub(crate) tip: Option<u64>,
    pub(crate) act: Act,
}

/// Request of a call.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// The contract takes money of the signer.
    Take(u64),
    /// The contract pays.
    Pay(Account, u64),
    /// The contract writes the number.
    Write(u64),
    /// The contract reads the number.
    Value,
    /// The contract gives up.
    Fail,
    /// The native contract takes a deposit.
    Deposit(u64),
    /// The native contract gives a deposit back.
    Withdraw(u64),
    /// The native contract pays.
    BankPays(Account, u64),
    /// The native contract counts.
    Count,
    /// It counts, and gives up.
    CountThenFail,
    /// It counts, has the contract call it again to count, counts, and may give up.
    Through(bool),
    /// The contract has it count.
    CountBy,
    /// The contract has it count and give up, and goes on.
    FailBy,
    /// The contract has it count with too little gas, and goes on.
    Starve,
    /// It counts, and uses up all its gas.
    Spin,
    /// It has no such function.
    Missing,
    /// Input that does not fit.
    Unfit,
    /// A native contract that begins at a later height says which block it is.
    Late,
    /// The native contract panics.
    Panic,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did this, as its result says.
    Success(u64),
    /// The contract gave up.
    Reverted,
    /// It could not begin.
    Refused,
    /// It had too little gas.
    OutOfGas,
}

/// State of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Model {
    /// The fees, if there are any; they go to [`FEES`].
    pub(crate) fees: Option<FeeTerms>,
    pub(crate) balances: [u64; ACCOUNTS],
    pub(crate) nonces: [u64; SIGNERS],
    pub(crate) rows: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(crate) number: u64,
    /// Deposits of the signers.
    pub(crate) deposits: [u64; SIGNERS],
    pub(crate) count: u64,
    /// Height of the block under way.
    pub(crate) height: u64,
    /// Receipts of the block under way.
    pub(crate) receipts: u64,
}

impl Model {
    /// Begins a block at `height`, with its hook, which has the native contract count.
    pub(crate) fn begin(&mut self, height: u64) {
        (self.receipts, self.height) = (1, height);
        self.count += self.step();
        self.rows.insert(b"height".to_vec(), height.to_be_bytes().to_vec());
    }

    /// True if a transaction of `from` has what it may cost at most.
    pub(crate) fn can_pay(&self, from: Account, transaction: &Transaction) -> bool {
        let Transaction { gas_limit, gas_price, .. } = *transaction;
        let charged = u128::from(gas_limit) * u128::from(if self.fees.is_some() { gas_price } else { 0 });
        let pays = self.fees.is_none_or(|terms| gas_price >= terms.base_price);
        pays && charged + u128::from(VALUE) <= u128::from(self.balances[from])
    }

    /// Runs `call`, which is this transaction, and has this receipt for the gas that it used.
    pub(crate) fn run(&mut self, call: &Call, transaction: &Transaction, receipt: &Receipt) -> Outcome {
        let Transaction { nonce, gas_limit, gas_price, .. } = *transaction;
        self.receipts += 1;
        if self.nonces[call.from] != nonce {
            assert_eq!(receipt.gas.used, 0, "{call:?}");
            return Outcome::Refused;
        }
        self.nonces[call.from] += 1;
        let (from, used) = (call.from, receipt.gas.used);
        let most = self.fees.map_or(0, |_| gas_limit * gas_price);
        let outcome = match self.can_pay(from, transaction) {
            true => {
                let before = self.clone();
                self.balances[from] -= most;
                let outcome = self.act(call);
                self.balances[from] += most;
                // A call that failed did nothing.
                if !matches!(outcome, Outcome::Success(_)) {
                    *self = before;
                }
                outcome
            }
            false => Outcome::Refused,
        };
        let Some(terms) = self.fees else { return outcome };
        let intrinsic = terms.transaction_gas + terms.byte_gas * transaction.payload_bytes();
        assert_eq!(receipt.gas.intrinsic, intrinsic, "{call:?}");
        match outcome {
            Outcome::Refused => assert_eq!(used, intrinsic, "{call:?}"),
            Outcome::OutOfGas => assert_eq!(used, gas_limit, "{call:?}"),
            _ => assert!(used > intrinsic && used < gas_limit, "{call:?}: {used}"),
        }
        let paid = (used * gas_price).min(self.balances[from]);
        let burned = (used * terms.burned_price).min(paid);
        self.balances[from] -= paid;
        self.balances[FEES] += paid - burned;
        outcome
    }

    /// Does what a call that began asks for.
    fn act(&mut self, call: &Call) -> Outcome {
        let (step, from) = (self.step(), call.from);
        let told = |moved: bool| Outcome::Success(u64::from(!moved));
        match call.act {
            Act::Take(amount) if amount > VALUE => Outcome::Success(1),
            Act::Take(amount) => told(self.pay(from, CONTRACT, amount)),
            Act::Pay(to, amount) => told(self.pay(CONTRACT, to, amount)),
            Act::Write(number) => {
                self.number = number;
                Outcome::Success(0)
            }
            Act::Value => Outcome::Success(self.number),
            Act::Deposit(amount) if amount > VALUE => Outcome::Reverted,
            Act::Deposit(amount) => {
                assert!(self.pay(from, BANK, amount), "it has the value");
                self.deposits[from] += amount;
                Outcome::Success(self.deposits[from])
            }
            Act::Withdraw(amount) => match self.deposits[from].checked_sub(amount) {
                Some(left) if self.pay(BANK, from, amount) => {
                    self.deposits[from] = left;
                    Outcome::Success(left)
                }
                _ => Outcome::Reverted,
            },
            Act::BankPays(to, amount) => match self.pay(BANK, to, amount) {
                true => Outcome::Success(0),
                false => Outcome::Reverted,
            },
            Act::Count | Act::CountBy => {
                self.count += step;
                Outcome::Success(self.count)
            }
            Act::Through(false) => {
                self.count += 3 * step;
                Outcome::Success(self.count)
            }
            Act::FailBy => Outcome::Success(HostStatus::CallReverted as u64),
            Act::Starve => Outcome::Success(HostStatus::CallOutOfGas as u64),
            Act::Fail | Act::CountThenFail | Act::Through(true) => Outcome::Reverted,
            Act::Spin => Outcome::OutOfGas,
            Act::Missing | Act::Unfit => Outcome::Refused,
            Act::Late if self.height < LATE_FROM => Outcome::Refused,
            Act::Late => Outcome::Success(self.height),
            Act::Panic => panic!("no block has it that is kept"),
        }
    }

    /// Step in which the native contract counts.
    fn step(&self) -> u64 {
        if self.height >= SECOND_VERSION { 2 } else { 1 }
    }

    /// Pays by native code. `false` where it gives up.
    pub(crate) fn native(&mut self, to: Account, amount: u64) -> bool {
        self.receipts += 1;
        self.pay(NATIVE, to, amount)
    }

    /// Moves money. `false` where there is too little.
    pub(crate) fn pay(&mut self, from: Account, to: Account, amount: u64) -> bool {
        let has = self.balances[from] >= amount;
        if has {
            self.balances[from] -= amount;
            self.balances[to] += amount;
        }
        has
    }

    /// Ends a block, with its hook.
    pub(crate) fn end(&mut self) {
        self.rows.insert(b"receipts".to_vec(), self.receipts.to_be_bytes().to_vec());
        let tax = self.balances[0] / 1_000;
        assert!(self.pay(0, COLLECTOR, tax));
        self.balances[COLLECTOR] += self.receipts;
        match self.receipts % 2 {
            0 => drop(self.rows.remove(&b"odd"[..])),
            _ => drop(self.rows.insert(b"odd".to_vec(), vec![])),
        }
    }
}
