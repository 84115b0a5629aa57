//! States to move, and streams of rows taken apart and put together.

use allod_core::{Value, args};
use allod_state::{MemoryStorage, Pair, Reader, Storage, keys};
use allod_testing::world::{ALICE, BOB, by, call, config, memory_engine, puppet};
use allod_vm::{Address, Context, Engine, EngineError, Hash, ImportedState, Object, import};
use std::sync::Arc;

/// Engine with something in every table.
pub(crate) fn of_everything() -> Engine {
    let engine = memory_engine();
    engine.fund(ALICE, 1_000).unwrap();
    let contract = puppet(&engine);
    for _ in 0..3 {
        assert!(call(&engine, ALICE, contract, "Create", args![]).is_success());
    }
    let receipt = engine.execute_native(Address([0x17; 20]), "Make", by(BOB), |chain| {
        for number in 0..20u64 {
            let object = chain.create_object()?;
            object.set("number", Value::from(number))?;
            object.set("name", Value::from("a name that is long enough not to stand in place"))?;
            match number % 4 {
                0 => object.share()?,
                1 => object.set_owner(&BOB)?,
                _ => {}
            }
        }
        Ok(vec![])
    });
    assert!(receipt.unwrap().is_success());
    engine.transfer(ALICE, BOB, 1).unwrap();
    engine
}

/// The export of `engine`, and the root of its state.
pub(crate) fn exported(engine: &Engine) -> (Vec<u8>, Hash) {
    let (export, mut bytes) = (engine.export().unwrap(), Vec::new());
    let written = export.write_to(&mut bytes).unwrap();
    assert_eq!((written.root, written.bytes), (export.root(), bytes.len() as u64));
    (bytes, export.root())
}

/// Imports `bytes` into an empty store, and checks that nothing is in it if they are refused.
pub(crate) fn imported(bytes: &[u8], root: Hash) -> Result<(Arc<MemoryStorage>, ImportedState), EngineError> {
    let store = Arc::new(MemoryStorage::new());
    store.set(b"\xffapp/row", b"of the application").unwrap();
    let result = import(store.clone(), bytes, root);
    if result.is_err() {
        let schema = (keys::metadata(keys::SCHEMA_NAME).to_vec(), keys::SCHEMA.to_le_bytes().to_vec());
        let mut rows = rows(&*store);
        rows.retain(|row| *row != schema);
        assert_eq!(rows, [(b"\xffapp/row".to_vec(), b"of the application".to_vec())]);
    }
    result.map(|imported| (store, imported))
}

/// The words by which `bytes` are refused.
pub(crate) fn refused(bytes: &[u8], root: Hash) -> String {
    let error = imported(bytes, root).map(|_| ()).unwrap_err();
    assert!(matches!(error, EngineError::Import(_)), "{error}");
    error.to_string()
}

pub(crate) fn rows(store: &dyn Reader) -> Vec<Pair> {
    store.scan(&[], usize::MAX).unwrap()
}

/// Engine over `store`.
pub(crate) fn over(store: Arc<MemoryStorage>) -> Engine {
    Engine::open(config().with_storage(store)).unwrap()
}

/// Stream of rows by its parts, as the documents of the format have it.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) header: Vec<u8>,
    pub(crate) rows: Vec<Pair>,
}

/// Bytes of a header without its check, and of a check.
pub(crate) const HEADER: usize = 16 + 4 + 4 + 4 + 32;
pub(crate) const CHECK: usize = 8;
/// Bytes of an end without its digest, and of that.
const END: usize = 4 + 8;
const DIGEST: usize = 32;

impl Parts {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let number = |bytes: &[u8]| u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
        let (header, mut rest) = bytes.split_at(HEADER);
        rest = &rest[CHECK..];
        let mut rows = Vec::new();
        while number(rest) > 0 {
            let (key, value) = (number(rest), number(&rest[4..]));
            let row = &rest[8..];
            rows.push((row[..key].to_vec(), row[key..key + value].to_vec()));
            rest = &row[key + value + CHECK..];
        }
        assert_eq!(rest.len(), END + DIGEST);
        Self { header: header.to_vec(), rows }
    }

    /// Header, rows and end, each with its check: what somebody writes who wants to deceive.
    pub(crate) fn checked(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let end = [&[0; 4][..], &(self.rows.len() as u64).to_le_bytes()].concat();
        let rows = self.rows.iter().map(row);
        let mut state = blake3::derive_key("allod 2026 state export", b"");
        let mut check = |part: &[u8]| {
            state = *blake3::keyed_hash(&state, part).as_bytes();
            state
        };
        let mut parts: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for part in [self.header.clone()].into_iter().chain(rows) {
            let check = check(&part)[..CHECK].to_vec();
            parts.push((part, check));
        }
        let digest = check(&end).to_vec();
        parts.push((end, digest));
        parts
    }

    /// The stream, with checks that hold.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        joined(self.checked())
    }
}

/// Stream of these parts.
pub(crate) fn joined(parts: Vec<(Vec<u8>, Vec<u8>)>) -> Vec<u8> {
    parts.into_iter().flat_map(|(part, check)| [part, check].concat()).collect()
}

/// Bytes of a row without its check.
pub(crate) fn row((key, value): &Pair) -> Vec<u8> {
    [&(key.len() as u32).to_le_bytes()[..], &(value.len() as u32).to_le_bytes(), key, value].concat()
}
