//! A state that was exported and imported is the same, and goes on alike.

use crate::states::{exported, imported, of_everything, over, rows};
use allod_core::args;
use allod_state::{MemoryStorage, Reader, keys};
use allod_testing::hostile::calling;
use allod_testing::world::{ALICE, BOB, CAROL, by, call, config, memory_engine};
use allod_vm::{Engine, EngineError, ExportError, import, import_unverified};
use std::sync::Arc;

/// Letters of the rows that stay where they are, unless they are asked for.
fn is_local(key: &[u8]) -> bool {
    key.first() == Some(&b'r') || key == b"\xffapp/row"
}

#[test]
fn an_imported_state_has_every_row_and_goes_on_alike() {
    let engine = of_everything();
    let (bytes, root) = exported(&engine);
    let (store, imported) = imported(&bytes, root).unwrap();
    assert_eq!((imported.root, imported.block), (root, engine.last_block().unwrap()));
    let mut wanted = rows(&**engine.storage());
    wanted.retain(|(key, _)| !is_local(key));
    let mut found = rows(&*store);
    found.retain(|(key, _)| !is_local(key));
    assert_eq!(found, wanted, "the root, the owner index and the schema among them");
    let other = over(store);
    assert_eq!(other.verify().unwrap().root, root);
    let contract = engine.contracts(None, 1).unwrap()[0].address;
    let block = engine.last_block().unwrap().next();
    let create = || (0..90).map(|_| calling(ALICE, contract, "Create", vec![], 1_000_000)).collect();
    assert_eq!(engine.execute_block(&block, create()).unwrap(), other.execute_block(&block, create()).unwrap());
    for engine in [&engine, &other] {
        engine.fund(CAROL, 7).unwrap();
        call(engine, BOB, contract, "Create", args![]);
    }
    assert_eq!(engine.state_root().unwrap(), other.state_root().unwrap());
}

#[test]
fn two_exports_of_one_state_are_the_same_bytes_wherever_it_is() {
    let engine = of_everything();
    let (bytes, root) = exported(&engine);
    assert_eq!(exported(&engine), (bytes.clone(), root));
    let (store, _) = imported(&bytes, root).unwrap();
    assert_eq!(exported(&over(store)), (bytes.clone(), root));
    let folder = tempfile::tempdir().unwrap();
    let disk = Arc::new(allod_vm::RocksStorage::open(folder.path().join("state")).unwrap());
    import(disk.clone(), &bytes[..], root).unwrap();
    drop(disk);
    let on_disk = Engine::open(config().with_path(folder.path())).unwrap();
    assert_eq!(exported(&on_disk), (bytes, root));
}

#[test]
fn an_export_is_of_one_moment_whatever_happens_meanwhile() {
    let engine = of_everything();
    let (wanted, root) = exported(&engine);
    let export = engine.export().unwrap();
    engine.fund(ALICE, 9).unwrap();
    engine.execute_block(&engine.last_block().unwrap().next(), vec![]).unwrap();
    assert_ne!(engine.state_root().unwrap(), root);
    let mut bytes = Vec::new();
    export.write_to(&mut bytes).unwrap();
    assert_eq!((bytes, export.root()), (wanted, root));
}

#[test]
fn receipts_come_along_if_they_are_asked_for() {
    let engine = of_everything();
    let receipts = engine.receipts(0, 100).unwrap();
    assert!(receipts.len() >= 5);
    let (without, root) = exported(&engine);
    let (mut bytes, export) = (Vec::new(), engine.export().unwrap().with_receipts());
    export.write_to(&mut bytes).unwrap();
    for (bytes, wanted) in [(bytes, receipts), (without, vec![])] {
        let (store, _) = imported(&bytes, root).unwrap();
        let other = over(store);
        assert_eq!(other.receipts(0, 100).unwrap(), wanted);
        assert_eq!(other.state_root().unwrap(), root);
    }
}

#[test]
fn an_empty_state_moves_too_and_its_chain_with_it() {
    let engine = Engine::open(config().with_chain_id(7)).unwrap();
    let (bytes, root) = exported(&engine);
    let (store, imported) = imported(&bytes, root).unwrap();
    assert_eq!((imported.block.height, imported.block.chain_id), (0, 7));
    let other = Engine::open(config().with_storage(store.clone())).map(drop).unwrap_err();
    assert!(matches!(other, EngineError::StoreChain { found: 7, wanted: 1 }), "{other}");
    Engine::open(config().with_storage(store).with_chain_id(7)).unwrap().fund(ALICE, 1).unwrap();
}

#[test]
fn a_root_that_nobody_says_is_the_one_of_the_header() {
    let engine = of_everything();
    let (bytes, root) = exported(&engine);
    let store = Arc::new(MemoryStorage::new());
    assert_eq!(import_unverified(store.clone(), &bytes[..]).unwrap().root, root);
    assert_eq!(over(store).state_root().unwrap(), root);
}

#[test]
fn a_read_only_engine_exports() {
    let folder = tempfile::tempdir().unwrap();
    let open = || config().with_path(folder.path());
    Engine::open(open()).unwrap().fund(ALICE, 5).unwrap();
    let engine = Engine::open(open().with_read_only(true)).unwrap();
    let (bytes, root) = exported(&engine);
    let (store, _) = imported(&bytes, root).unwrap();
    assert_eq!(over(store).balance(ALICE).unwrap(), 5);
}

#[test]
fn an_engine_inside_a_call_of_its_own_exports_the_state_before_it() {
    use allod_core::Context;
    let engine = memory_engine();
    engine.fund(ALICE, 5).unwrap();
    let root = engine.state_root().unwrap();
    let receipt = engine.execute_native(allod_vm::Address([9; 20]), "f", by(ALICE), |chain| {
        chain.create_object()?;
        let (bytes, of) = exported(&engine);
        assert_eq!(of, root);
        assert_eq!(over(imported(&bytes, root).unwrap().0).balance(ALICE).unwrap(), 5);
        Ok(vec![])
    });
    assert!(receipt.unwrap().is_success());
}

#[test]
fn a_state_whose_rows_do_not_have_its_root_is_not_exported() {
    use allod_state::Storage;
    let store = Arc::new(MemoryStorage::new());
    let engine = over(store.clone());
    engine.fund(ALICE, 5).unwrap();
    let root = engine.state_root().unwrap();
    store.set(&keys::balance(&ALICE), &6u64.to_le_bytes()).unwrap();
    let error = engine.export().unwrap().write_to(Vec::new()).unwrap_err();
    assert!(matches!(error, EngineError::Export(ExportError::Root { says, .. }) if says == root), "{error}");
    assert!(store.get(&keys::balance(&ALICE)).unwrap().is_some());
}
