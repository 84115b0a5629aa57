//! The last transaction undone, exactly: gas, receipts, numbers, nonces and root are as before.

use crate::stage::Stage;
use allod_core::{Address, Context, Object, Value, args};
use allod_testing::hostile::module;
use allod_testing::world::{ALICE, BOB, by};
use allod_vm::{Block, DeployTerms, Hash, Payload, Transaction};

/// Everything that can be seen of a block.
fn seen(block: &mut Block<'_>) -> (u64, usize, Hash, u64, u64) {
    let root = block.root().unwrap();
    (block.gas_used(), block.receipts().len(), root, block.nonce(ALICE).unwrap(), block.balance(BOB).unwrap())
}

fn deploy(nonce: u64) -> Transaction {
    let module = wat::parse_str(module(&[], r#"(func (export "f"))"#)).unwrap();
    let payload = Payload::Deploy { module, terms: DeployTerms::default() };
    Transaction { from: ALICE, nonce, chain_id: 1, gas_limit: 10_000_000, gas_price: 0, payload }
}

#[test]
fn a_transaction_of_any_kind_is_undone_as_if_it_had_never_run() {
    let stage = Stage::new(1);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    block.run_all(stage.mixed(0, 9)).unwrap();
    let before = seen(&mut block);
    let kinds = (0..6).map(|kind| Transaction { nonce: 9, ..stage.mixed(9 + kind, 1)[0].clone() });
    let replayed = Transaction { nonce: 3, ..stage.mixed(0, 1)[0].clone() };
    for transaction in kinds.chain([deploy(9), replayed]) {
        let mut numbers = Vec::new();
        for _ in 0..2 {
            numbers.push(block.run(&transaction).unwrap().hash);
            assert!(block.undo_last().unwrap());
            assert_eq!(seen(&mut block), before, "{transaction:?}");
        }
        assert_eq!(numbers[0], numbers[1], "the number is free again");
    }
    block
        .native(Address([9; 20]), "Make", by(ALICE), |context| {
            let object = context.create_object()?;
            object.set("a", Value::from(1u64))?;
            object.set_owner(&BOB)?;
            Ok(vec![])
        })
        .unwrap();
    assert!(block.undo_last().unwrap());
    assert_eq!(seen(&mut block), before);
    assert!(!block.undo_last().unwrap(), "one is undone, and not the one before");
    let committed = block.commit().unwrap();

    let other = Stage::new(1);
    let mut block = other.engine.begin_block(other.next()).unwrap();
    block.run_all(other.mixed(0, 9)).unwrap();
    assert_eq!(block.commit().unwrap(), committed);
    assert_eq!(stage.rows(), other.rows());
}

#[test]
fn the_last_of_many_is_undone_too() {
    for threads in [1, 2] {
        let stage = Stage::new(threads);
        let mut block = stage.engine.begin_block(stage.next()).unwrap();
        let mut transactions = stage.mixed(0, 30);
        block.run_all(transactions.clone()).unwrap();
        // A root that was asked for is no hindrance.
        let root = block.root().unwrap();
        assert!(block.undo_last().unwrap());
        assert_ne!(block.root().unwrap(), root);
        transactions.pop();
        let committed = block.commit().unwrap();
        let other = Stage::new(1);
        let receipts = other.engine.execute_block(&other.next(), transactions).unwrap();
        assert_eq!((committed.receipts, stage.rows()), (receipts, other.rows()));
    }
}

#[test]
fn an_undone_deploy_leaves_no_contract_that_could_be_called() {
    let stage = Stage::new(1);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    let made = block.run(&deploy(0)).unwrap();
    assert!(made.is_success(), "{}", made.status);
    let address = made.contract;
    assert!(block.undo_last().unwrap());
    let payload = Payload::Call { contract: address, function: "f".into(), input: vec![], value: 0, objects: vec![] };
    let call = Transaction { from: ALICE, nonce: 0, chain_id: 1, gas_limit: 1_000_000, gas_price: 0, payload };
    assert!(!block.run(&call).unwrap().is_success());
    block.commit().unwrap();
    assert!(stage.engine.abi(address).is_err());
}

#[test]
fn after_a_change_by_the_chains_hand_there_is_nothing_to_undo() {
    let stage = Stage::new(1);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    assert!(!block.undo_last().unwrap(), "nothing has run");
    block.run(&stage.call(ALICE, 0, "Tell", args![])).unwrap();
    block.put(b"key", b"value").unwrap();
    assert!(!block.undo_last().unwrap());
    assert_eq!(block.receipts().len(), 1);
    assert_eq!(block.get(b"key").unwrap(), Some(b"value".to_vec()));
}
