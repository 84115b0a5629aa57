//! A view answers about one block, whatever is committed meanwhile, and keeps no writer waiting.

use allod_core::{Address, Context, Hash, args};
use allod_testing::hostile::calling;
use allod_testing::world::{ALICE, BOB, block, by, call, config, memory_engine, puppet};
use allod_vm::{Engine, EngineConfig, EngineError, StateView};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Transactions of each block.
const CREATED: u64 = 3;

/// Commits block `height`: every row that [`check`] asks for has the height in it.
fn commit(engine: &Engine, contract: Address, height: u64) -> Hash {
    let mut built = engine.begin_block(block(height, height as i64)).unwrap();
    built.credit(BOB, 7).unwrap();
    built.put(b"height", &height.to_be_bytes()).unwrap();
    let calls: Vec<_> = (0..CREATED).map(|_| calling(ALICE, contract, "Create", vec![], 1_000_000)).collect();
    assert!(built.run_all(calls).unwrap().iter().all(|receipt| receipt.is_success()));
    built.commit().unwrap().state_root
}

/// Asks a view for everything, and checks that all of it is of one block. Gives its height and root.
fn check(view: &StateView, contract: Address, first: u64) -> (u64, Hash) {
    let height = view.last_block().unwrap().height;
    let blocks = height - first;
    assert_eq!(view.balance(BOB).unwrap(), blocks * 7);
    let row = view.application_row(b"height").unwrap();
    assert_eq!(row, (blocks > 0).then(|| height.to_be_bytes().to_vec()));
    assert_eq!(view.application_rows(b"", None, 9).unwrap().len(), usize::from(blocks > 0));
    let objects = view.objects_of(contract, None, usize::MAX).unwrap();
    // The contract's own object is one of them.
    assert_eq!(objects.len() as u64, blocks * CREATED + 1);
    assert!(view.object(objects[objects.len() - 1]).unwrap().is_some());
    let receipts = view.receipts_at(height).unwrap();
    assert_eq!(receipts.len() as u64, if blocks > 0 { CREATED } else { 1 });
    assert!(view.receipts_at(height + 1).unwrap().is_empty());
    assert_eq!(view.receipts(0, usize::MAX).unwrap().len() as u64, 1 + blocks * CREATED);
    assert_eq!(view.receipt(receipts[0].hash).unwrap().as_ref(), receipts.first());
    let asked = view.query(contract, "Height", args![], by(ALICE)).unwrap();
    let tried = view.simulate(contract, "Height", args![], by(ALICE)).unwrap();
    assert_eq!((asked.decode::<u64>().unwrap(), tried.decode::<u64>().unwrap()), (height, height + 1));
    assert_eq!(view.contracts(None, 9).unwrap().len(), 1);
    assert_eq!(view.last_block().unwrap().height, height);
    (height, view.state_root().unwrap())
}

#[test]
fn answers_never_mix_two_blocks_while_blocks_are_committed() {
    const BLOCKS: u64 = 20;
    let folder = tempfile::tempdir().unwrap();
    let configs = [config(), config().with_threads(2).with_batch_size(2), config().with_path(folder.path())];
    for config in configs {
        let engine = Engine::open(config).unwrap();
        let contract = puppet(&engine);
        let first = engine.last_block().unwrap().height;
        let (done, seen) = (AtomicBool::new(false), Mutex::new(Vec::new()));
        let mut roots = BTreeMap::from([(first, engine.state_root().unwrap())]);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while !done.load(Ordering::Relaxed) {
                        let view = engine.view().unwrap();
                        let found = check(&view, contract, first);
                        // Later, from a clone, and from two threads, it is still the same block.
                        let clone = view.clone();
                        let again = std::thread::scope(|scope| {
                            let asked = scope.spawn(|| check(&clone, contract, first));
                            (check(&view, contract, first), asked.join().unwrap())
                        });
                        assert_eq!(again, (found, found));
                        seen.lock().unwrap().push(found);
                    }
                });
            }
            // However slow the others are, they ask while there are blocks.
            for height in first + 1.. {
                roots.insert(height, commit(&engine, contract, height));
                if height >= first + BLOCKS && seen.lock().unwrap().len() >= 3 {
                    break;
                }
            }
            done.store(true, Ordering::Relaxed);
        });
        let seen = seen.into_inner().unwrap();
        assert!(!seen.is_empty());
        for (height, root) in seen {
            assert_eq!(roots[&height], root, "block {height}");
        }
        let (last, root) = roots.last_key_value().unwrap();
        assert_eq!(check(&engine.view().unwrap(), contract, first), (*last, *root));
    }
}

