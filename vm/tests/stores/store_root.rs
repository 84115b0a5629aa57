//! A store and its root: a copy has the root of its rows at any moment, and several engines on one store lose nothing.

use crate::told::{Told, over};
use allod_core::{Address, Context, args};
use allod_state::{LtHash, MemoryStorage, Reader, Storage, WriteBatch, keys};
use allod_testing::hostile::calling;
use allod_testing::world::{ALICE, BOB, CAROL, by, call, config, memory_engine, puppet};
use allod_vm::{Engine, EngineError, Hash};
use std::sync::Arc;

const NATIVE: Address = Address([0x17; 20]);

/// Everything that `store` holds, in a store of its own.
fn copy(store: &dyn Storage) -> Arc<MemoryStorage> {
    let (copy, mut batch) = (Arc::new(MemoryStorage::new()), WriteBatch::new());
    for (key, value) in store.snapshot().scan_after(&[], None, usize::MAX).unwrap() {
        batch.put(key, value);
    }
    copy.write(&batch).unwrap();
    copy
}

/// The root of what is in the store, key by key.
fn of_the_rows(store: &dyn Reader) -> Hash {
    LtHash::recomputed(store).unwrap().root()
}

/// Whatever leaves something: calls, deploys, money, native code, blocks; after each, `look`.
fn story(engine: &Engine, mut look: impl FnMut(&Engine, &str)) {
    engine.fund(ALICE, 5).unwrap();
    look(engine, "money");
    let contract = puppet(engine);
    look(engine, "a deploy");
    for round in 0..3u64 {
        let object: allod_core::ObjectId = call(engine, ALICE, contract, "Create", args![]).decode().unwrap();
        call(engine, ALICE, contract, "Write", args![object, round]);
        look(engine, "calls");
        assert!(!engine.execute(contract, "FailTrap", args![object], by(ALICE)).unwrap().is_success());
        look(engine, "a call that fails");
        let native = engine.execute_native(NATIVE, "Make", by(ALICE), |chain| chain.create_object().map(|_| vec![]));
        assert!(native.unwrap().is_success());
        look(engine, "native code");
        let next = engine.last_block().unwrap().next();
        let create = || calling(ALICE, contract, "Create", vec![], 1_000_000);
        engine.execute_block(&next, (0..150).map(|_| create()).collect()).unwrap();
        look(engine, "a block");
        engine.fund(BOB, 1).unwrap();
        look(engine, "money after a block");
        engine.state_root().unwrap();
        call(engine, BOB, contract, "Delete", args![object]);
        look(engine, "a call after the root");
    }
}

/// Checks that a copy of `store` opens with the root of its rows, and that both go on alike.
fn check_copy(engine: &Engine, store: &dyn Storage, after: &str) {
    let copy = copy(store);
    let wanted = of_the_rows(&*copy);
    assert_eq!(LtHash::of_store(&*copy).unwrap().root(), wanted, "after {after}");
    let import = over(&copy);
    assert_eq!(import.state_root().unwrap(), wanted, "after {after}");
    let next = engine.last_block().unwrap().next();
    import.execute_block(&next, vec![]).unwrap();
    import.fund(CAROL, 1).unwrap();
    assert_eq!(import.state_root().unwrap(), of_the_rows(&*copy), "after {after} and more");
}

#[test]
fn a_copy_of_a_store_has_the_root_of_its_rows_at_any_moment() {
    for lasting in [false, true] {
        for threads in [1, 3] {
            let store = Arc::new(Told { lasting, ..Told::default() });
            let config = config().with_threads(threads).with_batch_size(64).with_storage(store.clone());
            story(&Engine::open(config).unwrap(), |engine, after| check_copy(engine, &store.store, after));
        }
    }
}

#[test]
fn an_exported_state_has_the_root_of_its_engine() {
    for threads in [1, 3] {
        let open = || Engine::open(config().with_threads(threads).with_batch_size(64)).unwrap();
        // Asked for at each moment first: from then on the engine writes at once.
        for first in 0..8 {
            let mut looks = 0;
            story(&open(), |engine, after| {
                looks += 1;
                if looks > first {
                    check_copy(engine, &**engine.storage(), after);
                    assert_eq!(engine.state_root().unwrap(), of_the_rows(&**engine.storage()), "after {after}");
                }
            });
        }
    }
}

#[test]
fn an_export_from_inside_a_native_call_has_the_root_of_what_was_before() {
    let engine = memory_engine();
    engine.fund(ALICE, 5).unwrap();
    let root = engine.state_root().unwrap();
    engine.fund(ALICE, 6).unwrap();
    let receipt = engine.execute_native(NATIVE, "Export", by(ALICE), |chain| {
        chain.create_object()?;
        let copy = copy(&**engine.storage());
        assert_eq!(over(&copy).state_root().unwrap(), of_the_rows(&*copy));
        assert_ne!(over(&copy).state_root().unwrap(), root);
        Ok(vec![])
    });
    assert!(receipt.unwrap().is_success());
    let copy = copy(&**engine.storage());
    assert_eq!(over(&copy).state_root().unwrap(), engine.state_root().unwrap());
}

#[test]
fn a_changed_row_of_an_import_is_found_by_recomputing() {
    let engine = memory_engine();
    engine.fund(ALICE, 5).unwrap();
    let copy = copy(&**engine.storage());
    copy.set(&keys::balance(&ALICE), &u64::MAX.to_le_bytes()).unwrap();
    assert_eq!(over(&copy).state_root().unwrap(), engine.state_root().unwrap(), "it is taken at its word");
    assert_ne!(of_the_rows(&*copy), engine.state_root().unwrap());
}

