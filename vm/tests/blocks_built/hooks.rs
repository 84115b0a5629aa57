//! The chain's own code at the beginning and the end of blocks.

use crate::stage::{Stage, config};
use allod_core::{Address, Context, args};
use allod_testing::world::{ALICE, BOB, CAROL, by};
use allod_vm::{Block, BlockHooks, BlockOptions, EngineError, ExecuteOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const CHAIN: Address = Address([0xC0; 20]);

/// Hooks that note the block in rows, and pay by its receipts.
struct Ledger;

impl BlockHooks for Ledger {
    fn begin(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        assert!(block.receipts().is_empty());
        block.put(b"height", &block.context().height.to_le_bytes())?;
        let native = block.native(CHAIN, "Begin", by(CAROL), |context| {
            context.log("Began", &[("height", context.block_height()?.into())])?;
            Ok(vec![])
        })?;
        assert!(native.is_success());
        Ok(())
    }

    fn end(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        let receipts = block.receipts().len() as u64;
        block.put(b"receipts", &receipts.to_le_bytes())?;
        block.credit(CHAIN, receipts)?;
        block.native(CHAIN, "End", by(CAROL), |context| context.transfer(&CAROL, 1).map(|()| vec![]))?;
        assert!(!block.undo_last()?, "nothing of a hook's");
        assert!(matches!(block.root(), Err(EngineError::Busy)));
        Ok(())
    }
}

fn row(stage: &Stage, key: &[u8]) -> u64 {
    u64::from_le_bytes(stage.engine.application_row(key).unwrap().unwrap().try_into().unwrap())
}

#[test]
fn hooks_run_around_the_transactions_and_have_receipts_of_their_own() {
    for threads in [1, 2] {
        let stage = Stage::of(config(threads).with_hooks(Arc::new(Ledger)));
        let executed = stage.engine.execute_block(&stage.next(), stage.mixed(0, 20)).unwrap();
        assert_eq!(executed.len(), 20, "those of the transactions, as ever");
        assert_eq!(executed.iter().map(|receipt| receipt.sender).collect::<Vec<_>>(), [ALICE; 20]);
        assert_eq!((row(&stage, b"receipts"), stage.engine.balance(CHAIN).unwrap()), (21, 20));
        assert_eq!(row(&stage, b"height"), stage.engine.last_block().unwrap().height);

        let block = stage.next();
        let committed = stage.engine.execute_block_with(&block, stage.mixed(20, 9), BlockOptions::default()).unwrap();
        let functions: Vec<_> = committed.receipts.iter().map(|receipt| receipt.function.as_str()).collect();
        assert_eq!((functions.len(), functions[0], functions[10]), (11, "Begin", "End"));
        assert_eq!(committed.state_root, stage.root_of_rows());
    }
}

#[test]
fn a_built_block_with_hooks_is_the_executed_one_however_often_its_root_is_asked_for() {
    let (built, executed) = [2, 1].map(|threads| Stage::of(config(threads).with_hooks(Arc::new(Ledger)))).into();
    let mut block = built.engine.begin_block(built.next()).unwrap();
    for transaction in built.mixed(0, 12) {
        let before = block.root().unwrap();
        block.run(&transaction).unwrap();
        assert_ne!(block.root().unwrap(), before);
        assert!(block.undo_last().unwrap());
        assert_eq!(block.root().unwrap(), before, "the last is undone behind the hook's work");
        block.run(&transaction).unwrap();
    }
    let root = block.root().unwrap();
    let committed = block.commit().unwrap();
    assert_eq!(committed.state_root, root);
    let options = BlockOptions { expected_root: Some(root), ..Default::default() };
    let other = executed.engine.execute_block_with(&executed.next(), executed.mixed(0, 12), options).unwrap();
    assert_eq!((committed, built.rows()), (other, executed.rows()));

    let mut block = built.engine.begin_block(built.next()).unwrap();
    block.run_all(built.mixed(12, 5)).unwrap();
    let pending = block.seal().unwrap();
    let on = built.engine.begin_block_on(&pending, pending.block().next()).unwrap().seal().unwrap();
    built.engine.commit(&pending).unwrap();
    built.engine.commit(&on).unwrap();
    executed.engine.execute_block(&executed.next(), executed.mixed(12, 5)).unwrap();
    executed.engine.execute_block(&executed.next(), vec![]).unwrap();
    assert_eq!(built.rows(), executed.rows());
}

#[test]
fn single_calls_of_the_hosts_have_no_hooks() {
    let stage = Stage::of(config(1).with_hooks(Arc::new(Ledger)));
    assert_eq!(stage.engine.application_row(b"height").unwrap(), None);
    stage.engine.fund(BOB, 1).unwrap();
    assert_eq!(stage.engine.application_rows(b"", None, 10).unwrap(), []);
}

/// Hooks that fail at the blocks of their choice.
struct Failing {
    at_the_end: bool,
    panics: bool,
    left: AtomicU64,
}

impl Failing {
    fn act(&self, block: &mut Block<'_>, is_end: bool) -> Result<(), EngineError> {
        block.put(if is_end { b"end" } else { b"begin" }, b"1")?;
        if is_end == self.at_the_end
            && self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)).is_ok()
        {
            assert!(!self.panics, "a hook gave up");
            return Err(EngineError::HostFunction("no election today".into()));
        }
        Ok(())
    }
}

