//! Prices and fees change at a height, on all nodes at once, and the past stays as it was.

use crate::stage::{RULES, Stage, key, machine};
use allod_example_chain::rules::Rules;
use allod_vm::EngineError;

/// Gas and burned money of a payment in the next block.
fn payment(stage: &mut Stage, nonce: u64) -> (u64, u64) {
    let signed = stage.pay(1, nonce, 2, 5);
    stage.submit(&signed);
    let block = stage.propose();
    let receipts = stage.node.engine().receipts_at(block.header.height).unwrap();
    assert!(receipts[0].is_success(), "{}", receipts[0].status);
    (receipts[0].gas.used, receipts[0].fee.unwrap().gas_price)
}

#[test]
fn events_and_gas_cost_more_from_the_height_on() {
    let mut stage = Stage::new();
    stage.begun();
    // A first payment makes what the later ones find.
    payment(&mut stage, 0);
    let before = payment(&mut stage, 1);
    assert_eq!(stage.node.head().height, RULES.upgrade - 1);
    let after = payment(&mut stage, 2);
    let bytes = (after.0 - before.0 - 4_900) / 9;
    assert_eq!((after.0 - before.0 - 4_900) % 9, 0, "5,000 in place of 100, and 10 for each byte in place of 1");
    assert!((80..120).contains(&bytes), "bytes of the event: {bytes}");
    assert_eq!((before.1, after.1), (2, 3));
}

#[test]
fn what_waits_at_an_old_price_is_dropped_before_the_upgrade() {
    let mut stage = Stage::new();
    stage.begun();
    stage.propose();
    let cheap = stage.pay(1, 0, 2, 5);
    stage.submit(&cheap);
    // An empty pool of another node gives block 3, in which it is not.
    let mut other = Stage::new();
    (1..=2).for_each(|height| other.node.accept(&stage.node.block(height).unwrap().unwrap()).unwrap());
    stage.node.accept(&other.propose()).unwrap();
    assert!(stage.node.pool().is_empty(), "a gas costs 3 from the next block on");
    assert!(stage.refuses(&cheap.to_bytes().unwrap()).contains("a gas price of 2, the least is 3"));
    assert_eq!(stage.node.engine().nonce(key(1).address()).unwrap(), 0);
}

#[test]
fn a_node_that_plans_another_height_parts_by_name() {
    let (mut stage, mut early) = (Stage::new(), Stage::on(machine(Rules { upgrade: 3, ..RULES }, 1, true)));
    early.node.accept(&stage.begun()).unwrap();
    early.node.accept(&stage.propose()).unwrap();
    stage.submit(&stage.pay(1, 0, 2, 5));
    let block = stage.propose();
    let error = early.node.accept(&block).unwrap_err();
    assert!(matches!(error.engine(), Some(EngineError::BlockRoot { .. })), "{error}");
    assert_eq!(early.node.head().height, 2);
}
