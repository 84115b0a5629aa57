//! Transactions that the next block would refuse don't get into the pool.

use crate::stage::{Stage, key, token};
use allod_example_chain::block::TRANSACTION_GAS;
use allod_vm::{Address, Payload, Transaction};

/// A payment of account 1 that is let in, changed.
fn changed(stage: &Stage, change: impl FnOnce(&mut Transaction)) -> Vec<u8> {
    let mut transaction = stage.pay(1, 0, 2, 1).transaction;
    change(&mut transaction);
    key(1).sign(transaction).to_bytes().unwrap()
}

fn called(transaction: &mut Transaction) -> (&mut Address, &mut String, &mut Vec<u8>, &mut u64) {
    match &mut transaction.payload {
        Payload::Call { contract, function, input, value, .. } => (contract, function, input, value),
        Payload::Deploy { .. } => panic!("a payment is a call"),
    }
}

#[test]
fn each_reason_is_named_and_nothing_changes() {
    let mut stage = Stage::new();
    stage.begun();
    let account = key(1).address();
    type Change = fn(&mut Transaction);
    let changes: [(Change, String); 9] = [
        (|transaction| transaction.chain_id = 8, "the transaction is for chain 8, this is chain 7".into()),
        (|transaction| transaction.nonce = 1, format!("transaction 1 of {account}: the next one is 0")),
        (
            |transaction| transaction.gas_limit = TRANSACTION_GAS + 1,
            "the transaction asks for 50000001 gas, the most is 50000000".into(),
        ),
        (|transaction| transaction.gas_price = 1, "a gas price of 1, the least is 2".into()),
        (|transaction| transaction.gas_limit = 20_000, "20000".into()),
        (|transaction| *called(transaction).0 = Address([5; 20]), format!("no contract at {}", Address([5; 20]))),
        (|transaction| *called(transaction).1 = "Transfers".into(), "no function \"Transfers\"".into()),
        (|transaction| called(transaction).2.truncate(27), "Transfer: the input is no argument 2 (amount u64)".into()),
        (|transaction| *called(transaction).3 = 1 << 60, "1152921504606846976".into()),
    ];
    for (change, wanted) in changes {
        let bytes = changed(&stage, change);
        let error = stage.refuses(&bytes);
        assert!(error.contains(&wanted), "{error}, wanted {wanted}");
    }
    let alice = key(0).address();
    let replayed = stage.pay(0, 3, 1, 1).to_bytes().unwrap();
    assert_eq!(stage.refuses(&replayed), format!("transaction 3 of {alice}: the next one is 24"));
    let good = changed(&stage, |_| {});
    stage.node.submit(&good).unwrap();
    assert_eq!(stage.refuses(&good), format!("transaction 0 of {account}: the next one is 1"), "it waits already");
}

#[test]
fn money_is_there_for_everything_that_waits() {
    let mut stage = Stage::new();
    stage.begun();
    let with = |stage: &Stage, nonce, gas_price| {
        let mut transaction = stage.pay(1, nonce, 2, 1).transaction;
        transaction.gas_price = gas_price;
        key(1).sign(transaction).to_bytes().unwrap()
    };
    // A thousand millions for a million gas, at 500 each.
    let two = [with(&stage, 0, 500), with(&stage, 1, 500)];
    for bytes in two {
        stage.node.submit(&bytes).unwrap();
    }
    let third = with(&stage, 2, 2);
    let error = stage.refuses(&third);
    assert!(error.contains("has 0"), "{error}");
    stage.propose();
    let third = with(&stage, 2, 2);
    stage.node.submit(&third).unwrap();
}

#[test]
fn what_a_block_refuses_is_what_the_engine_says_beforehand() {
    let stage = Stage::new();
    let mut transaction = stage.pay(1, 0, 2, 1).transaction;
    transaction.payload = Payload::Call {
        contract: token(&stage.node),
        function: "Transfer".into(),
        input: vec![0; 5],
        value: 0,
        objects: vec![],
    };
    let engine = stage.node.engine();
    let refusal = engine.refusal(&transaction).unwrap().unwrap();
    let receipts = engine.execute_block(&engine.last_block().unwrap().next(), vec![transaction]).unwrap();
    assert_eq!(receipts[0].status, allod_vm::Status::Refused { reason: refusal.into() });
}
