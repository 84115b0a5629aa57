//! Money, nonces and numbers are exact, and a failure changes nothing.

use allod_core::{Address, Hash};
use allod_state::{Journal, MemoryStorage, Reader, StateError, Storage, keys};
use std::sync::Arc;

const A: Address = Address([0xA; 20]);
const B: Address = Address([0xB; 20]);

fn journal() -> Journal {
    Journal::new(Arc::new(MemoryStorage::new()))
}

fn both(journal: &mut Journal) -> (u64, u64) {
    (journal.balances().get(&A).unwrap(), journal.balances().get(&B).unwrap())
}

#[test]
fn half_of_a_thousand_goes_over_and_a_thousand_more_does_not() {
    let mut journal = journal();
    journal.balances().credit(&A, 1000).unwrap();
    journal.balances().transfer(&A, &B, 500).unwrap();
    assert_eq!(both(&mut journal), (500, 500));
    let error = journal.balances().transfer(&A, &B, 1000).unwrap_err();
    assert_eq!(error, StateError::InsufficientBalance { account: A, has: 500, wanted: 1000 });
    assert_eq!(error.to_string(), format!("account {A} has 500, wanted 1000"));
    assert_eq!(both(&mut journal), (500, 500));
}

#[test]
fn paying_oneself_changes_nothing_and_still_needs_the_money() {
    let mut journal = journal();
    journal.balances().credit(&A, 10).unwrap();
    journal.balances().transfer(&A, &A, 10).unwrap();
    assert_eq!(both(&mut journal), (10, 0));
    assert!(journal.balances().transfer(&A, &A, 11).is_err());
    journal.balances().debit(&A, 10).unwrap();
    journal.balances().credit(&A, u64::MAX).unwrap();
    journal.balances().transfer(&A, &A, u64::MAX).unwrap();
    assert_eq!(both(&mut journal), (u64::MAX, 0));
}

#[test]
fn no_balance_passes_its_end_and_the_payer_keeps_the_money() {
    let mut journal = journal();
    journal.balances().credit(&A, 5).unwrap();
    journal.balances().credit(&B, u64::MAX - 4).unwrap();
    let error = journal.balances().transfer(&A, &B, 5).unwrap_err();
    assert_eq!(error, StateError::BalanceOverflow { account: B, has: u64::MAX - 4, added: 5 });
    assert_eq!(both(&mut journal), (5, u64::MAX - 4));
    journal.balances().transfer(&A, &B, 4).unwrap();
    assert_eq!(both(&mut journal), (1, u64::MAX));
}

#[test]
fn an_empty_account_takes_no_room() {
    let mut journal = journal();
    journal.balances().credit(&A, 7).unwrap();
    journal.balances().debit(&A, 7).unwrap();
    journal.balances().credit(&B, 0).unwrap();
    assert_eq!(journal.balances().debit(&A, 1), Err(StateError::InsufficientBalance { account: A, has: 0, wanted: 1 }));
    assert!(journal.into_batch().unwrap().is_empty());
}

#[test]
fn a_balance_that_is_undone_is_what_it_was() {
    let mut journal = journal();
    journal.balances().credit(&A, 1000).unwrap();
    let outer = journal.checkpoint();
    journal.balances().transfer(&A, &B, 100).unwrap();
    let inner = journal.checkpoint();
    journal.balances().transfer(&A, &B, 900).unwrap();
    journal.revert(inner).unwrap();
    assert_eq!(both(&mut journal), (900, 100));
    journal.revert(outer).unwrap();
    assert_eq!(both(&mut journal), (1000, 0));
}

#[test]
fn nonces_and_transaction_numbers_count_up_and_stop_at_their_end() {
    let mut journal = journal();
    assert_eq!([0; 3].map(|_| journal.nonces().advance(&A).unwrap()), [0, 1, 2]);
    assert_eq!((journal.nonces().get(&A).unwrap(), journal.nonces().get(&B).unwrap()), (3, 0));
    // Number 0 belongs to contracts' default objects.
    assert_eq!(journal.metadata().transactions().unwrap(), 0);
    assert_eq!([0; 2].map(|_| journal.metadata().next_transaction().unwrap()), [1, 2]);
    journal.put(&keys::nonce(&A), u64::MAX.to_le_bytes());
    assert!(matches!(journal.nonces().advance(&A), Err(StateError::CounterOverflow { .. })));
    journal.put(&keys::nonce(&A), *b"short");
    assert!(matches!(journal.nonces().get(&A), Err(StateError::Corrupt { what: "nonce", .. })));
}

#[test]
fn contracts_code_receipts_and_blocks_are_there_in_the_next_journal() {
    let store = Arc::new(MemoryStorage::new());
    let open = || Journal::new(Arc::clone(&store) as Arc<dyn Reader>);
    let mut journal = open();
    journal.contracts().insert(&A, b"record").unwrap();
    assert_eq!(journal.contracts().insert(&A, b"other"), Err(StateError::ContractExists(A)));
    let code = journal.contracts().insert_code(b"module").unwrap();
    assert_eq!(journal.contracts().insert_code(b"module").unwrap(), code);
    assert_eq!(code, Hash::of_code(b"module"));
    journal.receipts().insert(&Hash([9; 32]), b"receipt");
    journal.metadata().set_block(b"block");
    store.write(&journal.into_batch().unwrap()).unwrap();
    let mut journal = open();
    assert_eq!(journal.contracts().record(&A).unwrap(), Some(&b"record"[..]));
    assert_eq!(journal.contracts().record(&B).unwrap(), None);
    assert_eq!(journal.contracts().code(&code).unwrap(), Some(b"module".to_vec()));
    assert_eq!(journal.receipts().get(&Hash([9; 32])).unwrap(), Some(b"receipt".to_vec()));
    assert_eq!(journal.metadata().block().unwrap(), Some(&b"block"[..]));
    journal.contracts().set(&A, b"changed");
    assert_eq!(journal.contracts().record(&A).unwrap(), Some(&b"changed"[..]));
}
