//! A store that fails, panics or holds what no engine wrote: the engine says so, and never a receipt.

use allod_core::{Address, args};
use allod_state::{MemoryStorage, Pair, Reader, StateError, Storage, WriteBatch, keys};
use allod_testing::hostile::{calling, deploy, module};
use allod_testing::world::{ALICE, block, by, config};
use allod_vm::{Engine, EngineError, Receipt};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

const FINE: u8 = 0;
const FAILS: u8 = 1;
const PANICS: u8 = 2;

/// A store that does what it is told when a balance is read.
struct Moody {
    store: Arc<dyn Reader>,
    mood: Arc<AtomicU8>,
}

impl Reader for Moody {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        if key.first() == keys::balance(&Address::ZERO).first() {
            match self.mood.load(Ordering::Relaxed) {
                FAILS => return Err(StateError::Store { what: "read", why: "the disk is gone".into() }),
                PANICS => panic!("the disk in bay {} is gone", 7),
                _ => {}
            }
        }
        self.store.get(key)
    }
    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.store.scan_after(prefix, after, limit)
    }
}

struct MoodyStorage(MemoryStorage, Arc<AtomicU8>);

impl Reader for MoodyStorage {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        Moody { store: self.0.snapshot(), mood: self.1.clone() }.get(key)
    }
    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.0.scan_after(prefix, after, limit)
    }
}

impl Storage for MoodyStorage {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        self.0.write(batch)
    }
    fn snapshot(&self) -> Arc<dyn Reader> {
        Arc::new(Moody { store: self.0.snapshot(), mood: self.1.clone() })
    }
}

fn moody() -> (Engine, Arc<AtomicU8>) {
    let mood = Arc::new(AtomicU8::new(FINE));
    let store = MoodyStorage(MemoryStorage::new(), mood.clone());
    (Engine::open(config().with_storage(Arc::new(store))).unwrap(), mood)
}

/// A contract that asks for the balance at an address, and one that has it called and does not mind.
fn contracts(engine: &Engine) -> (Address, Address) {
    let asks = r#"(func (export "g") (param i32) (i32.store (i32.const 0) (local.get 0)) (drop (call $balance (i32.const 0))))"#;
    let asks = deploy(engine, &module(&["balance"], asks));
    let escaped: String = asks.0.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let calls = format!(
        r#"(data (i32.const 0) "{escaped}") (data (i32.const 32) "g") (data (i32.const 40) "\01\09")
           (func (export "f") (param i32) (i32.store (i32.const 42) (local.get 0))
             (drop (call $call (i32.const 0) (i32.const 32) (i32.const 1) (i32.const 40) (i32.const 6) (i64.const 0) (i32.const 0) (i32.const 0))))"#
    );
    (asks, deploy(engine, &module(&["call"], &calls)))
}

#[test]
fn a_store_that_fails_or_panics_in_a_host_function_is_an_error_with_its_words() {
    let (engine, mood) = moody();
    let (asks, calls) = contracts(&engine);
    let root = engine.state_root().unwrap();
    let mut account: i32 = 100;
    for (how, words) in [(FAILS, "the disk is gone"), (PANICS, "the disk in bay 7 is gone")] {
        mood.store(how, Ordering::Relaxed);
        for (contract, function) in [(asks, "g"), (calls, "f")] {
            account += 1;
            let one = engine.execute(contract, function, args![account], by(ALICE)).map(|_| ());
            let input = account.to_le_bytes().to_vec();
            let transactions = vec![calling(ALICE, contract, function, input, 1_000_000)];
            let many = engine.execute_block(&block(50, 50), transactions).map(|_: Vec<Receipt>| ());
            for result in [one, many] {
                let error = result.unwrap_err();
                assert!(error.to_string().contains(words), "{error}");
                assert!(matches!(error, EngineError::State(_)), "{error}");
            }
        }
        mood.store(FINE, Ordering::Relaxed);
        assert_eq!(engine.state_root().unwrap(), root);
    }
    assert!(engine.execute(calls, "f", args![1], by(ALICE)).unwrap().is_success());
}

#[test]
fn a_row_that_no_engine_wrote_is_named_and_is_no_receipt() {
    let (engine, _) = moody();
    let (asks, _) = contracts(&engine);
    engine.execute_block(&block(60, 60), vec![]).unwrap();
    let rows = engine.storage().scan(b"", usize::MAX).unwrap();
    let with = |key: &[u8], junk: &[u8]| {
        let store = MemoryStorage::new();
        rows.iter().for_each(|(key, value)| store.set(key, value).unwrap());
        store.set(key, junk).unwrap();
        Engine::open(config().with_storage(Arc::new(store)))
    };
    let key = keys::contract(&asks);
    let engine = with(&key, &[7; 9]).unwrap();
    let transactions = vec![calling(ALICE, asks, "g", vec![0; 4], 1_000_000)];
    for error in [
        engine.execute(asks, "g", args![0], by(ALICE)).map(|_| ()).unwrap_err(),
        engine.execute_block(&block(70, 70), transactions).map(|_: Vec<Receipt>| ()).unwrap_err(),
    ] {
        let text = error.to_string();
        assert!(matches!(error, EngineError::CorruptStore(_)), "{text}");
        assert!(text.contains(&asks.to_string()), "{text}");
        assert!(error.reason().is_none(), "{text}");
    }
}
