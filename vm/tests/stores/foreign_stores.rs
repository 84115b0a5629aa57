//! Stores of the embedder's that are none, panic, fail or break their promises.

use crate::told::{Told, over};
use allod_core::{Address, args};
use allod_state::{GuardedStorage, MemoryStorage, Pair, Reader, StateError, Storage, WriteBatch, keys};
use allod_testing::hostile::calling;
use allod_testing::world::{self, ALICE, BOB, block, by, call, config, puppet};
use allod_vm::{Engine, EngineConfig, EngineError};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn opens(config: EngineConfig) -> Result<(), String> {
    Engine::open(config).map(drop).map_err(|error| error.to_string())
}

#[test]
fn a_store_of_ones_own_says_which_layout_and_chain_it_has() {
    let store = Arc::new(MemoryStorage::new());
    store.set(b"\xffapp/rows", b"of the application").unwrap();
    drop(over(&store));
    assert_eq!(store.get(&keys::metadata(keys::SCHEMA_NAME)).unwrap(), Some(keys::SCHEMA.to_le_bytes().to_vec()));
    assert_eq!(store.get(&keys::metadata(keys::CHAIN_NAME)).unwrap(), Some(1u64.to_le_bytes().to_vec()));
    assert_eq!(store.get(b"\xffapp/rows").unwrap().unwrap(), b"of the application");
    store.set(&keys::metadata(keys::SCHEMA_NAME), &(keys::SCHEMA + 1).to_le_bytes()).unwrap();
    let wanted =
        format!("the store given has schema version {}, this program reads version {}", keys::SCHEMA + 1, keys::SCHEMA);
    let error = opens(config().with_storage(store)).unwrap_err();
    assert!(error.starts_with(&wanted), "{error}");
}

#[test]
fn a_store_that_is_none_does_not_open() {
    let named = keys::metadata(keys::SCHEMA_NAME);
    let junk = |rows: &[(&[u8], &[u8])]| {
        let store = Arc::new(MemoryStorage::new());
        rows.iter().for_each(|(key, value)| store.set(key, value).unwrap());
        opens(config().with_storage(store)).unwrap_err()
    };
    let wanted =
        "the store given is not a state store: it has key 67626c6f636b and names no schema version under \"gschema\"; ";
    assert!(junk(&[(b"gblock", b"junk")]).starts_with(wanted));
    let version = keys::SCHEMA.to_le_bytes();
    assert!(junk(&[(b"o", b"")]).starts_with("the store given is not a state store: it has key 6f"));
    let wanted = "corrupt schema version under key 67736368656d61: 13 bytes, wanted 4; ";
    assert!(junk(&[(&named, b"junk and more")]).starts_with(wanted));
    for (name, what, wanted) in [
        (keys::BLOCK_NAME, "last block", 24),
        (keys::TRANSACTION_NAME, "counter", 8),
        (keys::ROOT_NAME, "state lattice", 2048),
        (keys::CHAIN_NAME, "chain id", 8),
    ] {
        let error = junk(&[(&named, &version), (&keys::metadata(name), b"junk")]);
        assert!(error.starts_with(&format!("corrupt {what} under key 67")), "{error}");
        assert!(error.contains("4 bytes") && error.contains(&wanted.to_string()), "{error}");
    }
}

