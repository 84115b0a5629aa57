//! An engine that is asked from inside a call of its own: by native code, by its store, by a listener to a deploy.

use crate::told::{Told, over};
use allod_core::{Address, Context, args};
use allod_state::{LtHash, MemoryStorage, Reader};
use allod_testing::hostile::calling;
use allod_testing::world::{ALICE, BOB, block, by, config, memory_engine};
use allod_vm::{DeployOptions, Engine, EngineError, Hash, Stage};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

const NATIVE: Address = Address([0x17; 20]);

const ADD: &str = r#"(module (func (export "add") (param i64 i64) (result i64)
    (if (i64.eqz (local.get 0)) (then)) (i64.add (local.get 0) (local.get 1))))"#;

/// The root of what is in the store, key by key.
fn of_the_rows(store: &dyn Reader) -> Hash {
    LtHash::recomputed(store).unwrap().root()
}

/// Asks `engine` for all that it can't do while it is at something else; each is answered as busy.
fn is_busy(engine: &Engine, contract: Address) {
    let busy = |what: &str, error: Option<EngineError>| {
        assert!(matches!(error, Some(EngineError::Busy)), "{what}: {error:?}");
    };
    busy("root", engine.state_root().err());
    busy("execute", engine.execute(contract, "add", args![1, 2], by(ALICE)).err());
    busy("block", engine.execute_block(&block(900, 900), vec![]).err());
    busy("fund", engine.fund(ALICE, 1).err());
    busy("deploy", engine.deploy(ADD).err());
    busy("native", engine.execute_native(NATIVE, "f", by(ALICE), |_| Ok(vec![])).err());
}

/// Does `act` on a thread of its own, and fails rather than waits for ever.
fn within_a_minute(act: impl FnOnce() + Send + 'static) {
    let (done, wait) = channel();
    let thread = std::thread::spawn(move || {
        act();
        let _ = done.send(());
    });
    match wait.recv_timeout(Duration::from_secs(60)) {
        Ok(()) => {}
        Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("it waits for itself"),
        Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => std::panic::resume_unwind(thread.join().unwrap_err()),
    }
}

#[test]
fn an_engine_that_is_asked_from_inside_a_native_call_is_busy_and_goes_on() {
    within_a_minute(|| {
        for storage in [None, Some(Arc::new(MemoryStorage::new()))] {
            let engine = match storage {
                None => memory_engine(),
                Some(store) => over(&store),
            };
            let contract = engine.deploy(ADD).unwrap().address;
            let receipt = engine.execute_native(NATIVE, "Ask", by(ALICE), |chain| {
                chain.create_object()?;
                is_busy(&engine, contract);
                assert_eq!(engine.balance(ALICE).unwrap(), 0);
                let sum = engine.query(contract, "add", args![1, 2], by(ALICE)).unwrap().decode::<i64>().unwrap();
                engine.simulate(contract, "add", args![1, 2], by(ALICE)).unwrap();
                is_busy(&engine, contract);
                Ok(vec![sum.into()])
            });
            assert_eq!(receipt.unwrap().decode::<i64>().unwrap(), 3);
            assert!(engine.execute(contract, "add", args![1, 2], by(ALICE)).unwrap().is_success());
            engine.state_root().unwrap();
            let panics = || engine.execute_native(NATIVE, "Panic", by(ALICE), |_| panic!("as it was told"));
            assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).is_err());
            engine.fund(ALICE, 1).unwrap();
        }
    });
}

#[test]
fn another_thread_waits_for_a_native_call_as_ever() {
    let engine = memory_engine();
    std::thread::scope(|scope| {
        let mut others = Vec::new();
        let receipt = engine.execute_native(NATIVE, "Slow", by(ALICE), |_| {
            others.extend((0..4).map(|_| scope.spawn(|| engine.fund(ALICE, 1))));
            Ok(vec![])
        });
        assert!(receipt.unwrap().is_success());
        others.into_iter().for_each(|other| other.join().unwrap().unwrap());
    });
    assert_eq!(engine.balance(ALICE).unwrap(), 4);
}

#[test]
fn a_store_that_asks_its_engine_finds_it_busy() {
    within_a_minute(|| {
        for lasting in [false, true] {
            for threads in [1, 3] {
                let store = Arc::new(Told { lasting, ..Told::default() });
                let config = config().with_threads(threads).with_batch_size(50).with_storage(store.clone());
                let engine = Arc::new(Engine::open(config).unwrap());
                let contract = engine.deploy(ADD).unwrap().address;
                let asked: Arc<Mutex<std::collections::BTreeSet<&str>>> = Arc::default();
                let inside: Arc<OnceLock<Weak<Engine>>> = Arc::default();
                inside.set(Arc::downgrade(&engine)).unwrap();
                store.tell({
                    let (asked, inside) = (asked.clone(), inside.clone());
                    move |what| {
                        // What only looks takes a snapshot, for which the store would be asked again.
                        let Some(engine) = inside.get().and_then(Weak::upgrade) else { return };
                        if what != "snapshot" && matches!(engine.fund(BOB, 1), Err(EngineError::Busy)) {
                            is_busy(&engine, contract);
                            asked.lock().unwrap().insert(what);
                        }
                    }
                });
                let transactions = (0..150u8).map(|n| calling(Address([n; 20]), contract, "add", vec![0; 16], 1 << 20));
                let receipts = engine.execute_block(&block(9, 9), transactions.collect()).unwrap();
                assert!(receipts.iter().all(|receipt| receipt.is_success()));
                engine.fund(ALICE, 1).unwrap();
                let asked = asked.lock().unwrap().clone();
                assert!(asked.contains("get") && asked.contains("write"), "{asked:?}");
                store.tell(|_| ());
                assert_eq!((engine.balance(ALICE).unwrap(), engine.balance(BOB).unwrap()), (1, 0));
                assert_eq!(engine.state_root().unwrap(), of_the_rows(&store.store));
            }
        }
    });
}

#[test]
fn whoever_is_told_of_the_stages_of_a_deploy_may_ask_the_engine_until_the_gate() {
    within_a_minute(|| {
        let engine = Arc::new(memory_engine());
        let (inner, stages) = (engine.clone(), Arc::new(Mutex::new(0)));
        let told = stages.clone();
        let progress = move |stage| {
            if matches!(stage, Stage::Gate | Stage::Meter | Stage::MachineCode) {
                return assert!(matches!(inner.fund(ALICE, 1), Err(EngineError::Busy)), "{stage:?}");
            }
            inner.fund(ALICE, 1).unwrap();
            inner.state_root().unwrap();
            *told.lock().unwrap() += 1;
        };
        let options = DeployOptions { progress: Some(Arc::new(progress)), ..DeployOptions::default() };
        engine.deploy_with_options(ADD, options).unwrap();
        assert_eq!(engine.balance(ALICE).unwrap(), *stages.lock().unwrap());
    });
}
