//! An export that somebody wrote anew, with checks that hold: the root refuses it. It can't name the row.

use crate::states::{Parts, exported, imported, of_everything, refused};
use allod_core::Address;
use allod_state::keys;
use allod_testing::world::ALICE;

#[test]
fn rows_of_another_state_are_refused_for_their_root() {
    let (bytes, root) = exported(&of_everything());
    let parts = Parts::of(&bytes);
    let in_root = |key: &[u8]| keys::in_state_root(key);
    let mut forged = Vec::new();
    for at in (0..parts.rows.len()).filter(|at| in_root(&parts.rows[*at].0)) {
        let mut dropped = parts.clone();
        dropped.rows.remove(at);
        forged.push(dropped);
    }
    let mut richer = parts.clone();
    let balance = richer.rows.iter_mut().find(|(key, _)| **key == *keys::balance(&ALICE)).unwrap();
    balance.1 = u64::MAX.to_le_bytes().to_vec();
    forged.push(richer);
    let mut added = parts.clone();
    added.rows.push((keys::balance(&Address([0xEE; 20])).to_vec(), 1u64.to_le_bytes().to_vec()));
    added.rows.sort();
    forged.push(added);
    for forged in forged {
        let error = refused(&forged.to_bytes(), root);
        assert!(error.starts_with(&format!("the {} rows have root ", forged.rows.len())), "{error}");
        assert!(
            error.contains(&format!(", wanted {root}: ")) && error.ends_with("a root can't tell which row is another")
        );
    }
}

#[test]
fn what_is_in_no_root_is_as_good_as_its_source() {
    let (bytes, root) = exported(&of_everything());
    let mut parts = Parts::of(&bytes);
    let block = parts.rows.iter_mut().find(|(key, _)| **key == *keys::metadata(keys::BLOCK_NAME)).unwrap();
    block.1[..8].copy_from_slice(&77u64.to_le_bytes());
    let (_, imported) = imported(&parts.to_bytes(), root).unwrap();
    assert_eq!(imported.block.height, 77, "so it is told, to be compared");
}
