//! An engine that is asked from inside of a block: by the thread that builds it, by native code, by a hook.

use crate::stage::{Stage, config};
use allod_core::{Address, args};
use allod_testing::world::{ALICE, BOB, by};
use allod_vm::{Block, BlockHooks, BlockOptions, Engine, EngineError, PendingBlock};
use std::sync::{Arc, Mutex, Weak};

/// Asks `engine` for everything that writes: each is answered as busy. What only reads is answered.
fn is_busy(engine: &Engine, contract: Address, pending: Option<&PendingBlock>) {
    let next = engine.last_block().unwrap().next();
    let busy = |what: &str, error: Option<EngineError>| {
        assert!(matches!(error, Some(EngineError::Busy)), "{what}: {error:?}");
    };
    busy("root", engine.state_root().err());
    busy("execute", engine.execute(contract, "Tell", args![], by(ALICE)).err());
    busy("block", engine.execute_block(&next, vec![]).err());
    busy("block with options", engine.execute_block_with(&next, vec![], BlockOptions::default()).err());
    busy("begin", engine.begin_block(next).err());
    busy("fund", engine.fund(ALICE, 1).err());
    busy("native", engine.execute_native(ALICE, "f", by(ALICE), |_| Ok(vec![])).err());
    if let Some(pending) = pending {
        busy("commit", engine.commit(pending).err());
        busy("begin on", engine.begin_block_on(pending, next).err());
    }
    assert_eq!(engine.balance(BOB).unwrap(), 1_000_000, "the state before the block");
    engine.query(contract, "Height", args![], by(ALICE)).unwrap();
    engine.simulate(contract, "Tell", args![], by(ALICE)).unwrap();
}

#[test]
fn the_thread_that_builds_a_block_finds_its_engine_busy() {
    for threads in [1, 2] {
        let stage = Stage::new(threads);
        let pending = stage.engine.begin_block(stage.next()).unwrap().seal().unwrap();
        let mut block = stage.engine.begin_block(stage.next()).unwrap();
        block.credit(BOB, 1).unwrap();
        is_busy(&stage.engine, stage.puppet, Some(&pending));
        block
            .native(Address([9; 20]), "Ask", by(ALICE), |_| {
                is_busy(&stage.engine, stage.puppet, Some(&pending));
                Ok(vec![])
            })
            .unwrap();
        block.run_all(stage.mixed(0, 20)).unwrap();
        block.commit().unwrap();
        assert!(matches!(stage.engine.commit(&pending), Err(EngineError::NotOnParent { .. })));
        stage.engine.fund(BOB, 1).unwrap();
    }
}

/// Hooks that ask their engine.
#[derive(Default)]
struct Asking(Mutex<Weak<(Engine, Address)>>);

impl BlockHooks for Asking {
    fn begin(&self, _: &mut Block<'_>) -> Result<(), EngineError> {
        let asked = self.0.lock().unwrap().upgrade();
        if let Some(asked) = asked {
            is_busy(&asked.0, asked.1, None);
        }
        Ok(())
    }
    fn end(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        self.begin(block)
    }
}

#[test]
fn a_hook_finds_its_engine_busy() {
    let hooks = Arc::new(Asking::default());
    let Stage { engine, puppet, .. } = Stage::of(config(2).with_hooks(hooks.clone()));
    let engine = Arc::new((engine, puppet));
    *hooks.0.lock().unwrap() = Arc::downgrade(&engine);
    engine.0.execute_block(&engine.0.last_block().unwrap().next(), vec![]).unwrap();
}

#[test]
fn other_threads_wait_for_a_block_to_end_and_read_beside_it() {
    let stage = Stage::new(1);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    block.credit(BOB, 5).unwrap();
    std::thread::scope(|scope| {
        let read = scope.spawn(|| stage.engine.balance(BOB).unwrap());
        assert_eq!(read.join().unwrap(), 1_000_000);
        let write = scope.spawn(|| {
            stage.engine.fund(BOB, 1).unwrap();
            stage.engine.balance(BOB).unwrap()
        });
        block.commit().unwrap();
        assert_eq!(write.join().unwrap(), 1_000_006);
    });
}
