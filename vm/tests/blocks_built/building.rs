//! A built block is the executed one, at every step and on every number of threads.

use crate::stage::Stage;
use allod_core::Status;
use allod_testing::world::{ALICE, BOB};
use allod_vm::{BlockOptions, Committed, Transaction, receipts_root};
use std::sync::Arc;

/// Checks that `committed` is what `execute_block` leaves, and that both stores hold the same.
fn is_the_executed(built: &Stage, committed: &Committed, transactions: Vec<Transaction>) {
    let executed = Stage::new(1);
    let receipts = executed.engine.execute_block(&executed.next(), transactions).unwrap();
    assert_eq!(committed.receipts, receipts);
    assert_eq!(committed.gas_used, receipts.iter().map(|receipt| receipt.gas.used).sum::<u64>());
    assert_eq!(committed.state_root, executed.engine.state_root().unwrap());
    assert_eq!(committed.receipts_root, receipts_root(&receipts));
    assert_eq!(built.rows(), executed.rows());
    assert_eq!(committed.state_root, built.root_of_rows());
}

#[test]
fn a_block_built_one_by_one_is_the_executed_one() {
    let stage = Stage::new(1);
    let transactions = stage.mixed(0, 40);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    for (number, transaction) in transactions.iter().enumerate() {
        let hash = block.run(transaction).unwrap().hash;
        assert_eq!(block.receipts().len(), number + 1);
        assert_eq!(block.receipts()[number].hash, hash);
    }
    let root = block.root().unwrap();
    let committed = block.commit().unwrap();
    assert_eq!(committed.state_root, root);
    is_the_executed(&stage, &committed, transactions);
}

#[test]
fn a_block_built_in_parts_is_the_executed_one_on_any_number_of_threads() {
    for threads in [1, 2, 4] {
        let stage = Stage::new(threads);
        let transactions = stage.mixed(0, 90);
        let mut block = stage.engine.begin_block(stage.next()).unwrap();
        assert_eq!(block.run_all(transactions[..50].to_vec()).unwrap().len(), 50);
        block.run(&transactions[50]).unwrap();
        let lent = Arc::new(transactions[51..].to_vec());
        assert_eq!(block.run_all(lent.clone()).unwrap().len(), 39);
        assert_eq!(lent.len(), 39, "they are still there");
        assert!(block.run_all(vec![]).unwrap().is_empty());
        let committed = block.commit().unwrap();
        is_the_executed(&stage, &committed, transactions);
    }
}

#[test]
fn the_batch_of_a_block_is_what_the_store_takes_and_nothing_else() {
    for threads in [1, 3] {
        let stage = Stage::new(threads);
        let before = stage.rows();
        let block = stage.next();
        let options = BlockOptions::default();
        let committed = stage.engine.execute_block_with(&block, stage.mixed(0, 70), options).unwrap();
        let after = stage.rows();
        let copy = allod_state::MemoryStorage::new();
        let mut all = allod_state::WriteBatch::new();
        for (key, value) in &before {
            all.put(key, value);
        }
        all.append(&committed.changes);
        allod_state::Storage::write(&copy, &all).unwrap();
        assert_eq!(allod_state::Reader::scan(&copy, b"", usize::MAX).unwrap(), after);
    }
}

#[test]
fn nonces_count_from_one_step_to_the_next() {
    let stage = Stage::new(2);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    block.run_all(stage.mixed(0, 20)).unwrap();
    let replayed = block.run(&stage.mixed(7, 1)[0]).unwrap();
    assert!(matches!(replayed.status, Status::Refused { .. }), "{}", replayed.status);
    assert!(block.run(&stage.mixed(20, 1)[0]).unwrap().is_success());
    assert_eq!(block.nonce(ALICE).unwrap(), 21);
    assert_eq!(block.nonce(BOB).unwrap(), 0);
    block.commit().unwrap();
    assert_eq!(stage.engine.nonce(ALICE).unwrap(), 21);
}

#[test]
fn blocks_in_memory_go_on_after_built_ones() {
    let engine = allod_vm::Engine::open(crate::stage::config(2)).unwrap();
    let puppet = allod_testing::world::puppet(&engine);
    engine.fund(ALICE, 500).unwrap();
    for round in 0..3_u64 {
        let mut block = engine.begin_block(engine.last_block().unwrap().next()).unwrap();
        block.transfer(ALICE, BOB, 10).unwrap();
        let (root, committed) = (block.root().unwrap(), block.commit().unwrap());
        assert_eq!((committed.state_root, engine.state_root().unwrap()), (root, root));
        allod_testing::world::call(&engine, ALICE, puppet, "Tell", allod_core::args![]);
        assert_eq!(engine.balance(BOB).unwrap(), 10 * (round + 1));
    }
    let root = engine.state_root().unwrap();
    assert_eq!(allod_state::LtHash::recomputed(&**engine.storage()).unwrap().root(), root);
}
