//! What the store holds is listed page by page, in order, and nothing twice.

use allod_vm::{Address, DEFAULT_ACCOUNT, Engine, EngineConfig, EngineError, ExecuteOptions, StateError, args};

const SENDER: Address = Address([7; 20]);

/// A module of one function that takes and gives a number; each `n` is a module of its own.
fn module(n: u32) -> String {
    format!(r#"(module (func (export "add") (param i64) (result i64) (i64.add (local.get 0) (i64.const {n}))))"#)
}

#[test]
fn every_contract_is_on_one_page_in_the_order_of_addresses() {
    let engine = Engine::open(EngineConfig::default()).unwrap();
    let mut made: Vec<_> = (0..7).map(|n| engine.deploy(module(n % 3)).unwrap()).collect();
    made.sort_by_key(|deployed| deployed.address);
    let mut seen = Vec::new();
    loop {
        let page = engine.contracts(seen.last().map(|last: &allod_vm::ContractView| last.address), 3).unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 3);
        seen.extend(page);
    }
    assert_eq!(seen.len(), made.len());
    for (view, deployed) in seen.iter().zip(&made) {
        assert_eq!((view.address, view.record.code), (deployed.address, deployed.code_hash));
        assert_eq!((view.record.deployer, view.record.height), (DEFAULT_ACCOUNT, deployed.receipt.block.height));
        assert_eq!(view.module_size, deployed.module_size);
    }
    assert!(engine.contracts(None, 0).unwrap().is_empty());
}

#[test]
fn every_receipt_is_on_one_page_in_the_order_of_transactions() {
    let engine = Engine::open(EngineConfig::default()).unwrap();
    let contract = engine.deploy(module(1)).unwrap();
    let mut made = vec![contract.receipt];
    for n in 0..200u64 {
        let options = ExecuteOptions { from: SENDER, ..ExecuteOptions::default() };
        made.push(engine.execute(contract.address, "add", args![n as i64], options).unwrap());
    }
    for limit in [1, 7, 64, 65, 1000] {
        let (mut seen, mut after) = (Vec::new(), 0);
        loop {
            let page = engine.receipts(after, limit).unwrap();
            let Some(last) = page.last() else { break };
            assert!(page.len() <= limit);
            after = last.transaction;
            seen.extend(page);
        }
        assert_eq!(seen, made, "{limit} at a time");
    }
    assert!(engine.receipts(0, 0).unwrap().is_empty());
    assert!(engine.receipts(u64::MAX, 10).unwrap().is_empty());
    assert_eq!(engine.receipts(150, 1).unwrap()[0].transaction, 151);
}

#[test]
fn a_transfer_moves_all_of_it_or_nothing() {
    let engine = Engine::open(EngineConfig::default()).unwrap();
    let other = Address([8; 20]);
    engine.fund(SENDER, 100).unwrap();
    engine.transfer(SENDER, other, 60).unwrap();
    let balances = || (engine.balance(SENDER).unwrap(), engine.balance(other).unwrap());
    assert_eq!(balances(), (40, 60));
    let refused = engine.transfer(SENDER, other, 41).unwrap_err();
    assert!(matches!(refused, EngineError::State(StateError::InsufficientBalance { has: 40, wanted: 41, .. })));
    engine.transfer(SENDER, SENDER, 40).unwrap();
    engine.fund(other, u64::MAX - 60).unwrap();
    let refused = engine.transfer(SENDER, other, 1).unwrap_err();
    assert!(matches!(refused, EngineError::State(StateError::BalanceOverflow { .. })));
    assert_eq!(balances(), (40, u64::MAX));
}
