//! An engine in memory leaves what calls changed where the next call finds it. Nobody can tell.

use allod_core::{ObjectId, Value, args};
use allod_state::{MemoryStorage, Storage};
use allod_testing::world::{ALICE, BOB, by, call, config, memory_engine, puppet};
use allod_vm::{Address, BlockContext, Engine};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// An engine whose every call is in the store before it returns.
fn write_through() -> Engine {
    Engine::open(config().with_storage(Arc::new(MemoryStorage::new()))).unwrap()
}

fn pairs(engine: &Engine) -> Vec<(Vec<u8>, Vec<u8>)> {
    engine.storage().scan(b"", usize::MAX).unwrap()
}

/// An engine that writes behind, a puppet, and an object of it.
fn stage() -> (Engine, Address, ObjectId) {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let object: ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
    (engine, contract, object)
}

/// Calls of all kinds: ones that succeed, fail, are refused, come in blocks, and change nothing.
fn story(engine: &Engine, mut look: impl FnMut(&Engine)) {
    let contract = puppet(engine);
    look(engine);
    let object: ObjectId = call(engine, ALICE, contract, "Create", args![]).decode().unwrap();
    for value in 0..20u64 {
        call(engine, ALICE, contract, "Write", args![object, value]);
        assert!(!engine.execute(contract, "FailTrap", args![object], by(ALICE)).unwrap().is_success());
        assert!(engine.execute(contract, "Nothing", args![], by(ALICE)).is_err());
        assert!(engine.execute(Address([9; 20]), "Nothing", args![], by(ALICE)).is_err());
        look(engine);
    }
    engine.fund(ALICE, 5).unwrap();
    call(engine, ALICE, contract, "Give", args![object, BOB]);
    let block: BlockContext = engine.last_block().unwrap().next();
    engine.execute_block(&block, Vec::new()).unwrap();
    let late = BlockContext { height: block.height + 9, ..block };
    engine.execute(contract, "Height", args![], allod_vm::ExecuteOptions { block: Some(late), ..by(ALICE) }).unwrap();
    call(engine, BOB, contract, "Delete", args![object]);
    look(engine);
}

#[test]
fn the_store_and_the_root_are_those_of_an_engine_that_writes_through() {
    let through = write_through();
    story(&through, |_| ());
    let (root, wanted) = (through.state_root().unwrap(), pairs(&through));
    let behind = memory_engine();
    story(&behind, |_| ());
    assert_eq!(behind.state_root().unwrap(), root);
    // Receipts of calls that waited together stand together, so they are compared one by one.
    let state = |pairs: Vec<(Vec<u8>, Vec<u8>)>| -> Vec<_> {
        let receipts = allod_state::keys::receipts(0)[0];
        pairs.into_iter().filter(|(key, _)| key[0] != receipts).collect()
    };
    assert_eq!(state(pairs(&behind)), state(wanted.clone()));
    let looked_at = memory_engine();
    story(&looked_at, |engine| assert!(engine.last_block().unwrap().height > 0));
    assert_eq!(looked_at.state_root().unwrap(), root);
    assert_eq!(state(pairs(&looked_at)), state(wanted));
}

#[test]
fn every_question_is_answered_as_of_the_last_call() {
    let (engine, contract, object) = stage();
    for value in 1..5u64 {
        let receipt = call(&engine, ALICE, contract, "Write", args![object, value]);
        match value {
            1 => assert_eq!(engine.receipt(receipt.hash).unwrap().unwrap().hash, receipt.hash),
            2 => assert_eq!(engine.object(object).unwrap().unwrap().fields[0].1, Value::U64(2)),
            3 => {
                assert_eq!(engine.query(contract, "Value", args![object], by(BOB)).unwrap().decode::<u64>().unwrap(), 3)
            }
            _ => assert_eq!(engine.last_block().unwrap(), receipt.block),
        }
    }
    call(&engine, ALICE, contract, "Give", args![object, BOB]);
    assert_eq!(engine.objects_of(BOB, None, 9).unwrap(), [object]);
    assert_eq!(
        engine.simulate(contract, "Height", args![], by(BOB)).unwrap().block.height,
        engine.last_block().unwrap().height + 1
    );
}

#[test]
fn once_the_store_was_shown_every_call_is_in_it_when_it_returns() {
    let (engine, contract, object) = stage();
    call(&engine, ALICE, contract, "Write", args![object, 1u64]);
    let store = engine.storage().clone();
    let fields = |store: &dyn Storage| store.scan(&allod_state::keys::fields(&object), 9).unwrap();
    let one = fields(&*store);
    call(&engine, ALICE, contract, "Write", args![object, 2u64]);
    let two = fields(&*store);
    assert_eq!((one.len(), two.len()), (1, 1));
    assert_ne!(one, two);
}

#[test]
fn a_native_contract_may_ask_the_engine_that_runs_it() {
    let (engine, contract, object) = stage();
    call(&engine, ALICE, contract, "Write", args![object, 7u64]);
    let receipt = engine.execute_native(Address([7; 20]), "Ask", by(ALICE), |_| {
        assert!(!engine.storage().scan(b"", 1).unwrap().is_empty());
        Ok(engine.query(contract, "Value", args![object], by(BOB)).unwrap().values().unwrap())
    });
    assert_eq!(receipt.unwrap().decode::<u64>().unwrap(), 7);
}

#[test]
fn what_was_committed_outlives_a_panic() {
    let (engine, contract, object) = stage();
    call(&engine, ALICE, contract, "Write", args![object, 7u64]);
    let panics = || engine.execute_native(Address([7; 20]), "Panic", by(ALICE), |_| panic!("as it was told"));
    assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
    assert_eq!(call(&engine, BOB, contract, "Value", args![object]).decode::<u64>().unwrap(), 7);
    call(&engine, ALICE, contract, "Write", args![object, 8u64]);
    assert_eq!(engine.object(object).unwrap().unwrap().fields[0].1, Value::U64(8));
}