impl BlockHooks for Failing {
    fn begin(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        self.act(block, false)
    }
    fn end(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        self.act(block, true)
    }
}

#[test]
fn a_hook_that_fails_or_panics_keeps_its_block_out() {
    for (at_the_end, panics) in [(false, false), (false, true), (true, false), (true, true)] {
        let stage = Stage::of(config(2).with_hooks(Arc::new(Failing { at_the_end, panics, left: AtomicU64::new(2) })));
        let rows = stage.rows();
        let executed = catch_unwind(AssertUnwindSafe(|| stage.engine.execute_block(&stage.next(), stage.mixed(0, 9))));
        let built = catch_unwind(AssertUnwindSafe(|| {
            let mut block = stage.engine.begin_block(stage.next())?;
            block.run_all(stage.mixed(0, 9))?;
            block.commit().map(|committed| committed.receipts)
        }));
        for result in [executed, built] {
            match (panics, result) {
                (true, Err(panic)) => assert_eq!(*panic.downcast_ref::<&str>().unwrap(), "a hook gave up"),
                (false, Ok(Err(error))) => assert!(error.to_string().contains("no election today"), "{error}"),
                (_, other) => panic!("{other:?}"),
            }
            assert_eq!(stage.rows(), rows);
        }
        stage.engine.execute_block(&stage.next(), stage.mixed(0, 9)).unwrap();
        assert_eq!(stage.engine.state_root().unwrap(), stage.root_of_rows());
    }
}

#[test]
fn a_block_goes_on_after_a_hook_at_its_end_has_failed_and_not_after_it_panicked() {
    let hooks = |panics| Arc::new(Failing { at_the_end: true, panics, left: AtomicU64::new(1) });
    let stage = Stage::of(config(1).with_hooks(hooks(false)));
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    block.run(&stage.call(ALICE, 0, "Tell", args![])).unwrap();
    assert!(block.root().is_err());
    assert_eq!(block.get(b"end").unwrap(), None, "undone");
    assert!(block.undo_last().unwrap());
    block.root().unwrap();
    assert_eq!(block.get(b"end").unwrap(), Some(b"1".to_vec()));
    block.commit().unwrap();

    let stage = Stage::of(config(1).with_hooks(hooks(true)));
    let rows = stage.rows();
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| block.root())).is_err());
    assert!(matches!(block.run(&stage.mixed(0, 1)[0]), Err(EngineError::BlockFailed { .. })));
    assert!(matches!(block.commit(), Err(EngineError::BlockFailed { .. })));
    assert_eq!(stage.rows(), rows);
}

/// Hook that runs transactions in the name of an account, many at once.
struct Cron;

impl BlockHooks for Cron {
    fn end(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        let options = ExecuteOptions { gas_limit: Some(100_000), ..by(CAROL) };
        for step in 0..10_u64 {
            let own = block.native(CHAIN, "Step", options.clone(), move |context| {
                let object = context.create_object()?;
                allod_core::Object::set(&object, "step", step.into())?;
                match step % 3 {
                    0 => Err(allod_vm::NativeError::Revert("every third".into())),
                    _ => Ok(vec![]),
                }
            })?;
            assert_eq!(own.is_success(), step % 3 != 0);
        }
        Ok(())
    }
}

