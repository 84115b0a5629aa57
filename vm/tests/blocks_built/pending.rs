//! Blocks that are sealed: several on one parent, and on each other, committed in the order of the chain and in no other.

use crate::stage::{Stage, config};
use allod_core::args;
use allod_testing::world::{ALICE, BOB, CAROL};
use allod_vm::{Engine, EngineConfig, EngineError, PENDING_DEPTH, PendingBlock};

/// A block of `count` transactions on `parent`, or on the last block.
fn build(stage: &Stage, parent: Option<&PendingBlock>, first: u64, count: u64) -> PendingBlock {
    let mut block = match parent {
        Some(parent) => stage.engine.begin_block_on(parent, parent.block().next()).unwrap(),
        None => stage.engine.begin_block(stage.next()).unwrap(),
    };
    block.run_all(stage.mixed(first, count)).unwrap();
    block.seal().unwrap()
}

/// Keys whose rows differ.
fn differing(one: &Stage, other: &Stage) -> Vec<Vec<u8>> {
    let (one, other) = (one.rows(), other.rows());
    let rows = one.iter().filter(|row| !other.contains(row)).chain(other.iter().filter(|row| !one.contains(row)));
    rows.map(|(key, _)| key.clone()).collect()
}

/// Checks that `stage` is where a stage is that has executed blocks of these transactions, one after another.
fn is_at(stage: &Stage, blocks: &[(u64, u64)]) {
    let other = Stage::new(1);
    for (first, count) in blocks {
        other.engine.execute_block(&other.next(), other.mixed(*first, *count)).unwrap();
    }
    assert_eq!(differing(stage, &other), Vec::<Vec<u8>>::new());
    assert_eq!(stage.engine.state_root().unwrap(), other.engine.state_root().unwrap());
}

#[test]
fn a_chain_of_pending_blocks_is_committed_one_by_one() {
    for threads in [1, 2] {
        let stage = Stage::new(threads);
        let rows = stage.rows();
        let one = build(&stage, None, 0, 30);
        let two = build(&stage, Some(&one), 30, 25);
        let three = build(&stage, Some(&two), 55, 8);
        assert_eq!(stage.rows(), rows);
        for (pending, so_far) in [(&one, 1), (&two, 2), (&three, 3)] {
            stage.engine.commit(pending).unwrap();
            is_at(&stage, &[(0, 30), (30, 25), (55, 8)][..so_far]);
            assert_eq!(stage.engine.state_root().unwrap(), pending.state_root());
            for receipt in pending.receipts() {
                assert_eq!(stage.engine.receipt(receipt.hash).unwrap().as_ref(), Some(receipt));
            }
        }
        stage.engine.execute_block(&stage.next(), stage.mixed(63, 9)).unwrap();
        is_at(&stage, &[(0, 30), (30, 25), (55, 8), (63, 9)]);
    }
}

#[test]
fn a_block_is_built_on_one_that_was_committed_meanwhile() {
    let stage = Stage::new(2);
    let one = build(&stage, None, 0, 20);
    let two = build(&stage, Some(&one), 20, 20);
    stage.engine.commit(&one).unwrap();
    // On the second, of which the first is committed; and on the first, which is the last block.
    let three = build(&stage, Some(&two), 40, 20);
    let other = build(&stage, Some(&one), 20, 3);
    stage.engine.commit(&two).unwrap();
    stage.engine.commit(&three).unwrap();
    assert!(matches!(stage.engine.commit(&other), Err(EngineError::NotOnParent { .. })));
    is_at(&stage, &[(0, 20), (20, 20), (40, 20)]);
}

#[test]
fn of_several_blocks_on_one_parent_one_is_committed() {
    let stage = Stage::new(1);
    let blocks: Vec<_> = (1..5).map(|count| build(&stage, None, 0, count * 10)).collect();
    let child = build(&stage, Some(&blocks[1]), 20, 5);
    stage.engine.commit(&blocks[2]).unwrap();
    is_at(&stage, &[(0, 30)]);
    for other in blocks.iter().chain([&child]) {
        let error = stage.engine.commit(other).unwrap_err();
        assert!(matches!(error, EngineError::NotOnParent { .. }), "{error}");
        let on = stage.engine.begin_block_on(other, other.block().next()).map(|_| ());
        match other.state_root() == blocks[2].state_root() {
            true => on.unwrap(),
            false => assert!(matches!(on, Err(EngineError::NotOnParent { .. })), "{on:?}"),
        }
    }
    is_at(&stage, &[(0, 30)]);
}

#[test]
fn the_wrong_place_is_named() {
    let stage = Stage::new(1);
    let root = stage.engine.state_root().unwrap();
    let height = stage.engine.last_block().unwrap().height;
    let one = build(&stage, None, 0, 4);
    let two = build(&stage, Some(&one), 4, 4);
    let at = |height: u64, changes: u64, root| format!("block {height} and {changes} changes since, state root {root}");
    let wanted = format!(
        "the block was built on {}, and the store is at {}",
        at(height + 1, 0, one.state_root()),
        at(height, 3, root)
    );
    assert_eq!(stage.engine.commit(&two).unwrap_err().to_string(), wanted);
    // A block on one that is not committed can't be committed itself, but sealed.
    let on = stage.engine.begin_block_on(&one, one.block().next()).unwrap();
    assert_eq!(on.commit().unwrap_err().to_string(), wanted);
}

