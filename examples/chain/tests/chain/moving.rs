//! A state goes into another node against the root in a header, and blocks go on there.

use crate::stage::{RULES, Stage, genesis, machine};
use allod_example_chain::error::ChainError;
use allod_example_chain::header::Header;
use allod_example_chain::node::Node;
use allod_vm::{EngineError, Hash, MemoryStorage, Reader};
use std::sync::Arc;

fn import(header: &Header, rows: &[u8]) -> (Result<Node, ChainError>, Arc<MemoryStorage>) {
    let store = Arc::new(MemoryStorage::new());
    (Node::import(machine(RULES, 2, false), store.clone(), &genesis(), header.clone(), rows), store)
}

#[test]
fn a_node_that_took_a_state_over_comes_to_the_same_headers() {
    let mut stage = Stage::new();
    stage.begun();
    let mut rows = Vec::new();
    let header = stage.node.export(&mut rows).unwrap();
    assert_eq!(&header, stage.node.head());
    let (node, store) = import(&header, &rows);
    let mut node = node.unwrap();
    assert_eq!((node.head(), node.block(1).unwrap()), (&header, None), "its past is elsewhere");
    for nonce in 0..5 {
        (1..9).for_each(|from| stage.submit(&stage.pay(from, nonce, from + 1, 7)));
        let block = stage.propose();
        node.accept(&block).unwrap();
        assert_eq!(node.block(block.header.height).unwrap(), Some(block));
    }
    drop(node);
    let again = Node::open(machine(RULES, 1, true), store, &genesis()).unwrap();
    assert_eq!(again.head(), stage.node.head());
}

#[test]
fn a_state_of_another_root_or_block_is_refused() {
    let mut stage = Stage::new();
    stage.begun();
    let mut rows = Vec::new();
    let header = stage.node.export(&mut rows).unwrap();
    let (node, store) = import(&Header { state_root: Hash([7; 32]), ..header.clone() }, &rows);
    let error = node.err().unwrap();
    assert!(matches!(error.engine(), Some(EngineError::Import(_))), "{error}");
    assert_eq!(store.scan(b"", 1).unwrap(), [], "nothing is left");
    let mut changed = rows.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    for bytes in [&changed[..], &rows[..rows.len() - 1], &rows[..100], &[]] {
        let (node, store) = import(&header, bytes);
        let error = node.err().unwrap();
        assert!(matches!(error.engine(), Some(EngineError::Import(_))), "{error}");
        assert!(store.scan(b"", 9).unwrap().len() <= 1, "nothing is left but the version of the layout");
    }
    let later = Header { height: 2, ..header.clone() };
    let error = import(&later, &rows).0.err().unwrap().to_string();
    assert_eq!(error, "header 2: the block is 2 at 1700000002, wanted 1 at 1700000002");
    import(&header, &rows).0.unwrap();
}