#[test]
fn what_a_hook_runs_is_part_of_the_block() {
    let stage = Stage::of(config(2).with_hooks(Arc::new(Cron)));
    let committed =
        stage.engine.execute_block_with(&stage.next(), stage.mixed(0, 15), BlockOptions::default()).unwrap();
    assert_eq!(committed.receipts.len(), 25);
    assert_eq!(committed.gas_used, committed.receipts.iter().map(|receipt| receipt.gas.used).sum::<u64>());
    assert_eq!(stage.engine.objects_of(CHAIN, None, 100).unwrap().len(), 6);
    assert_eq!(committed.state_root, stage.root_of_rows());
}

/// Hooks that pay a miner at the beginning of each block by a transaction of their own, and try the engine meanwhile.
struct Reward(std::sync::OnceLock<std::sync::Weak<allod_vm::Engine>>);

impl BlockHooks for Reward {
    fn begin(&self, block: &mut Block<'_>) -> Result<(), EngineError> {
        block.credit(CHAIN, 50)?;
        let paid = block.native(CHAIN, "Reward", by(CAROL), |context| context.transfer(&CAROL, 50).map(|()| vec![]))?;
        assert!(paid.is_success(), "{}", paid.status);
        if let Some(engine) = self.0.get().and_then(std::sync::Weak::upgrade) {
            assert!(matches!(engine.fund(CAROL, 1), Err(EngineError::Busy)));
            engine.balance(CAROL)?;
        }
        Ok(())
    }
}

#[test]
fn an_explanation_of_a_blocks_transaction_sees_what_the_hook_at_its_beginning_did() {
    for threads in [1, 2] {
        let hooks = Arc::new(Reward(std::sync::OnceLock::new()));
        let engine = Arc::new(allod_vm::Engine::open(config(threads).with_hooks(hooks.clone())).unwrap());
        hooks.0.set(Arc::downgrade(&engine)).unwrap();
        let contract = allod_testing::world::puppet(&engine);
        // Carol has nothing but what the hook pays her: she attaches it, and the contract takes it and fails.
        let call = |value| {
            let options = ExecuteOptions { value, gas_limit: Some(1_000_000), ..by(CAROL) };
            engine.call_transaction(contract, "TakeThenFail", args![value], options).unwrap()
        };
        let block = engine.last_block().unwrap().next();
        let (root, before) = (engine.state_root().unwrap(), engine.receipts(0, 100).unwrap().len());
        let rich = call(50);
        let poor = allod_vm::Transaction { nonce: rich.nonce + 1, ..call(51) };
        let explained = engine.explain_in_block(&block, &[], &rich).unwrap();
        assert!(explained.receipt.status.to_string().contains("as it was told"), "{}", explained.receipt.status);
        assert_eq!(explained.failures.len(), 1);
        let refused = engine.explain_in_block(&block, std::slice::from_ref(&rich), &poor).unwrap();
        assert_eq!((engine.state_root().unwrap(), engine.receipts(0, 100).unwrap().len()), (root, before));
        assert_eq!(engine.balance(CAROL).unwrap(), 0, "nothing of it is kept");
        let committed = engine.execute_block(&block, vec![rich, poor]).unwrap();
        assert_eq!(explained.receipt, committed[0], "to the last byte, its number among all of the block included");
        assert_eq!(refused.receipt, committed[1]);
    }
}

#[test]
fn a_hook_that_fails_is_the_failure_of_the_explanation_and_the_engine_goes_on() {
    let hooks = Failing { at_the_end: false, panics: false, left: AtomicU64::new(1) };
    let stage = Stage::of(config(1).with_hooks(Arc::new(hooks)));
    let transactions = stage.mixed(0, 1);
    let error = stage.engine.explain_in_block(&stage.next(), &[], &transactions[0]).unwrap_err();
    assert_eq!(error.to_string(), EngineError::HostFunction("no election today".into()).to_string());
    let explained = stage.engine.explain_in_block(&stage.next(), &[], &transactions[0]).unwrap();
    let executed = stage.engine.execute_block(&stage.next(), transactions).unwrap();
    assert_eq!(explained.receipt, executed[0]);
}
