//! Blocks of which nothing is kept: dropped, refused for their root, cancelled, or broken by a panic. Not one byte of the
//! store has changed then, and the next block is right.

use crate::stage::{Stage, config};
use allod_core::{Address, Context, args};
use allod_testing::world::{ALICE, BOB, by};
use allod_vm::{Block, BlockHooks, BlockOptions, EngineError, Hash, HostModule, Payload, Price, Transaction};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Builds a block of everything, and leaves it as it is.
fn fill(stage: &Stage, block: &mut Block<'_>) {
    block.run_all(stage.mixed(0, 30)).unwrap();
    block.run(&stage.mixed(30, 1)[0]).unwrap();
    block.native(Address([9; 20]), "Make", by(BOB), |context| context.create_object().map(|_| vec![])).unwrap();
    block.credit(BOB, 7).unwrap();
    block.put(b"key", b"value").unwrap();
}

/// Has `attempt` keep nothing on a stage, and checks that the stage goes on like one without it.
fn keeps_nothing(attempt: impl Fn(&Stage)) {
    for threads in [1, 2] {
        let (stage, untouched) = (Stage::new(threads), Stage::new(threads));
        for round in 0..2 {
            let (rows, last) = (stage.rows(), stage.engine.last_block().unwrap());
            attempt(&stage);
            assert_eq!(stage.rows(), rows, "round {round}");
            assert_eq!(stage.engine.last_block().unwrap(), last);
            assert_eq!(stage.engine.state_root().unwrap(), untouched.engine.state_root().unwrap());
            let run = |stage: &Stage| stage.engine.execute_block(&stage.next(), stage.mixed(0, 20)).unwrap();
            assert_eq!(run(&stage), run(&untouched));
            assert_eq!(stage.rows(), untouched.rows(), "round {round}");
            assert_eq!(stage.engine.state_root().unwrap(), stage.root_of_rows());
        }
    }
}

#[test]
fn a_dropped_block_leaves_nothing() {
    keeps_nothing(|stage| {
        let mut block = stage.engine.begin_block(stage.next()).unwrap();
        fill(stage, &mut block);
    });
    keeps_nothing(|stage| {
        let mut block = stage.engine.begin_block(stage.next()).unwrap();
        fill(stage, &mut block);
        block.root().unwrap();
    });
    keeps_nothing(|stage| drop(stage.engine.begin_block(stage.next()).unwrap()));
}

#[test]
fn a_sealed_block_that_is_dropped_leaves_nothing() {
    keeps_nothing(|stage| {
        let mut block = stage.engine.begin_block(stage.next()).unwrap();
        fill(stage, &mut block);
        let parent = block.seal().unwrap();
        let mut block = stage.engine.begin_block_on(&parent, parent.block().next()).unwrap();
        block.put(b"other", b"row").unwrap();
        block.seal().unwrap();
    });
}

#[test]
fn a_block_refused_for_its_root_leaves_nothing() {
    keeps_nothing(|stage| {
        let wrong = BlockOptions { expected_root: Some(Hash([7; 32])), ..Default::default() };
        let block = stage.next();
        let tried = BlockOptions { dry_run: true, ..Default::default() };
        let transactions = Arc::new(stage.mixed(0, 30));
        let right = stage.engine.execute_block_with(&block, transactions.clone(), tried).unwrap().state_root;
        let error = stage.engine.execute_block_with(&block, transactions, wrong).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the block leads to state root {right}, expected {}", Hash([7; 32])),
            "both roots"
        );
    });
}

#[test]
fn a_block_tried_out_leaves_nothing_and_says_what_it_would_have_left() {
    keeps_nothing(|stage| {
        let tried = BlockOptions { dry_run: true, ..Default::default() };
        let would = stage.engine.execute_block_with(&stage.next(), stage.mixed(0, 30), tried).unwrap();
        let other = Stage::new(1);
        other.store.write_all(stage);
        let engine = allod_vm::Engine::open(config(1).with_storage(other.store.clone())).unwrap();
        let did = engine.execute_block_with(&stage.next(), stage.mixed(0, 30), BlockOptions::default()).unwrap();
        assert_eq!(would, did);
    });
}

#[test]
fn a_cancelled_block_leaves_nothing() {
    keeps_nothing(|stage| {
        let cancel = Some(Arc::new(AtomicBool::new(true)));
        let options = BlockOptions { cancel, ..Default::default() };
        let error = stage.engine.execute_block_with(&stage.next(), stage.mixed(0, 30), options).unwrap_err();
        assert!(matches!(error, EngineError::Cancelled), "{error}");
    });
}

/// Hooks that cancel the block once it has begun.
struct CancelsAtItsBeginning(Arc<AtomicBool>);

impl BlockHooks for CancelsAtItsBeginning {
    fn begin(&self, _: &mut Block<'_>) -> Result<(), EngineError> {
        self.0.store(true, Ordering::Relaxed);
        Ok(())
    }
}

#[test]
fn a_block_is_cancelled_while_it_is_under_way() {
    let cancel = Arc::new(AtomicBool::new(false));
    for threads in [1, 2] {
        cancel.store(false, Ordering::Relaxed);
        let stage = Stage::of(config(threads).with_hooks(Arc::new(CancelsAtItsBeginning(cancel.clone()))));
        let rows = stage.rows();
        let options = BlockOptions { cancel: Some(cancel.clone()), ..Default::default() };
        let error = stage.engine.execute_block_with(&stage.next(), stage.mixed(0, 30), options).unwrap_err();
        assert!(matches!(error, EngineError::Cancelled), "{error}");
        assert_eq!(stage.rows(), rows);
        let options = BlockOptions::default();
        stage.engine.execute_block_with(&stage.next(), stage.mixed(0, 30), options).unwrap();
    }
}

