//! Model of a chain, in plain Rust: money, nonces, rows and one number of a contract, block by block.

use std::collections::BTreeMap;

/// Account, by its number.
pub(crate) type Account = usize;

/// Accounts that sign.
pub(crate) const SIGNERS: usize = 4;
/// The contract.
pub(crate) const CONTRACT: Account = SIGNERS;
/// The account of native code.
pub(crate) const NATIVE: Account = SIGNERS + 1;
/// The account that hooks pay to.
pub(crate) const COLLECTOR: Account = SIGNERS + 2;
/// All of them.
pub(crate) const ACCOUNTS: usize = SIGNERS + 3;

/// Money that a call of the contract may take.
pub(crate) const VALUE: u64 = 50;

/// Transaction, as the model knows it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) from: Account,
    /// Added to the right nonce.
    pub(crate) nonce_off: u64,
    pub(crate) act: Act,
}

/// What a call asks of the contract.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Takes money of the signer.
    Take(u64),
    /// Pays money of the contract.
    Pay(Account, u64),
    /// Writes the number.
    Write(u64),
    /// Reads the number.
    Value,
    /// Gives up.
    Fail,
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
}

/// State of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) balances: [u64; ACCOUNTS],
    pub(crate) nonces: [u64; SIGNERS],
    pub(crate) rows: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(crate) number: u64,
    /// Receipts of the block under way.
    pub(crate) receipts: u64,
}

impl Model {
    /// Begins a block at `height`, with its hook.
    pub(crate) fn begin(&mut self, height: u64) {
        self.receipts = 0;
        self.rows.insert(b"height".to_vec(), height.to_be_bytes().to_vec());
    }

    /// Runs a call with this nonce.
    pub(crate) fn run(&mut self, call: &Call, nonce: u64) -> Outcome {
        self.receipts += 1;
        if self.nonces[call.from] != nonce {
            return Outcome::Refused;
        }
        self.nonces[call.from] += 1;
        if self.balances[call.from] < VALUE {
            return Outcome::Refused;
        }
        match call.act {
            Act::Take(amount) if amount > VALUE => Outcome::Success(1),
            Act::Take(amount) => Outcome::Success(u64::from(!self.pay(call.from, CONTRACT, amount))),
            Act::Pay(to, amount) => Outcome::Success(u64::from(!self.pay(CONTRACT, to, amount))),
            Act::Write(number) => {
                self.number = number;
                Outcome::Success(0)
            }
            Act::Value => Outcome::Success(self.number),
            Act::Fail => Outcome::Reverted,
        }
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
