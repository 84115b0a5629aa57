//! An engine that only reads: beside one that writes, with everything that was acknowledged before it was opened.

use allod_core::{ObjectId, args};
use allod_testing::world::{self, ALICE, BOB, block, by, call, config, puppet};
use allod_vm::{Engine, EngineConfig, EngineError, StoreFault};
use std::path::Path;

fn reader(folder: &Path) -> Result<Engine, EngineError> {
    Engine::open(config().with_path(folder).with_read_only(true))
}

#[test]
fn it_answers_what_the_writer_had_acknowledged_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let writer = Engine::open(config().with_path(folder.path()).with_sync(true)).unwrap();
    let contract = puppet(&writer);
    let object: ObjectId = call(&writer, ALICE, contract, "Create", args![]).decode().unwrap();
    let receipt = call(&writer, ALICE, contract, "Write", args![object, 7u64]);
    let reader = reader(folder.path()).unwrap();
    let value = || reader.query(contract, "Value", args![object], by(BOB)).unwrap().decode::<u64>().unwrap();
    assert_eq!(value(), 7);
    assert_eq!(reader.receipt(receipt.hash).unwrap().unwrap().hash, receipt.hash);
    assert_eq!(reader.state_root().unwrap(), writer.state_root().unwrap());
    assert_eq!(reader.last_block().unwrap(), writer.last_block().unwrap());
    assert_eq!(reader.verify().unwrap().root, writer.state_root().unwrap());
    let simulated = reader.simulate(contract, "Write", args![object, 8u64], by(ALICE)).unwrap();
    let written = call(&writer, ALICE, contract, "Write", args![object, 8u64]);
    assert_eq!(simulated.gas.used, written.gas.used);
    assert_eq!(value(), 7);
    let refused = [
        reader.execute(contract, "Write", args![object, 9u64], by(ALICE)).err(),
        reader.execute_block(&block(90, 90), vec![]).err(),
        reader.deploy(world::PUPPET).err(),
        reader.fund(ALICE, 1).err(),
    ];
    for error in refused {
        let error = error.unwrap();
        assert_eq!(error.store_fault(), Some(StoreFault::ReadOnly), "{error}");
        assert!(error.to_string().contains("was opened read-only"), "{error}");
    }
    assert_eq!(writer.query(contract, "Value", args![object], by(BOB)).unwrap().decode::<u64>().unwrap(), 8);
}

#[test]
fn where_there_is_no_state_it_makes_none_and_another_chains_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = reader(folder.path()).err().unwrap();
    assert_eq!(error.store_fault(), Some(StoreFault::Missing), "{error}");
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    drop(Engine::open(EngineConfig::default().with_path(folder.path()).with_chain_id(3)).unwrap());
    let error = reader(folder.path()).err().unwrap();
    assert_eq!(error.store_fault(), Some(StoreFault::OtherChain), "{error}");
}
