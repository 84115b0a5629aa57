//! A check of the whole state finds every row that was changed behind the engine, and names it.

use allod_core::{ObjectId, args};
use allod_state::{MemoryStorage, Storage, keys};
use allod_testing::world::{self, ALICE, BOB, by, call, config, puppet};
use allod_vm::{Engine, EngineConfig, EngineError, StoreFault};
use std::sync::Arc;

/// A store with a row of each kind.
fn store() -> Arc<MemoryStorage> {
    let store = Arc::new(MemoryStorage::new());
    let engine = Engine::open(config().with_storage(store.clone())).unwrap();
    let contract = puppet(&engine);
    for value in 0..3u64 {
        let object: ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
        call(&engine, ALICE, contract, "Write", args![object, value]);
    }
    engine.fund(BOB, 5).unwrap();
    store
}

fn copy(rows: &[allod_vm::Pair]) -> Arc<MemoryStorage> {
    let store = Arc::new(MemoryStorage::new());
    rows.iter().for_each(|(key, value)| store.set(key, value).unwrap());
    store
}

#[test]
fn a_state_that_is_right_is_counted_and_has_its_root() {
    let engine = Engine::open(config().with_storage(store())).unwrap();
    let found = engine.verify().unwrap();
    assert_eq!(found.root, engine.state_root().unwrap());
    // The contract has an object of its own.
    assert_eq!((found.objects, found.contracts, found.modules), (4, 1, 1));
    assert!(found.rows > 10);
    let memory = world::memory_engine();
    let contract = puppet(&memory);
    call(&memory, ALICE, contract, "Create", args![]);
    assert_eq!(memory.verify().unwrap().root, memory.state_root().unwrap());
}

#[test]
fn a_byte_changed_in_any_row_of_the_state_is_found() {
    let rows = allod_vm::Reader::scan(&*store(), &[], usize::MAX).unwrap();
    let checked = b"ofwcmbns";
    let mut found = 0;
    for (key, value) in rows.iter().filter(|(key, _)| checked.contains(&key[0])) {
        for at in (0..value.len()).step_by((value.len() / 8).max(1)) {
            let store = copy(&rows);
            let mut value = value.clone();
            value[at] ^= 1;
            store.set(key, &value).unwrap();
            let error = Engine::open(config().with_storage(store)).and_then(|engine| engine.verify()).unwrap_err();
            assert_eq!(error.store_fault(), Some(StoreFault::Damaged), "{error}");
            found += 1;
        }
        let without = copy(&rows);
        without.delete(key).unwrap();
        let error = Engine::open(config().with_storage(without)).and_then(|engine| engine.verify()).unwrap_err();
        assert_eq!(error.store_fault(), Some(StoreFault::Damaged), "{error}");
    }
    assert!(found > 40, "{found}");
}

#[test]
fn a_module_that_is_not_what_its_hash_names_does_not_run() {
    let store = store();
    let rows = allod_vm::Reader::scan(&*store, b"m", 9).unwrap();
    let contract = allod_vm::Reader::scan(&*store, b"c", 9).unwrap()[0].0[1..].try_into().unwrap();
    let (key, mut module) = rows.into_iter().next().unwrap();
    let at = module.len() / 2;
    module[at] ^= 1;
    store.set(&key, &module).unwrap();
    let engine = Engine::open(EngineConfig::default().with_storage(store)).unwrap();
    let error = engine.query(allod_vm::Address(contract), "Sender", args![], by(ALICE)).unwrap_err();
    assert!(matches!(error, EngineError::State(_)), "{error}");
    assert_eq!(error.store_fault(), Some(StoreFault::Damaged));
    assert!(error.to_string().contains("corrupt module"), "{error}");
    assert!(keys::code(&allod_vm::Hash::of_code(&module))[..] != key[..]);
}
