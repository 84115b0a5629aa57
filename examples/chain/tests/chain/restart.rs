//! A node that is started again in the midst goes on with the same headers.

use crate::stage::{RULES, Stage, genesis, machine};
use allod_example_chain::archive::Archive;
use allod_example_chain::block::SignedBlock;
use allod_example_chain::error::ChainError;
use allod_example_chain::node::Node;
use allod_example_chain::rules::Rules;
use allod_vm::{Address, EngineError, Genesis, Hash, MemoryStorage, RocksStorage, Storage};
use std::path::Path;
use std::sync::Arc;

/// Six blocks, the upgrade among them.
fn blocks() -> Vec<SignedBlock> {
    let mut stage = Stage::new();
    let mut blocks = vec![stage.begun()];
    for nonce in 0..5 {
        (1..9).for_each(|from| stage.submit(&stage.pay(from, nonce, from + 1, 7 + nonce)));
        blocks.push(stage.propose());
    }
    blocks
}

fn on_disk(folder: &Path) -> Node {
    let store = Arc::new(RocksStorage::open(folder).unwrap().with_sync(true));
    Node::open(machine(RULES, 2, true), store, &genesis()).unwrap()
}

#[test]
fn a_node_on_disk_goes_on_after_each_block() {
    let (blocks, folder) = (blocks(), tempfile::tempdir().unwrap());
    for (at, block) in blocks.iter().enumerate() {
        let mut node = on_disk(folder.path());
        assert_eq!(node.head().height, at as u64);
        assert_eq!(node.head().hash().unwrap(), block.header.parent);
        node.accept(block).unwrap();
        assert_eq!(node.head(), &block.header);
    }
    let node = on_disk(folder.path());
    assert_eq!(node.engine().verify().unwrap().root, blocks[5].header.state_root);
    assert!((1..=6).all(|height| node.block(height).unwrap().as_ref() == blocks.get(height as usize - 1)));
    assert_eq!(node.block(7).unwrap(), None);
}

#[test]
fn a_node_that_was_killed_between_its_archive_and_its_state_is_where_its_state_is() {
    let (blocks, store) = (blocks(), Arc::new(MemoryStorage::new()));
    let open = || Node::open(machine(RULES, 1, true), store.clone(), &genesis()).unwrap();
    open().accept(&blocks[0]).unwrap();
    // The block was put by, and not executed.
    Archive::new(store.clone()).put(&blocks[1]).unwrap();
    let mut node = open();
    assert_eq!((node.head(), node.block(2).unwrap()), (&blocks[0].header, None));
    node.accept(&blocks[1]).unwrap();
    assert_eq!((node.head(), open().head()), (&blocks[1].header, &blocks[1].header));
}

#[test]
fn a_store_without_the_header_of_its_state_does_not_open() {
    let (blocks, store) = (blocks(), Arc::new(MemoryStorage::new()));
    let open = || Node::open(machine(RULES, 1, true), store.clone(), &genesis());
    open().unwrap().accept(&blocks[0]).unwrap();
    let archive = Archive::new(store.clone());
    let mut other = blocks[0].clone();
    other.header.state_root = Hash([7; 32]);
    for damage in [&other, &blocks[1]] {
        archive.remove(1).unwrap();
        archive.put(damage).unwrap();
        let error = open().err().unwrap();
        assert!(matches!(error, ChainError::Head { .. }), "{error}");
        assert!(error.to_string().starts_with("the store is at block 1 at 1700000002, state root "), "{error}");
    }
    archive.put(&blocks[0]).unwrap();
    open().unwrap();
}

#[test]
fn a_store_opens_with_its_own_genesis_and_rules_and_no_other() {
    let store: Arc<dyn Storage> = Arc::new(MemoryStorage::new());
    let open = |rules: Rules, genesis: &Genesis| Node::open(machine(rules, 1, true), store.clone(), genesis).err();
    assert!(open(RULES, &genesis()).is_none());
    let other = Genesis::from_toml("chain_id = 7\ntime = 0\n", ".").unwrap();
    let error = open(RULES, &other).unwrap();
    assert!(matches!(error.engine(), Some(EngineError::Genesis(_))), "{error}");
    let error = open(Rules { collector: Address([8; 20]), ..RULES }, &genesis()).unwrap();
    assert!(matches!(error.engine(), Some(EngineError::StoreRules { kind: "fee terms", .. })), "{error}");
    let error = open(Rules { chain_id: 8, ..RULES }, &genesis()).unwrap();
    assert!(matches!(error.engine(), Some(EngineError::StoreChain { found: 7, wanted: 8 })), "{error}");
    assert!(open(Rules { upgrade: 9, ..RULES }, &genesis()).is_none(), "what is only planned may be planned anew");
}
