//! A store that fails, or panics, at each of its operations in turn: not one byte has changed then, and the same block is
//! right once the store works again.

use crate::stage::{Stage, config};
use allod_core::{Address, Context};
use allod_state::{MemoryStorage, Pair, Reader, StateError, Storage, Within, WriteBatch};
use allod_testing::world::{BOB, by};
use allod_vm::{Block, BlockHooks, BlockOptions, Engine, EngineError, Hash, Transaction};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// When a store fails, and how.
#[derive(Default)]
struct Plan {
    /// Operations until the one that fails; below 0 none does.
    left: AtomicI64,
    panics: AtomicBool,
    /// True once one has failed.
    failed: AtomicBool,
}

impl Plan {
    /// Counts an operation.
    fn operate(&self, what: &'static str) -> Result<(), StateError> {
        // From the one on, all fail: a disk that is gone does not come back by itself.
        let left = self.left.load(Ordering::Relaxed);
        if left < 0 || self.left.fetch_sub(1, Ordering::Relaxed) > 1 {
            return Ok(());
        }
        self.left.store(1, Ordering::Relaxed);
        self.failed.store(true, Ordering::Relaxed);
        assert!(!self.panics.load(Ordering::Relaxed), "the disk is gone");
        Err(StateError::Store { what, why: "the disk is gone".into() })
    }
}

/// Store, or a snapshot of one, that keeps to a plan.
struct Planned<R> {
    reader: R,
    lasting: bool,
    plan: Arc<Plan>,
}

impl<R: std::ops::Deref<Target: Reader> + Send + Sync> Reader for Planned<R> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.plan.operate("read")?;
        self.reader.get(key)
    }
    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        self.plan.operate("read")?;
        self.reader.get_within(key, most)
    }
    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        self.plan.operate("read")?;
        self.reader.get_many(keys)
    }
    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.plan.operate("scan")?;
        self.reader.scan_after(prefix, after, limit)
    }
}

impl Storage for Planned<Arc<MemoryStorage>> {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        self.plan.operate("write")?;
        self.reader.write(batch)
    }
    fn snapshot(&self) -> Arc<dyn Reader> {
        Arc::new(Planned { reader: Snapshot(self.reader.snapshot()), lasting: self.lasting, plan: self.plan.clone() })
    }
    fn is_volatile(&self) -> bool {
        !self.lasting
    }
}

struct Snapshot(Arc<dyn Reader>);

