//! Rows whose checks hold and whose shape is none: refused, and named.

use crate::states::{Parts, exported, of_everything, refused};
use allod_core::{Address, Hash, ObjectId};
use allod_state::{Pair, keys};

/// The export of a state with one row more, whose checks hold.
fn with(parts: &Parts, row: Pair) -> Vec<u8> {
    let mut parts = parts.clone();
    parts.rows.retain(|(key, _)| *key != row.0);
    parts.rows.push(row);
    parts.rows.sort();
    parts.to_bytes()
}

#[test]
fn a_row_of_the_wrong_shape_is_named_whatever_its_checks_say() {
    let (bytes, root) = exported(&of_everything());
    let parts = Parts::of(&bytes);
    let (id, address, hash) = (ObjectId([0x11; 32]), Address([0x22; 20]), Hash([0x33; 32]));
    let cases: Vec<(Vec<u8>, &[u8], &str)> = vec![
        (keys::balance(&address).to_vec(), b"1234567", "balance|7 bytes, wanted 8"),
        (keys::balance(&address).to_vec(), &[0; 8], "balance|a number of 0, which has no row"),
        (keys::nonce(&address).to_vec(), b"", "nonce|0 bytes, wanted 8"),
        (keys::balance(&address)[..20].to_vec(), &[1; 8], "balance|a key of 20 bytes, wanted 21"),
        ([&*keys::balance(&address), b"x"].concat(), &[1; 8], "balance|a key of 22 bytes, wanted 21"),
        (b"f".to_vec(), b"", "field|a key of 1 bytes, wanted at least 33"),
        (keys::object(&id).to_vec(), b"short", "object|no object record: 5 bytes, wanted 42"),
        (keys::object(&id).to_vec(), &[9; 42], "object|no object record: kind 9 with owner 0909"),
        (keys::field(&id, b"name").to_vec(), b"x", "field|no field: 1 bytes, cut short"),
        (keys::field(&id, b"name").to_vec(), &[1, 0, 0xFF, 1], "field|no field: "),
        (keys::code(&hash).to_vec(), b"\0asm", "module|a module whose hash is "),
        (keys::contract(&address).to_vec(), b"junk", "contract|no record: "),
        (keys::metadata(keys::TRANSACTION_NAME).to_vec(), b"many", "metadata transaction|4 bytes, wanted 8"),
        (keys::metadata(keys::BLOCK_NAME).to_vec(), b"late", "metadata block|"),
        (keys::metadata(keys::CHAIN_NAME).to_vec(), b"ours", "metadata chain|4 bytes, wanted 8"),
        (keys::metadata(keys::GENESIS_NAME).to_vec(), b"ours", "metadata genesis|4 bytes, wanted 32"),
        (keys::metadata(keys::RULES_NAME).to_vec(), b"mine", "metadata rules|"),
        (keys::metadata(keys::ROOT_NAME).to_vec(), &[0; 2048], "metadata root|an export has no such row"),
        (keys::metadata(keys::SCHEMA_NAME).to_vec(), &[1; 4], "metadata schema|an export has no such row"),
        (keys::metadata(keys::IMPORT_NAME).to_vec(), b"", "metadata import|an export has no such row"),
        (keys::owned(&address, &id).to_vec(), b"", "owner index entry|an export has no such row"),
        (keys::receipts(1).to_vec(), b"", "receipts|an export has no such row"),
        (b"\xffapp".to_vec(), b"", "key ff617070|no row of a state has such a key"),
    ];
    for (key, value, wanted) in cases {
        let (noun, why) = wanted.split_once('|').unwrap();
        let error = refused(&with(&parts, (key.clone(), value.to_vec())), root);
        assert!(error.starts_with("row ") && error.contains(&format!(" of the export, {noun}")), "{error}");
        let hex: String = key.iter().take(64).map(|byte| format!("{byte:02x}")).collect();
        assert!(error.contains(&hex) && error.contains(&format!(": {why}")), "{wanted}: {error}");
    }
}

#[test]
fn receipts_that_are_none_are_refused_where_there_may_be_some() {
    let engine = of_everything();
    let mut bytes = Vec::new();
    let export = engine.export().unwrap().with_receipts();
    export.write_to(&mut bytes).unwrap();
    let (parts, root) = (Parts::of(&bytes), export.root());
    let segment = |number: u8, times: usize| [&[7; 24][..], &[number, 0]].concat().repeat(times);
    for (last, value, why) in [
        (900, b"junk".to_vec(), "no receipts: 4 bytes, "),
        (900, segment(1, 1), "no receipts: the last of them is that of transaction 1"),
        (900, vec![], "no receipts: the last of them is that of transaction 0"),
        (2, segment(0, 2), "no receipts: receipt 1 of them has number 0, which does not rise"),
        (65, segment(1, 65), "no receipts: more than 64 of them"),
    ] {
        let error = refused(&with(&parts, (keys::receipts(last).to_vec(), value)), root);
        assert!(error.contains("of the export, receipts under key 72") && error.contains(why), "{why}: {error}");
    }
}

#[test]
fn an_order_that_does_not_rise_is_named() {
    let (bytes, root) = exported(&of_everything());
    let mut parts = Parts::of(&bytes);
    parts.rows.swap(4, 5);
    let error = refused(&parts.to_bytes(), root);
    assert!(
        error.starts_with("row 6 of the export, ") && error.ends_with(": keys rise, and this one does not"),
        "{error}"
    );
}

#[test]
fn a_state_of_no_chain_is_refused() {
    let (bytes, root) = exported(&of_everything());
    let mut parts = Parts::of(&bytes);
    parts.rows.retain(|(key, _)| **key != *keys::metadata(keys::CHAIN_NAME));
    let wanted = "the end of the export is damaged: no row says which chain it is of";
    assert_eq!(refused(&parts.to_bytes(), root), wanted);
}