#[test]
fn a_second_engine_has_the_root_of_the_rows_while_the_first_lives() {
    let store = Arc::new(MemoryStorage::new());
    let old = over(&store);
    old.fund(ALICE, 5).unwrap();
    let new = over(&store);
    assert_eq!(new.state_root().unwrap(), of_the_rows(&*store));
    new.fund(ALICE, 6).unwrap();
    assert_eq!(new.state_root().unwrap(), of_the_rows(&*store));
    assert_eq!(old.balance(ALICE).unwrap(), 11, "whoever only looks sees what is there");
    assert_eq!(old.state_root().unwrap(), of_the_rows(&*store));
}

#[test]
fn an_engine_that_is_dropped_late_leaves_a_newer_root_alone() {
    for lasting in [false, true] {
        for asked in [false, true] {
            let store = Arc::new(Told { lasting, ..Told::default() });
            let old = over(&store);
            old.fund(ALICE, 5).unwrap();
            let new = over(&store);
            new.fund(ALICE, 6).unwrap();
            if asked {
                new.state_root().unwrap();
            }
            drop(new);
            drop(old);
            assert_eq!(over(&store).state_root().unwrap(), of_the_rows(&*store), "{lasting} {asked}");
            assert_eq!(LtHash::of_store(&*store).unwrap().root(), of_the_rows(&*store), "{lasting} {asked}");
        }
    }
}

#[test]
fn an_engine_that_is_never_dropped_leaves_no_root_but_the_right_one() {
    let store = Arc::new(MemoryStorage::new());
    let engine = over(&store);
    engine.fund(ALICE, 5).unwrap();
    engine.state_root().unwrap();
    engine.fund(ALICE, 6).unwrap();
    std::mem::forget(engine);
    assert_eq!(store.get(&keys::metadata(keys::ROOT_NAME)).unwrap(), None, "none of older rows");
    assert_eq!(over(&store).state_root().unwrap(), of_the_rows(&*store));
}

#[test]
fn of_two_engines_that_write_one_is_told_and_nothing_is_lost() {
    type Act = fn(&Engine, Address) -> Result<(), EngineError>;
    let acts: [(&str, Act); 4] = [
        ("fund", |engine, _| engine.fund(ALICE, 1)),
        ("execute", |engine, contract| engine.execute(contract, "Create", args![], by(ALICE)).map(drop)),
        ("block", |engine, contract| {
            let next = engine.last_block()?.next();
            engine.execute_block(&next, vec![calling(ALICE, contract, "Create", vec![], 1_000_000)]).map(drop)
        }),
        ("native", |engine, _| engine.execute_native(NATIVE, "Nothing", by(ALICE), |_| Ok(vec![])).map(drop)),
    ];
    for lasting in [false, true] {
        for (one, first) in acts {
            for (other, second) in acts {
                let store = Arc::new(Told { lasting, ..Told::default() });
                let engines = [over(&store), over(&store)];
                let contract = puppet(&engines[0]);
                // Both know the state, so both would write what follows from it.
                assert_eq!(engines[0].state_root().unwrap(), engines[1].state_root().unwrap());
                second(&engines[1], contract).unwrap();
                let rows = store.scan(&[], usize::MAX).unwrap();
                let told = first(&engines[0], contract).unwrap_err();
                assert!(matches!(told, EngineError::StoreMoved { .. }), "{one} after {other}: {told}");
                assert!(told.to_string().starts_with("another engine has written to the store: it is at block "));
                assert_eq!(store.scan(&[], usize::MAX).unwrap(), rows, "{one} after {other} leaves nothing");
                first(&engines[0], contract).unwrap_or_else(|e| panic!("{one} again, after {other}: {e}"));
                assert!(matches!(second(&engines[1], contract), Err(EngineError::StoreMoved { .. })));
                for engine in &engines {
                    assert_eq!(engine.state_root().unwrap(), of_the_rows(&*store), "{one} after {other}");
                }
            }
        }
    }
}

#[test]
fn of_two_engines_that_count_none_loses_a_count() {
    let store = Arc::new(MemoryStorage::new());
    let engines = [over(&store), over(&store)];
    let mut counted = 0;
    for round in 0..20 {
        counted += u64::from(engines[round / 3 % 2].fund(ALICE, 1).is_ok());
    }
    assert_eq!(engines[0].balance(ALICE).unwrap(), counted);
    assert!((10..20).contains(&counted), "{counted}");
    assert_eq!(over(&store).state_root().unwrap(), of_the_rows(&*store));
}

#[test]
fn an_engine_whose_store_was_written_to_during_its_call_is_told_at_the_commit() {
    let store = Arc::new(Told::default());
    let engine = over(&store);
    engine.fund(ALICE, 1).unwrap();
    let before = engine.state_root().unwrap();
    let receipt = engine.execute_native(NATIVE, "Slow", by(ALICE), |chain| {
        over(&store).fund(BOB, 7).unwrap();
        chain.create_object().map(|_| vec![])
    });
    assert!(matches!(receipt, Err(EngineError::StoreMoved { .. })));
    assert_eq!(engine.balance(BOB).unwrap(), 7);
    assert_eq!(engine.objects_of(NATIVE, None, 9).unwrap(), []);
    assert_eq!(engine.state_root().unwrap(), of_the_rows(&*store));
    assert_ne!(engine.state_root().unwrap(), before);
    engine.fund(ALICE, 1).unwrap();
}