#[test]
fn a_store_that_panics_is_an_error_with_its_words_and_leaves_nothing() {
    for threads in [1, 3] {
        let store = Arc::new(Told::default());
        let config = config().with_threads(threads).with_batch_size(50).with_storage(store.clone());
        let engine = Engine::open(config).unwrap();
        let contract = puppet(&engine);
        let root = engine.state_root().unwrap();
        let rows = store.store.scan(&[], usize::MAX).unwrap();
        let create = || calling(ALICE, contract, "Create", vec![], 1_000_000);
        for (what, doing) in [("get", "read"), ("write", "write"), ("snapshot", "take a snapshot"), ("scan", "scan")] {
            // An engine over the same store that has read nothing yet, so that the panic comes in the middle.
            store.tell(|_| ());
            let fresh =
                Engine::open(world::config().with_threads(threads).with_batch_size(50).with_storage(store.clone()))
                    .unwrap();
            store.tell(move |asked| assert!(asked != what, "the disk is on fire"));
            let find = || calling(ALICE, contract, "Find", BOB.0.to_vec(), 1_000_000);
            let many = (0..120).map(|_| if what == "scan" { find() } else { create() });
            let error = match what {
                "snapshot" => fresh.balance(ALICE).unwrap_err(),
                _ => fresh.execute_block(&block(900, 900), many.collect()).unwrap_err(),
            };
            let wanted = format!("the store panicked when it was to {doing}: the disk is on fire");
            assert_eq!(error.to_string(), wanted, "{what}");
            assert!(matches!(error, EngineError::State(StateError::Panicked { .. })), "{what}: {error:?}");
        }
        store.tell(|_| ());
        assert_eq!(store.store.scan(&[], usize::MAX).unwrap(), rows);
        assert_eq!(engine.state_root().unwrap(), root);
        assert!(engine.execute_block(&block(900, 900), vec![create()]).unwrap()[0].is_success());
    }
}

#[test]
fn a_read_that_fails_inside_a_contract_is_the_stores_and_no_outcome() {
    let store = Arc::new(Told::default());
    let contract = puppet(&over(&store));
    let engine = over(&store);
    let object: allod_core::ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
    let engine = over(&store);
    engine.query(contract, "Height", args![], by(ALICE)).unwrap();
    // The contract's record and the like are read before it runs; its own reads come after them.
    for at in 0..6 {
        let count = AtomicUsize::new(0);
        store.tell(move |asked| {
            assert!(asked != "get" || count.fetch_add(1, Ordering::Relaxed) < at, "no more reads");
        });
        match over_again(&engine, contract, object) {
            Ok(receipt) => assert!(receipt.is_success()),
            Err(error) => {
                assert_eq!(error.to_string(), "the store panicked when it was to read: no more reads");
            }
        }
        store.tell(|_| ());
    }
    assert!(over_again(&engine, contract, object).unwrap().is_success());
}

fn over_again(
    engine: &Engine,
    contract: Address,
    object: allod_core::ObjectId,
) -> Result<allod_vm::Receipt, EngineError> {
    engine.execute(contract, "Write", args![object, 7u64], by(ALICE))
}

/// A store that breaks what stores promise.
struct Broken(MemoryStorage, &'static str);

impl Reader for Broken {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.0.get(key)
    }

    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        let mut values = self.0.get_many(keys)?;
        if self.1 == "short" {
            values.pop();
        }
        Ok(values)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        match self.1 {
            "beyond" => self.0.scan_after(&[], None, limit),
            "long" => self.0.scan_after(prefix, after, usize::MAX),
            _ => self.0.scan_after(prefix, after, limit),
        }
    }
}

impl Storage for Broken {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        self.0.write(batch)
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        Arc::new(Broken(copy_of(&self.0), self.1))
    }
}

fn copy_of(store: &MemoryStorage) -> MemoryStorage {
    let (copy, mut batch) = (MemoryStorage::new(), WriteBatch::new());
    store.scan(&[], usize::MAX).unwrap().into_iter().for_each(|(key, value)| {
        batch.put(key, value);
    });
    copy.write(&batch).unwrap();
    copy
}

#[test]
fn a_store_that_breaks_its_promises_is_an_error_and_not_believed() {
    for how in ["short", "beyond", "long"] {
        let good = Arc::new(MemoryStorage::new());
        let engine = over(&good);
        let contract = puppet(&engine);
        for _ in 0..100 {
            call(&engine, ALICE, contract, "Create", args![]);
        }
        drop(engine);
        let engine = Engine::open(config().with_storage(Arc::new(Broken(copy_of(&good), how)))).unwrap();
        let error = match how {
            "short" => engine
                .execute_block(&block(900, 900), vec![calling(ALICE, contract, "Create", vec![], 1_000_000)])
                .unwrap_err(),
            "beyond" => engine.objects_of(contract, None, 2).unwrap_err(),
            _ => {
                let guarded = GuardedStorage::new(engine.storage().clone()).unwrap();
                EngineError::State(guarded.scan(b"", 2).unwrap_err())
            }
        };
        assert!(error.to_string().contains("it answers what no store may"), "{how}: {error}");
    }
}