#[test]
fn a_block_is_cancelled_between_two_transactions() {
    for threads in [1, 2] {
        let (cancel, ran) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (flag, count) = (cancel.clone(), ran.clone());
        let price = Price { base: 1, per_unit: 0 };
        let module = HostModule::new("clock", 1).with_function("tick", &[], None, price, move |_, _| {
            flag.fetch_or(count.fetch_add(1, Ordering::Relaxed) == 4, Ordering::Relaxed);
            Ok(0)
        });
        let stage = Stage::of(config(threads).with_host_module(module));
        let code = r#"(module (import "clock" "tick" (func $tick)) (memory (export "memory") 1)
            (func (export "Tick") (call $tick)))"#;
        let contract = stage.engine.deploy(code).unwrap().address;
        // The root of the deploy was put off, and a block that begins would write it.
        stage.engine.state_root().unwrap();
        let (rows, input, objects) = (stage.rows(), vec![], vec![]);
        let payload = Payload::Call { contract, function: "Tick".into(), input, value: 0, objects };
        let tick = |nonce| Transaction { payload: payload.clone(), ..stage.call(ALICE, nonce, "Tell", args![]) };
        let transactions: Arc<Vec<_>> = Arc::new((0..200).map(tick).collect());
        let options = BlockOptions { cancel: Some(cancel.clone()), ..Default::default() };
        let error = stage.engine.execute_block_with(&stage.next(), transactions.clone(), options.clone()).unwrap_err();
        assert!(matches!(error, EngineError::Cancelled), "{error}");
        // The one that was under way on each thread ends.
        let ran = ran.load(Ordering::Relaxed);
        assert!((5..5 + threads as u64).contains(&ran), "{ran} of 200 on {threads} threads");
        assert_eq!(stage.rows(), rows);
        cancel.store(false, Ordering::Relaxed);
        let committed = stage.engine.execute_block_with(&stage.next(), transactions, options).unwrap();
        assert!(committed.receipts.iter().all(|receipt| receipt.is_success()));
    }
}

#[test]
fn a_panic_in_native_code_leaves_nothing() {
    keeps_nothing(|stage| {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let mut block = stage.engine.begin_block(stage.next()).unwrap();
            fill(stage, &mut block);
            let _ = block.native(Address([9; 20]), "Panic", by(BOB), |context| {
                context.create_object()?;
                panic!("in native code")
            });
        }));
        assert_eq!(*panicked.unwrap_err().downcast_ref::<&str>().unwrap(), "in native code");
    });
}

#[test]
fn a_block_in_which_a_panic_was_caught_can_only_be_dropped() {
    keeps_nothing(|stage| {
        let mut block = stage.engine.begin_block(stage.next()).unwrap();
        fill(stage, &mut block);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let _ = block.native(Address([9; 20]), "Panic", by(BOB), |context| {
                context.create_object()?;
                panic!("in native code")
            });
        }));
        assert!(panicked.is_err());
        let failed =
            |error: Option<EngineError>| assert!(matches!(error, Some(EngineError::BlockFailed { .. })), "{error:?}");
        failed(block.run(&stage.mixed(31, 1)[0]).err());
        failed(block.run_all(stage.mixed(31, 1)).err());
        failed(block.undo_last().err());
        failed(block.root().err());
        failed(block.credit(BOB, 1).err());
        failed(block.balance(BOB).err());
        failed(block.put(b"k", b"v").err());
        failed(block.get(b"k").err());
        failed(block.native(Address([9; 20]), "f", by(BOB), |_| Ok(vec![])).err());
        failed(block.commit().err());
    });
}

#[test]
fn native_code_that_may_not_begin_leaves_the_block_as_it_was() {
    let stage = Stage::new(1);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    block.run_all(stage.mixed(0, 5)).unwrap();
    let (root, gas) = (block.root().unwrap(), block.gas_used());
    let options = allod_vm::ExecuteOptions { value: 5, ..by(Address([0x44; 20])) };
    let error = block.native(Address([9; 20]), "f", options, |_| Ok(vec![])).map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), format!("account {} has 0, wanted 5", Address([0x44; 20])));
    let options = allod_vm::ExecuteOptions { block: Some(stage.next().next()), ..by(ALICE) };
    assert!(block.native(Address([9; 20]), "f", options, |_| Ok(vec![])).is_err(), "another block");
    assert_eq!((block.root().unwrap(), block.gas_used(), block.receipts().len()), (root, gas, 5));
    let refused = block.native(Address([9; 20]), "f", by(ALICE), |context| {
        context.create_object()?;
        Err(allod_vm::NativeError::Revert("no".into()))
    });
    assert!(!refused.unwrap().is_success(), "it has a receipt, as a contract has");
    assert_eq!(block.receipts().len(), 6);
    block.run(&stage.call(ALICE, 5, "Tell", args![])).unwrap();
    block.commit().unwrap();
}

/// Store that takes the rows of another.
trait WriteAll {
    fn write_all(&self, stage: &Stage);
}

impl WriteAll for allod_state::MemoryStorage {
    fn write_all(&self, stage: &Stage) {
        let mut batch = allod_state::WriteBatch::new();
        for (key, _) in allod_state::Reader::scan(self, b"", usize::MAX).unwrap() {
            batch.delete(key);
        }
        for (key, value) in stage.rows() {
            batch.put(key, value);
        }
        allod_state::Storage::write(self, &batch).unwrap();
    }
}
