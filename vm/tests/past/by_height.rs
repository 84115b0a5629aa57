//! Receipts by the height of their block, and without those below a height.

use crate::{blocks, engines};
use allod_core::args;
use allod_state::{MemoryStorage, Reader, StateError, keys};
use allod_testing::world::{ALICE, by, call, config, memory_engine, puppet};
use allod_vm::{Engine, EngineError};
use std::sync::Arc;

#[test]
fn the_receipts_of_a_block_are_those_that_it_gave() {
    for (engine, _folder) in engines(|config| config) {
        assert!(engine.receipts_at(1).unwrap().is_empty(), "before anything has happened");
        let blocks = blocks(&engine);
        assert_eq!(engine.receipts_at(1).unwrap().len(), 1, "the deploy");
        for (height, receipts) in &blocks {
            assert_eq!(&engine.receipts_at(*height).unwrap(), receipts, "block {height}");
        }
        for height in [0, 2, 6, 19, 23, 39, 41, u64::MAX] {
            assert!(engine.receipts_at(height).unwrap().is_empty(), "block {height}");
        }
    }
}

#[test]
fn receipts_of_single_calls_have_heights_too() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let receipts: Vec<_> = (0..200).map(|_| call(&engine, ALICE, contract, "Create", args![])).collect();
    for receipt in receipts.iter().step_by(17).chain(receipts.last()) {
        assert_eq!(engine.receipts_at(receipt.block.height).unwrap(), std::slice::from_ref(receipt));
    }
}

#[test]
fn receipts_below_a_height_are_pruned_and_nothing_else_changes() {
    for (engine, _folder) in engines(EngineConfigExt::indexed) {
        let blocks = blocks(&engine);
        let (root, all) = (engine.state_root().unwrap(), engine.receipts(0, 1_000).unwrap());
        assert_eq!(engine.prune_receipts(0).unwrap(), 0);
        assert_eq!(engine.prune_receipts(1).unwrap(), 0);
        let mut left = all.clone();
        for height in [2, 5, 6, 21, 40] {
            let before = left.len();
            left.retain(|receipt| receipt.block.height >= height);
            assert_eq!(engine.prune_receipts(height).unwrap(), (before - left.len()) as u64, "below {height}");
            assert_eq!(engine.receipts(0, 1_000).unwrap(), left);
        }
        for (height, receipts) in blocks {
            let wanted = if height < 40 { vec![] } else { receipts };
            assert_eq!(engine.receipts_at(height).unwrap(), wanted);
        }
        for receipt in &all {
            let kept = receipt.block.height >= 40;
            assert_eq!(engine.receipt(receipt.hash).unwrap().is_some(), kept);
            assert_eq!(engine.receipt_of(receipt.hash).unwrap().is_some(), kept, "the digest begins alike");
        }
        assert_eq!(engine.state_root().unwrap(), root);
        assert_eq!(engine.prune_receipts(u64::MAX).unwrap(), left.len() as u64);
        assert!(engine.storage().scan(keys::receipts_prefix(), 1).unwrap().is_empty());
        assert!(engine.storage().scan(b"x", 1).unwrap().is_empty());
        assert_eq!(engine.verify().unwrap().root, root);
    }
}

/// Settings with an index of receipts.
struct EngineConfigExt;

impl EngineConfigExt {
    fn indexed(config: allod_vm::EngineConfig) -> allod_vm::EngineConfig {
        config.with_receipt_index()
    }
}

#[test]
fn whoever_only_reads_prunes_nothing_and_nobody_does_from_inside_a_call() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(config().with_path(folder.path())).unwrap();
    blocks(&engine);
    let reader = Engine::open(config().with_path(folder.path()).with_read_only(true)).unwrap();
    let refused = reader.prune_receipts(9);
    assert!(matches!(refused, Err(EngineError::State(StateError::ReadOnly { .. }))));
    assert_eq!(reader.receipts_at(5).unwrap().len(), 150);
    let receipt = engine.execute_native(allod_vm::Address([9; 20]), "f", by(ALICE), |_| {
        assert!(matches!(engine.prune_receipts(9), Err(EngineError::Busy)));
        Ok(vec![])
    });
    assert!(receipt.unwrap().is_success());
}

#[test]
fn a_segment_that_is_damaged_is_an_error_and_no_endless_search() {
    use allod_state::Storage;
    for junk in [&b""[..], b"junk", &[7; 26]] {
        let store = Arc::new(MemoryStorage::new());
        let engine = Engine::open(config().with_storage(store.clone())).unwrap();
        blocks(&engine);
        let (key, _) = store.scan(keys::receipts_prefix(), 2).unwrap().remove(1);
        store.set(&key, junk).unwrap();
        for error in [engine.receipts_at(5).map(drop), engine.prune_receipts(30).map(drop)] {
            let error = error.unwrap_err().to_string();
            assert!(error.starts_with("corrupt receipts under key 72"), "{error}");
        }
    }
}
