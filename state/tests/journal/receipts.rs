//! A receipt comes back as it was written, whatever stands beside it.

use allod_core::Hash;
use allod_state::{Journal, MemoryStorage, Reader, StateError, Storage, keys};
use proptest::prelude::*;
use std::convert::Infallible;
use std::sync::Arc;

/// ReceiptSections of a receipt. Those with a number above 0 are written as an edition of that number.
type Receipt = Vec<(u64, Vec<u8>)>;

/// Editions that the receipts here draw from.
const EDITIONS: [&[u8]; 4] = [b"", b"one", b"two", &[7; 300]];

fn part() -> impl Strategy<Value = (u64, Vec<u8>)> {
    prop_oneof![
        (1..=EDITIONS.len() as u64).prop_map(|edition| (edition, EDITIONS[edition as usize - 1].to_vec())),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(|bytes| (0, bytes)),
        Just((0, vec![9; 20_000])),
    ]
}

fn name(number: u64) -> Hash {
    let mut name = Hash([number as u8; 32]);
    name.0[24..].copy_from_slice(&number.to_be_bytes());
    name
}

fn write(journal: &mut Journal, number: u64, receipt: &Receipt) {
    let Ok::<(), Infallible>(()) = journal.receipts().write(&name(number), |parts| {
        for (edition, part) in receipt {
            match edition {
                0 => parts.add(|bytes| {
                    bytes.extend_from_slice(part);
                    Ok::<_, Infallible>(())
                })?,
                edition => parts.add_version(*edition, part),
            }
        }
        Ok(())
    });
}

fn whole(receipt: &Receipt) -> Vec<u8> {
    receipt.iter().flat_map(|part| part.1.clone()).collect()
}

proptest! {
    #[test]
    fn a_receipt_comes_back_whatever_was_written_and_undone_around_it(
        receipts in prop::collection::vec((prop::collection::vec(part(), 0..=8), 1_u64..5, any::<bool>()), 1..200),
    ) {
        let store = Arc::new(MemoryStorage::new());
        let mut journal = Journal::new(store.clone());
        let (mut number, mut kept) = (0, Vec::new());
        for (receipt, gap, keep) in &receipts {
            number += gap;
            let checkpoint = journal.checkpoint();
            write(&mut journal, number, receipt);
            prop_assert_eq!(journal.receipts().get(&name(number)).unwrap(), Some(whole(receipt)));
            match keep {
                true => {
                    journal.commit(checkpoint).unwrap();
                    kept.push((number, receipt));
                }
                false => journal.revert(checkpoint).unwrap(),
            }
        }
        store.write(&journal.take_batch().unwrap()).unwrap();
        let mut journal = Journal::new(store);
        for number in 0..=number {
            let wanted = kept.iter().find(|row| row.0 == number).map(|row| whole(row.1));
            prop_assert_eq!(journal.receipts().get(&name(number)).unwrap(), wanted);
        }
    }
}

#[test]
fn receipts_that_are_cut_short_are_an_error_or_not_there() {
    let store = Arc::new(MemoryStorage::new());
    let mut journal = Journal::new(store.clone());
    let receipts: Vec<Receipt> =
        (0..5).map(|number| vec![(1, b"".to_vec()), (2, b"one".to_vec()), (0, vec![number; 9])]).collect();
    for (number, receipt) in (1..).zip(&receipts) {
        write(&mut journal, number, receipt);
    }
    store.write(&journal.take_batch().unwrap()).unwrap();
    let (key, group) = store.scan(keys::receipts_prefix(), 1).unwrap().remove(0);
    for len in 0..group.len() {
        store.set(&key, &group[..len]).unwrap();
        for (number, receipt) in (1..).zip(&receipts) {
            match Journal::new(store.clone()).receipts().get(&name(number)) {
                Ok(None) => {}
                Ok(Some(found)) => assert_eq!(found, whole(receipt), "receipt {number} of {len} bytes"),
                Err(error) => assert!(matches!(error, StateError::Corrupt { .. }), "{error}"),
            }
        }
    }
    let last = Journal::new(store).receipts().get(&name(5)).unwrap_or_default();
    assert_eq!(last, None, "its last byte is gone");
}
