//! A receipt by the digest of its transaction, which its signer knew beforehand.

use crate::{blocks, transactions};
use allod_core::Hash;
use allod_state::{MemoryStorage, Storage, keys};
use allod_testing::world::{block, config, puppet};
use allod_vm::{Engine, EngineError, Transaction};
use std::sync::Arc;

#[test]
fn a_transaction_is_found_by_what_its_signer_knew() {
    for threads in [1, 3] {
        let config = config().with_receipt_index().with_threads(threads).with_batch_size(40);
        let engine = Engine::open(config).unwrap();
        let contract = puppet(&engine);
        let sent = transactions(contract, 5, 150);
        let digests: Vec<Hash> = sent.iter().map(Transaction::digest).collect();
        assert!(digests.iter().all(|digest| engine.receipt_of(*digest).unwrap().is_none()));
        let receipts = engine.execute_block(&block(5, 5), sent).unwrap();
        for (digest, receipt) in digests.iter().zip(&receipts) {
            assert_eq!(engine.receipt_of(*digest).unwrap().as_ref(), Some(receipt));
        }
        assert_eq!(engine.receipt_of(Hash([7; 32])).unwrap(), None);
    }
}

#[test]
fn the_last_of_several_alike_is_the_one_that_is_found() {
    let engine = Engine::open(config().with_receipt_index()).unwrap();
    let contract = puppet(&engine);
    let sent = transactions(contract, 5, 1);
    let run = |height| engine.execute_block(&block(height, 9), sent.clone()).unwrap().remove(0);
    let (first, second) = (run(5), run(6));
    assert_ne!(first.hash, second.hash);
    assert_eq!(engine.receipt_of(sent[0].digest()).unwrap(), Some(second));
}

#[test]
fn an_engine_without_an_index_says_so() {
    let engine = Engine::open(config()).unwrap();
    blocks(&engine);
    let error = engine.receipt_of(Hash([7; 32])).unwrap_err();
    assert!(matches!(error, EngineError::NoReceiptIndex));
    assert_eq!(error.to_string(), "receipts are not indexed: open the engine with_receipt_index");
    assert!(engine.storage().scan(b"x", 1).unwrap().is_empty(), "and it costs nothing");
}

#[test]
fn an_index_is_made_for_what_is_there_and_has_no_gaps() {
    let store = Arc::new(MemoryStorage::new());
    let open = |index: bool| {
        let config = config().with_storage(store.clone());
        Engine::open(if index { config.with_receipt_index() } else { config }).unwrap()
    };
    let blocks = blocks(&open(false));
    let all_found = |engine: &Engine| {
        for receipt in blocks.iter().flat_map(|(_, receipts)| receipts) {
            assert_eq!(engine.receipt_of(receipt.hash).unwrap().as_ref(), Some(receipt));
        }
    };
    let engine = open(true);
    all_found(&engine);
    let root = engine.state_root().unwrap();
    drop(engine);
    // Without an index for a while: what came then is indexed too.
    let engine = open(false);
    assert_eq!(engine.state_root().unwrap(), root);
    let contract = engine.contracts(None, 1).unwrap()[0].address;
    let sent = transactions(contract, 50, 3);
    engine.execute_block(&block(50, 50), sent.clone()).unwrap();
    drop(engine);
    let engine = open(true);
    all_found(&engine);
    assert!(sent.iter().all(|sent| engine.receipt_of(sent.digest()).unwrap().is_some()));
    drop(engine);
    let reader = Engine::open(config().with_storage(store.clone()).with_receipt_index().with_read_only(true)).unwrap();
    all_found(&reader);
    store.delete(&keys::metadata(keys::RECEIPT_INDEX_NAME)).unwrap();
    let reader = Engine::open(config().with_storage(store).with_receipt_index().with_read_only(true)).unwrap();
    assert!(matches!(reader.receipt_of(sent[0].digest()), Err(EngineError::NoReceiptIndex)));
}
