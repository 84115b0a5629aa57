//! No two keys of the store are the same, and their bytes never change.

use allod_core::{Address, Hash, ObjectId};
use allod_state::{Key, keys};
use std::collections::BTreeMap;

fn names() -> Vec<Vec<u8>> {
    let mut names: Vec<Vec<u8>> = [&b""[..], b"\0", b"\0\0", b"\xFF", b"\xFF\xFF\xFF", b"o", b"f", b"w", b"owner"]
        .iter()
        .map(|name| name.to_vec())
        .collect();
    names.push(vec![0xFF; 64 << 10]);
    names.push(vec![0; 64 << 10]);
    names.push(vec![b'o'; 29]); // the longest that fits a key in place, and one more
    names.push(vec![b'o'; 30]);
    names.push([&b"o"[..], &[0; 32]].concat());
    names.push([&b"w"[..], &[0xFF; 52]].concat());
    names
}

#[test]
fn no_two_keys_alias_for_any_field_name() {
    let bytes = [0_u8, b'f', b'o', b'w', 0xFF];
    let mut seen: BTreeMap<Vec<u8>, String> = BTreeMap::new();
    let mut add = |key: Key, what: String| {
        if let Some(other) = seen.insert(key.to_vec(), what.clone()) {
            panic!("{what} and {other} have the same key");
        }
    };
    for byte in bytes {
        let (id, address, hash) = (ObjectId([byte; 32]), Address([byte; 20]), Hash([byte; 32]));
        add(keys::object(&id), format!("object {byte}"));
        add(keys::contract(&address), format!("contract {byte}"));
        add(keys::code(&hash), format!("code {byte}"));
        add(keys::balance(&address), format!("balance {byte}"));
        add(keys::nonce(&address), format!("nonce {byte}"));
        add(keys::receipts(u64::from(byte)), format!("receipts {byte}"));
        for other in bytes {
            add(keys::owned(&address, &ObjectId([other; 32])), format!("owned {byte} {other}"));
        }
        for name in names() {
            add(keys::field(&id, &name), format!("field {byte} {} {:?}", name.len(), name.first()));
            add(keys::contract_storage(&address, &name), format!("storage {byte} {} {:?}", name.len(), name.first()));
        }
    }
    for name in names() {
        add(keys::metadata(&name), format!("meta {} {:?}", name.len(), name.first()));
        add(keys::application(&name), format!("application {} {:?}", name.len(), name.first()));
    }
}

#[test]
fn the_bytes_of_every_key_are_these() {
    let (id, address, hash) = (ObjectId([0x11; 32]), Address([0x22; 20]), Hash([0x33; 32]));
    let (i, a, h) = ([0x11; 32], [0x22; 20], [0x33; 32]);
    let golden: [(Key, Vec<u8>); 14] = [
        (keys::object(&id), [&b"o"[..], &i].concat()),
        (keys::field(&id, b"name"), [&b"f"[..], &i, b"name"].concat()),
        (keys::fields(&id), [&b"f"[..], &i].concat()),
        (keys::owned(&address, &id), [&b"w"[..], &a, &i].concat()),
        (keys::owned_by(&address), [&b"w"[..], &a].concat()),
        (keys::owned_with_prefix(&address, &[0x44; 20]), [&b"w"[..], &a, &[0x44; 20]].concat()),
        (keys::contract(&address), [&b"c"[..], &a].concat()),
        (keys::code(&hash), [&b"m"[..], &h].concat()),
        (keys::balance(&address), [&b"b"[..], &a].concat()),
        (keys::nonce(&address), [&b"n"[..], &a].concat()),
        (keys::receipts(0x0102), b"r\0\0\0\0\0\0\x01\x02".to_vec()),
        (keys::metadata(b"schema"), b"gschema".to_vec()),
        (keys::contract_storage(&address, b"k"), [&b"s"[..], &a, b"k"].concat()),
        (keys::application(b"k"), b"ak".to_vec()),
    ];
    for (key, bytes) in golden {
        assert_eq!(&key[..], bytes);
    }
}

#[test]
fn a_key_gives_its_parts_back() {
    let (id, owner) = (ObjectId([0x11; 32]), Address([0x22; 20]));
    for name in names() {
        assert_eq!(keys::field_name(&keys::field(&id, &name)), Some(&name[..]));
    }
    assert_eq!(keys::owned_object(&keys::owned(&owner, &id)), Some(id));
    assert_eq!(keys::owned_object(&keys::owned_by(&owner)), None);
    assert_eq!(keys::owned_object(&keys::object(&id)), None);
    assert_eq!(keys::field_name(&keys::object(&id)), None);
}

#[test]
fn the_end_of_a_prefix_is_the_least_key_above_it_and_there_is_none_above_all_ff() {
    assert_eq!(keys::end_of(b"a"), Some(b"b".to_vec()));
    assert_eq!(keys::end_of(b"a\xFF\xFF"), Some(b"b".to_vec()));
    assert_eq!(keys::end_of(b"a\x00"), Some(b"a\x01".to_vec()));
    assert_eq!(keys::end_of(&[0xFF; 40]), None);
    assert_eq!(keys::end_of(b""), None);
}