#[test]
fn a_view_has_the_root_of_its_state_after_single_calls_too() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let mut views = Vec::new();
    for _ in 0..3 {
        call(&engine, ALICE, contract, "Create", args![]);
        let view = engine.view().unwrap();
        views.push((view, engine.state_root().unwrap()));
    }
    for (view, root) in &views {
        assert_eq!(view.state_root().unwrap(), *root);
        assert_eq!(view.verify().unwrap().root, *root);
        let mut rows = Vec::new();
        view.export().unwrap().write_to(&mut rows).unwrap();
        let store = Arc::new(allod_vm::MemoryStorage::new());
        assert_eq!(allod_vm::import(store, &rows[..], *root).unwrap().root, *root);
    }
}

#[test]
fn a_writer_does_not_wait_for_a_view_and_a_view_not_for_a_block_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(config().with_path(folder.path())).unwrap();
    let contract = puppet(&engine);
    let held = engine.view().unwrap();
    let mut built = engine.begin_block(block(9, 9)).unwrap();
    built.credit(ALICE, 5).unwrap();
    // On this very thread, which has the block: it would wait for itself.
    let view = engine.view().unwrap();
    assert_eq!((view.balance(ALICE).unwrap(), view.last_block().unwrap().height), (0, 1));
    assert_eq!(view.state_root().unwrap(), held.state_root().unwrap());
    built.commit().unwrap();
    assert_eq!((held.balance(ALICE).unwrap(), engine.balance(ALICE).unwrap()), (0, 5));
    assert!(held.query(contract, "Height", args![], by(ALICE)).unwrap().is_success());
}

#[test]
fn a_view_inside_of_a_native_call_is_of_the_state_before_it() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    call(&engine, ALICE, contract, "Create", args![]);
    let root = engine.state_root().unwrap();
    engine.fund(ALICE, 1).unwrap();
    let receipt = engine.execute_native(Address([9; 20]), "f", by(ALICE), |chain| {
        chain.create_object()?;
        let view = engine.view().unwrap();
        assert_eq!((view.balance(ALICE).unwrap(), view.last_block().unwrap().height), (1, 2));
        assert_ne!(view.state_root().unwrap(), root, "it was worked out from the rows");
        assert_eq!(view.verify().unwrap().root, view.state_root().unwrap());
        assert!(matches!(engine.state_root(), Err(EngineError::Busy)));
        Ok(vec![])
    });
    assert!(receipt.unwrap().is_success());
}

#[test]
fn a_view_outlives_its_engine() {
    let folder = tempfile::tempdir().unwrap();
    for config in [EngineConfig::default(), EngineConfig::default().with_path(folder.path())] {
        let engine = Engine::open(config).unwrap();
        let contract = puppet(&engine);
        let (view, root) = (engine.view().unwrap(), engine.state_root().unwrap());
        drop(engine);
        assert_eq!(view.state_root().unwrap(), root);
        assert_eq!(view.simulate(contract, "Height", args![], by(ALICE)).unwrap().decode::<u64>().unwrap(), 2);
        assert_eq!(view.abi(contract).unwrap().package_name, "test");
    }
}

#[test]
fn a_view_has_the_rules_of_its_next_block() {
    use allod_vm::GasSchedule;
    let config = EngineConfig::default().with_schedule_from(2, GasSchedule::calibrated());
    let engine = Engine::open(config).unwrap();
    let before = engine.view().unwrap();
    puppet(&engine);
    let after = engine.view().unwrap();
    assert_eq!(before.rules().unwrap().schedule(), &GasSchedule::standard());
    assert_eq!(after.rules().unwrap().schedule(), &GasSchedule::calibrated());
    assert_eq!((before.chain_id(), after.rules().unwrap().from()), (1, 2));
}