impl std::ops::Deref for Snapshot {
    type Target = dyn Reader;
    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

/// Hooks that read and write.
struct Hooks;

impl BlockHooks for Hooks {
    fn begin(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        let before = block.get(b"blocks")?.map_or(0, |bytes| bytes[0]);
        block.put(b"blocks", &[before + 1])
    }
    fn end(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        block.credit(Address([0xEE; 20]), 3)?;
        block.native(Address([9; 20]), "End", by(BOB), |context| context.create_object().map(|_| vec![])).map(|_| ())
    }
}

/// Way to make the same block.
type Way = fn(&Engine, &[Transaction]) -> Result<Hash, EngineError>;

fn executed(engine: &Engine, transactions: &[Transaction]) -> Result<Hash, EngineError> {
    let block = engine.last_block()?.next();
    engine
        .execute_block_with(&block, transactions.to_vec(), BlockOptions::default())
        .map(|committed| committed.state_root)
}

fn plainly(engine: &Engine, transactions: &[Transaction]) -> Result<Hash, EngineError> {
    let block = engine.last_block()?.next();
    engine.execute_block(&block, transactions.to_vec())?;
    engine.state_root()
}

fn built(engine: &Engine, transactions: &[Transaction]) -> Result<Hash, EngineError> {
    let mut block = engine.begin_block(engine.last_block()?.next())?;
    block.run_all(transactions[..10].to_vec())?;
    block.root()?;
    for transaction in &transactions[10..] {
        block.run(transaction)?;
        block.undo_last()?;
        block.run(transaction)?;
    }
    Ok(block.commit()?.state_root)
}

fn sealed(engine: &Engine, transactions: &[Transaction]) -> Result<Hash, EngineError> {
    let mut block = engine.begin_block(engine.last_block()?.next())?;
    block.run_all(transactions.to_vec())?;
    let pending = block.seal()?;
    engine.commit(&pending).map(|()| pending.state_root())
}

const WAYS: [(&str, Way); 4] = [("executed", executed), ("plainly", plainly), ("built", built), ("sealed", sealed)];

#[test]
fn a_pending_block_whose_commit_failed_is_committed_again() {
    let start = Stage::new(2);
    for panics in [false, true] {
        for left in 1.. {
            let (store, plan) = (Arc::new(MemoryStorage::new()), Arc::new(Plan::default()));
            let mut batch = WriteBatch::new();
            for (key, value) in start.rows() {
                batch.put(key, value);
            }
            store.write(&batch).unwrap();
            plan.left.store(-1, Ordering::Relaxed);
            plan.panics.store(panics, Ordering::Relaxed);
            let planned = Planned { reader: store.clone(), lasting: true, plan: plan.clone() };
            let engine = Engine::open(config(2).with_storage(Arc::new(planned))).unwrap();
            let mut block = engine.begin_block(engine.last_block().unwrap().next()).unwrap();
            block.run_all(start.mixed(0, 16)).unwrap();
            let pending = block.seal().unwrap();
            let rows = store.scan(b"", usize::MAX).unwrap();
            plan.left.store(left, Ordering::Relaxed);
            let result = engine.commit(&pending);
            plan.left.store(-1, Ordering::Relaxed);
            if result.is_ok() {
                assert!(left > 2, "it reads the head, and writes");
                break;
            }
            assert_eq!(store.scan(b"", usize::MAX).unwrap(), rows, "{result:?}");
            engine.commit(&pending).unwrap();
            assert_eq!(engine.state_root().unwrap(), pending.state_root());
            engine.execute_block(&engine.last_block().unwrap().next(), start.mixed(16, 9)).unwrap();
            let of_rows = allod_state::LtHash::recomputed(&*store.snapshot()).unwrap().root();
            assert_eq!(engine.state_root().unwrap(), of_rows);
        }
    }
}

/// Operations after which a run without a failure must have ended.
const OPERATIONS_MAX: i64 = 2_000;

#[test]
fn a_store_that_fails_at_any_of_its_operations_loses_nothing_and_keeps_nothing() {
    let start = Stage::new(1);
    let (rows, transactions) = (start.rows(), start.mixed(0, 16));
    let base = || {
        let (store, mut batch) = (Arc::new(MemoryStorage::new()), WriteBatch::new());
        for (key, value) in &rows {
            batch.put(key, value);
        }
        store.write(&batch).unwrap();
        store
    };
    let reference = base();
    let engine = Engine::open(config(1).with_storage(reference.clone()).with_hooks(Arc::new(Hooks))).unwrap();
    let root = executed(&engine, &transactions).unwrap();
    let after = reference.scan(b"", usize::MAX).unwrap();
    for threads in [1, 2] {
        for (name, way) in WAYS {
            for (lasting, panics) in [(false, false), (true, false), (true, true)] {
                let mut failures = 0;
                for left in 1..OPERATIONS_MAX {
                    let (store, plan) = (base(), Arc::new(Plan::default()));
                    plan.left.store(-1, Ordering::Relaxed);
                    plan.panics.store(panics, Ordering::Relaxed);
                    let planned = Planned { reader: store.clone(), lasting, plan: plan.clone() };
                    let config = config(threads).with_storage(Arc::new(planned)).with_hooks(Arc::new(Hooks));
                    let engine = Engine::open(config).unwrap();
                    plan.left.store(left, Ordering::Relaxed);
                    let result = way(&engine, &transactions);
                    let failed = plan.failed.load(Ordering::Relaxed);
                    plan.left.store(-1, Ordering::Relaxed);
                    if !failed {
                        assert_eq!(result.unwrap(), root);
                        break;
                    }
                    failures += 1;
                    let what = format!("{name}, {threads} threads, lasting {lasting}, operation {left}: {result:?}");
                    if let Ok(found) = result {
                        // What failed was of no consequence.
                        assert_eq!(found, root, "{what}");
                        assert_eq!(store.scan(b"", usize::MAX).unwrap(), after, "{what}");
                        continue;
                    }
                    if store.scan(b"", usize::MAX).unwrap() != rows {
                        // The block was committed, and what failed is the question for its root.
                        assert_eq!((name, store.scan(b"", usize::MAX).unwrap() == after), ("plainly", true), "{what}");
                        continue;
                    }
                    assert_eq!(way(&engine, &transactions).unwrap(), root, "{what}, and then it works");
                    assert_eq!(store.scan(b"", usize::MAX).unwrap(), after, "{what}, and then it works");
                }
                assert!(failures > 10, "{name}: {failures} operations");
            }
        }
    }
}
