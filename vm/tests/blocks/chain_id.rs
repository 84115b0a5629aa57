//! The chain of an engine, its blocks and its store, whatever a block says.

use allod_core::{Address, args};
use allod_state::{MemoryStorage, Reader};
use allod_testing::world::{ALICE, block, by, config, memory_engine};
use allod_vm::{BlockContext, DeployOptions, Engine, EngineError, ExecuteOptions};
use std::sync::Arc;

const NATIVE: Address = Address([0x17; 20]);

const ADD: &str = r#"(module (func (export "add") (param i64 i64) (result i64)
    (if (i64.eqz (local.get 0)) (then)) (i64.add (local.get 0) (local.get 1))))"#;

#[test]
fn the_engines_chain_is_the_chain_whatever_a_block_says() {
    let store = Arc::new(MemoryStorage::new());
    let engine = Engine::open(config().with_storage(store.clone()).with_chain_id(7)).unwrap();
    let contract = engine.deploy(ADD).unwrap().address;
    let rows = store.scan(&[], usize::MAX).unwrap();
    let unsaid = BlockContext { height: 5, time: 5, ..BlockContext::default() };
    let in_it = || ExecuteOptions { block: Some(unsaid), ..by(ALICE) };
    let add = || args![1, 2];
    let deploy = DeployOptions { block: Some(unsaid), ..DeployOptions::default() };
    let refused = [
        engine.execute_block(&unsaid, vec![]).err(),
        engine.execute(contract, "add", add(), in_it()).err(),
        engine.simulate(contract, "add", add(), in_it()).err(),
        engine.query(contract, "add", add(), in_it()).err(),
        engine.execute_native(NATIVE, "f", in_it(), |_| Ok(vec![])).err(),
        engine.deploy_with_options(ADD, deploy).err(),
    ];
    for error in refused {
        let error = error.unwrap();
        assert_eq!(error.to_string(), "the block is of chain 0, the engine was opened for chain 7");
    }
    assert_eq!(store.scan(&[], usize::MAX).unwrap(), rows);
    let receipt = engine.execute(contract, "add", add(), by(ALICE)).unwrap();
    assert_eq!((receipt.block.chain_id, engine.chain_id(), engine.last_block().unwrap().chain_id), (7, 7, 7));
}

#[test]
fn a_store_of_another_chain_does_not_open() {
    let store = Arc::new(MemoryStorage::new());
    let open = |chain| Engine::open(config().with_storage(store.clone()).with_chain_id(chain));
    open(77).unwrap().fund(ALICE, 5).unwrap();
    let error = open(1).err().unwrap();
    assert!(error.to_string().starts_with("the store is of chain 77, the engine was opened for chain 1; "), "{error}");
    assert_eq!(open(77).unwrap().balance(ALICE).unwrap(), 5);
    let folder = tempfile::tempdir().unwrap();
    let open = |chain| Engine::open(config().with_path(folder.path()).with_chain_id(chain));
    drop(open(3).unwrap());
    assert!(matches!(open(4), Err(EngineError::StoreChain { found: 3, wanted: 4 })));
    open(3).unwrap();
}

#[test]
fn a_block_that_none_could_follow_is_refused() {
    let engine = memory_engine();
    let contract = engine.deploy(ADD).unwrap().address;
    let at = |height| ExecuteOptions { block: Some(block(height, 9)), ..by(ALICE) };
    let wanted = format!("block {0} at 9 would end the chain: the greatest height is {1}", u64::MAX, u64::MAX - 1);
    let refused = [
        engine.execute_block(&block(u64::MAX, 9), vec![]).err(),
        engine.execute(contract, "add", args![1, 2], at(u64::MAX)).err(),
        engine.simulate(contract, "add", args![1, 2], at(u64::MAX)).err(),
        engine.query(contract, "add", args![1, 2], at(u64::MAX)).err(),
    ];
    for error in refused {
        assert_eq!(error.unwrap().to_string(), wanted);
    }
    assert!(engine.execute(contract, "add", args![1, 2], by(ALICE)).unwrap().is_success());
}
