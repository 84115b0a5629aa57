//! Money, nonces and rows by the chain's hand.

use crate::stage::Stage;
use allod_core::{Address, args};
use allod_state::{StateError, keys};
use allod_testing::world::{ALICE, BOB, CAROL};
use allod_vm::{APPLICATION_KEY_BYTES, APPLICATION_VALUE_BYTES, EngineError};

#[test]
fn money_by_the_chains_hand_is_exact_and_refused_as_a_whole() {
    let stage = Stage::new(1);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    block.credit(CAROL, u64::MAX).unwrap();
    let over = block.credit(CAROL, 1).unwrap_err();
    assert!(matches!(over, EngineError::State(StateError::BalanceOverflow { .. })), "{over}");
    let over = block.transfer(ALICE, CAROL, 1).unwrap_err();
    assert!(matches!(over, EngineError::State(StateError::BalanceOverflow { .. })), "{over}");
    block.debit(CAROL, u64::MAX).unwrap();
    let less = block.debit(CAROL, 1).unwrap_err();
    assert_eq!(less.to_string(), format!("account {CAROL} has 0, wanted 1"));
    block.transfer(ALICE, ALICE, 1_000_000).unwrap();
    block.transfer(ALICE, CAROL, 400_000).unwrap();
    assert_eq!([ALICE, BOB, CAROL].map(|account| block.balance(account).unwrap()), [600_000, 1_000_000, 400_000]);
    block.run(&stage.call(ALICE, 0, "Take", args![3u64])).unwrap();
    assert_eq!(block.balance(ALICE).unwrap(), 599_997);
    let root = block.root().unwrap();
    block.commit().unwrap();
    assert_eq!([ALICE, CAROL].map(|account| stage.engine.balance(account).unwrap()), [599_997, 400_000]);
    assert_eq!(root, stage.root_of_rows());
}

#[test]
fn a_nonce_that_was_set_is_the_next_one() {
    let stage = Stage::new(1);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    block.set_nonce(ALICE, 5).unwrap();
    assert!(!block.run(&stage.call(ALICE, 0, "Tell", args![])).unwrap().is_success());
    assert!(block.run(&stage.call(ALICE, 5, "Tell", args![])).unwrap().is_success());
    block.commit().unwrap();
    assert_eq!(stage.engine.nonce(ALICE).unwrap(), 6);
}

#[test]
fn rows_are_in_the_batch_and_the_root_and_under_a_letter_of_their_own() {
    let stage = Stage::new(1);
    let root_with = |rows: &[(&[u8], &[u8])]| {
        let mut block = stage.engine.begin_block(stage.next()).unwrap();
        for (key, value) in rows {
            block.put(key, value).unwrap();
        }
        block.root().unwrap()
    };
    let one = root_with(&[(b"a", b"1"), (b"b", b"2")]);
    assert_eq!(one, root_with(&[(b"b", b"2"), (b"a", b"0"), (b"a", b"1")]));
    assert_ne!(one, root_with(&[(b"a", b"1")]));
    assert_ne!(one, root_with(&[(b"a", b"1"), (b"b", b"3")]));
    assert_ne!(root_with(&[(b"", b"")]), root_with(&[]), "an empty value is one");

    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    for (key, value) in [(&b"v/1"[..], &b"one"[..]), (b"v/2", b"two"), (b"w", b"three"), (b"v", b"four")] {
        block.put(key, value).unwrap();
    }
    block.delete(b"w").unwrap();
    block.delete(b"never").unwrap();
    block.commit().unwrap();
    assert_eq!(stage.engine.application_row(b"v/1").unwrap(), Some(b"one".to_vec()));
    assert_eq!(stage.engine.application_row(b"w").unwrap(), None);
    let page = |prefix: &[u8], after: Option<&[u8]>, limit| {
        let rows = stage.engine.application_rows(prefix, after, limit).unwrap();
        rows.into_iter().map(|(key, _)| String::from_utf8(key).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(page(b"", None, 9), ["v", "v/1", "v/2"]);
    assert_eq!((page(b"v/", None, 1), page(b"v/", Some(b"v/1"), 9)), (vec!["v/1".to_owned()], vec!["v/2".to_owned()]));
    let stored = stage.rows().into_iter().filter(|(key, _)| key[0] == b'a').count();
    assert_eq!((stored, &keys::application(b"v")[..]), (3, &b"av"[..]));
    assert_eq!(stage.engine.verify().unwrap().root, stage.root_of_rows());
}

#[test]
fn rows_have_bounds() {
    let stage = Stage::new(1);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    let (key, value) = (vec![1; APPLICATION_KEY_BYTES], vec![2; APPLICATION_VALUE_BYTES]);
    block.put(&key, &value).unwrap();
    let long = block.put(&[&key[..], &[1]].concat(), &value).unwrap_err();
    assert_eq!(long.to_string(), "the key of an application's row has 257 bytes, the most is 256");
    let long = block.put(&key, &[&value[..], &[1]].concat()).unwrap_err();
    assert_eq!(long.to_string(), "the value of an application's row has 65537 bytes, the most is 65536");
    assert_eq!(block.get(&key).unwrap(), Some(value));
    assert_eq!(block.get(&[3; 300]).unwrap(), None);
}

#[test]
fn a_whole_genesis_is_one_write() {
    let engine = allod_vm::Engine::open(crate::stage::config(1)).unwrap();
    let mut genesis = engine.begin_block(engine.last_block().unwrap().next()).unwrap();
    for number in 0..2_000_u64 {
        let mut account = Address([0; 20]);
        account.0[..8].copy_from_slice(&number.to_be_bytes());
        genesis.credit(account, number + 1).unwrap();
    }
    let committed = genesis.commit().unwrap();
    // The accounts, the block and the root.
    assert_eq!(committed.changes.len(), 2_002);
    assert_eq!(committed.state_root, engine.state_root().unwrap());
}
