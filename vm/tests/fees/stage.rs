//! Stage: an engine with fee terms, two contracts, and accounts that sign.

use allod_core::{Address, Args, args};
use allod_testing::world::{config, contract, puppet};
use allod_vm::{BlockContext, Engine, EngineConfig, FeeTerms, Payload, Receipt, Status, Transaction};
use std::cell::Cell;

/// Account that fees go to, unless a test says otherwise.
pub(crate) const COLLECTOR: Address = Address([0xFE; 20]);

/// Says what an account has.
const LOOKER: &str = r#"(module
    (import "allod" "input" (func $input (param i32 i32) (result i32)))
    (import "allod" "output" (func $output (param i32 i32)))
    (import "allod" "balance" (func $balance (param i32) (result i64)))
    (memory (export "memory") 1)
    (func (export "Look")
        (drop (call $input (i32.const 0) (i32.const 20)))
        (i64.store (i32.const 32) (call $balance (i32.const 0)))
        (call $output (i32.const 32) (i32.const 8)))
    (func (export "Spin") (loop (br 0))))"#;

/// Terms of these tests: a part of each price is burned, and small numbers can be checked by eye.
pub(crate) fn terms() -> FeeTerms {
    FeeTerms { base_price: 3, burned_price: 1, transaction_gas: 1_000, byte_gas: 10, ..FeeTerms::to(COLLECTOR) }
}

/// Signer number `number`.
pub(crate) fn signer(number: u64) -> Address {
    let mut address = [0x51; 20];
    address[..8].copy_from_slice(&number.to_be_bytes());
    Address(address)
}

pub(crate) struct Stage {
    pub(crate) engine: Engine,
    pub(crate) looker: Address,
    pub(crate) puppet: Address,
    height: Cell<u64>,
}

impl Stage {
    pub(crate) fn new(terms: FeeTerms) -> Self {
        Self::on(config().with_fees(terms))
    }

    pub(crate) fn on(config: EngineConfig) -> Self {
        let engine = Engine::open(config).unwrap();
        let looker = contract(&engine, LOOKER, &[("Look", &[("account", "address")], "u64"), ("Spin", &[], "")]);
        let puppet = puppet(&engine);
        Self { engine, looker, puppet, height: Cell::new(100) }
    }

    /// Gives these accounts money.
    pub(crate) fn with(self, funds: &[(Address, u64)]) -> Self {
        funds.iter().for_each(|(account, amount)| self.engine.fund(*account, *amount).unwrap());
        self
    }

    pub(crate) fn balance(&self, account: Address) -> u64 {
        self.engine.balance(account).unwrap()
    }

    /// A call at the least price, with enough gas.
    pub(crate) fn call(&self, from: Address, contract: Address, function: &str, args: Args, value: u64) -> Transaction {
        let input = args.encode(self.engine.abi(contract).unwrap().function(function).unwrap()).unwrap();
        let payload = Payload::Call { contract, function: function.into(), input, value, objects: vec![] };
        let gas_price = self.engine.fees().map_or(0, |terms| terms.base_price);
        Transaction { from, nonce: 0, chain_id: 1, gas_limit: 100_000, gas_price, payload }
    }

    /// A call that asks what `account` has.
    pub(crate) fn look(&self, from: Address, account: Address) -> Transaction {
        self.call(from, self.looker, "Look", args![account], 0)
    }

    pub(crate) fn block(&self, transactions: Vec<Transaction>) -> Vec<Receipt> {
        self.height.set(self.height.get() + 1);
        let height = self.height.get();
        let block = BlockContext { height, time: height as i64, chain_id: 1 };
        self.engine.execute_block(&block, transactions).unwrap()
    }

    /// A block of one transaction.
    pub(crate) fn run(&self, transaction: Transaction) -> Receipt {
        self.block(vec![transaction]).remove(0)
    }
}

/// The words of a refusal.
pub(crate) fn refusal(receipt: &Receipt) -> String {
    match &receipt.status {
        Status::Refused { reason } => reason.to_string(),
        other => panic!("{other}"),
    }
}

/// What a receipt's fee says: paid, and burned of it.
pub(crate) fn paid(receipt: &Receipt) -> (u64, u64) {
    receipt.fee.map(|fee| (fee.paid, fee.burned)).unwrap()
}