#[test]
fn a_call_of_the_hosts_between_is_another_parent() {
    for store_behind in [false, true] {
        let (stage, engine);
        let engine = match store_behind {
            false => {
                stage = Stage::new(1);
                &stage.engine
            }
            true => {
                engine = Engine::open(config(1)).unwrap();
                &engine
            }
        };
        let pending = engine.begin_block(engine.last_block().unwrap().next()).unwrap().seal().unwrap();
        engine.fund(CAROL, 1).unwrap();
        assert!(matches!(engine.commit(&pending), Err(EngineError::NotOnParent { .. })));
        let pending = engine.begin_block(engine.last_block().unwrap().next()).unwrap().seal().unwrap();
        engine.deploy(r#"(module (func (export "f")))"#).unwrap();
        assert!(matches!(engine.commit(&pending), Err(EngineError::NotOnParent { .. })));
        let pending = engine.begin_block(engine.last_block().unwrap().next()).unwrap().seal().unwrap();
        engine.commit(&pending).unwrap();
        assert_eq!(engine.last_block().unwrap(), pending.block());
    }
}

#[test]
fn a_block_committed_twice_is_refused_and_one_of_another_chain_too() {
    let stage = Stage::new(1);
    let pending = build(&stage, None, 0, 4);
    stage.engine.commit(&pending).unwrap();
    assert!(matches!(stage.engine.commit(&pending), Err(EngineError::NotOnParent { .. })));
    let other = Engine::open(EngineConfig::default().with_chain_id(9)).unwrap();
    assert!(matches!(other.commit(&pending), Err(EngineError::BlockChain { given: 1, wanted: 9 })));
}

#[test]
fn blocks_stand_on_so_many_that_are_not_committed_and_on_no_more() {
    let stage = Stage::new(1);
    let empty = |block: allod_vm::Block<'_>| block.seal().unwrap();
    let mut chain = vec![empty(stage.engine.begin_block(stage.next()).unwrap())];
    let on = |parent: &PendingBlock| stage.engine.begin_block_on(parent, parent.block().next());
    for _ in 0..PENDING_DEPTH {
        chain.push(empty(on(chain.last().unwrap()).unwrap()));
    }
    let error = on(chain.last().unwrap()).map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "the block would stand on 65 blocks that are not committed, the most is 64");
    stage.engine.commit(&chain[0]).unwrap();
    on(chain.last().unwrap()).unwrap();
}

#[test]
fn a_pending_block_goes_to_another_thread_and_says_what_it_holds() {
    let stage = Stage::new(2);
    let pending = build(&stage, None, 0, 6);
    let there = pending.clone();
    std::thread::scope(|scope| scope.spawn(|| stage.engine.commit(&there).unwrap()).join().unwrap());
    let gas: u64 = pending.receipts().iter().map(|receipt| receipt.gas.used).sum();
    assert_eq!((pending.gas_used(), pending.receipts().len()), (gas, 6));
    assert_eq!(pending.receipts_root(), allod_vm::receipts_root(pending.receipts()));
    assert!(!pending.changes().is_empty());
}

#[test]
fn reads_of_a_child_see_everything_that_its_parent_has_left() {
    let stage = Stage::new(1);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    let created = block.run(&stage.call(ALICE, 0, "Create", args![])).unwrap();
    let object: allod_core::ObjectId = created.decode().unwrap();
    block.run(&stage.call(ALICE, 1, "Write", args![object, 77u64])).unwrap();
    block.run(&stage.call(ALICE, 2, "Give", args![object, BOB])).unwrap();
    block.run(&stage.call(ALICE, 3, "Delete", args![stage.object])).unwrap();
    block.run(&stage.call(ALICE, 4, "Take", args![30u64])).unwrap();
    block.put(b"a", b"1").unwrap();
    let parent = block.seal().unwrap();
    let mut child = stage.engine.begin_block_on(&parent, parent.block().next()).unwrap();
    assert_eq!(child.balance(ALICE).unwrap(), 999_970);
    let value = child.run(&stage.call(ALICE, 5, "Value", args![object])).unwrap();
    assert_eq!(value.decode::<u64>().unwrap(), 77);
    let found = child.run(&stage.call(ALICE, 6, "Find", args![BOB])).unwrap();
    assert_eq!(found.decode::<allod_core::ObjectId>().unwrap(), object);
    let gone = child.run(&stage.call(ALICE, 7, "Read", args![stage.object])).unwrap();
    assert!(!gone.is_success(), "it was deleted");
    assert_eq!(child.get(b"a").unwrap(), Some(b"1".to_vec()));
    assert_eq!(child.nonce(ALICE).unwrap(), 8);
}
