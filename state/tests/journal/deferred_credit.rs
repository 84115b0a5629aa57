//! Money that is owed to one account is in its balance for everybody who looks, and payers don't get into each other's way.

use allod_core::Address;
use allod_state::{BatchValidator, ChildJournal, Journal, LtHash, MemoryStorage, Reader, Storage, keys};
use std::sync::Arc;

const POT: Address = Address([9; 20]);
const OTHER: Address = Address([8; 20]);
const ALICE: Address = Address([1; 20]);

fn over(store: &Arc<MemoryStorage>) -> Journal {
    Journal::new(store.clone() as Arc<dyn Reader>)
}

fn store_with(balance: u64) -> Arc<MemoryStorage> {
    let store = Arc::new(MemoryStorage::new());
    let mut journal = over(&store);
    journal.balances().credit(&POT, balance).unwrap();
    store.write(&journal.take_batch().unwrap()).unwrap();
    store
}

fn balance(journal: &mut Journal, account: Address) -> u64 {
    journal.balances().get(&account).unwrap()
}

#[test]
fn whoever_asks_finds_what_is_owed() {
    for before in [0, 100] {
        let store = store_with(before);
        type Ask = fn(&mut Journal) -> Option<Vec<u8>>;
        let ways: [Ask; 6] = [
            |journal| Some(balance(journal, POT).to_le_bytes().to_vec()),
            |journal| journal.get(&keys::balance(&POT)).unwrap().map(<[u8]>::to_vec),
            |journal| journal.scan_after(b"b", None, 9).unwrap().pop().map(|(_, value)| value),
            |journal| {
                let mut seen = None;
                journal
                    .visit(b"b", &mut |_, value| {
                        seen = Some(value.to_vec());
                        true
                    })
                    .unwrap();
                seen
            },
            |journal| journal.changes().unwrap().pop().and_then(|change| change.after),
            |journal| {
                let copy = store_with(0);
                copy.write(&journal.take_batch().unwrap()).unwrap();
                copy.snapshot().get(&keys::balance(&POT)).unwrap()
            },
        ];
        for ask in ways {
            let mut journal = over(&store);
            journal.balances().credit_deferred(&POT, 7).unwrap();
            journal.balances().credit_deferred(&POT, 8).unwrap();
            journal.balances().credit_deferred(&POT, 0).unwrap();
            assert_eq!(ask(&mut journal), Some((before + 15).to_le_bytes().to_vec()));
            assert_eq!(balance(&mut journal, POT), before + 15, "once");
        }
    }
}

#[test]
fn what_is_owed_is_undone_with_the_checkpoint_whether_somebody_looked_or_not() {
    let store = store_with(100);
    for look in [false, true] {
        let mut journal = over(&store);
        journal.balances().credit_deferred(&POT, 1).unwrap();
        let outer = journal.checkpoint();
        journal.balances().credit_deferred(&POT, 2).unwrap();
        let inner = journal.checkpoint();
        if look {
            assert_eq!(balance(&mut journal, POT), 103);
        }
        journal.balances().credit_deferred(&POT, 4).unwrap();
        journal.balances().credit_deferred(&OTHER, 8).unwrap();
        journal.revert(inner).unwrap();
        assert_eq!(balance(&mut journal, OTHER), 0);
        if look {
            assert_eq!(balance(&mut journal, POT), 103);
        }
        journal.revert(outer).unwrap();
        assert_eq!(balance(&mut journal, POT), 101);
    }
}

#[test]
fn a_balance_ends_at_its_greatest_however_the_payments_come() {
    let store = store_with(u64::MAX - 5);
    for look in [false, true] {
        let mut journal = over(&store);
        for amount in [3, 4, u64::MAX] {
            journal.balances().credit_deferred(&POT, amount).unwrap();
            if look {
                balance(&mut journal, POT);
            }
        }
        assert_eq!(balance(&mut journal, POT), u64::MAX);
    }
}

/// Runs the steps of `children` side by side over one journal, and one after another over another. Gives how many of them
/// were run again; both journals must end alike, and the deltas to the root be those of the changes.
fn side_by_side(store: &Arc<MemoryStorage>, children: &[&dyn Fn(&mut Journal)]) -> usize {
    let mut serial = over(store);
    children.iter().for_each(|step| step(&mut serial));
    let wanted = serial.changes().unwrap();

    let mut delta = LtHash::default();
    let view = over(store).share();
    let mut forks: Vec<ChildJournal> = children.iter().map(|_| ChildJournal::fork(&view, 1)).collect();
    for (child, step) in forks.iter_mut().zip(children) {
        step(child.journal());
        child.detach();
    }
    let mut journal = view.into_inner().unwrap();
    let (mut validator, mut again) = (BatchValidator::default(), 0);
    validator.begin();
    for (mut child, step) in forks.into_iter().zip(children) {
        if !validator.validate(&journal, &child) {
            again += 1;
            journal.apply_deferred_credit(Some(&mut delta)).unwrap();
            let view = journal.share();
            child.reset_over(&view, 1);
            step(child.journal());
            child.detach();
            journal = view.into_inner().unwrap();
        }
        assert!(validator.apply(&mut journal, &mut child));
        child.add_root_delta(&mut delta);
    }
    journal.apply_deferred_credit(Some(&mut delta)).unwrap();
    assert_eq!(journal.changes().unwrap(), wanted);
    let changes = journal.collect_changes().unwrap();
    assert_eq!(delta.root(), journal.root_delta(&changes, 0..changes.len()).root());
    again
}

#[test]
fn payers_of_one_account_do_not_conflict() {
    let pay: &dyn Fn(&mut Journal) = &|journal| journal.balances().credit_deferred(&POT, 7).unwrap();
    for before in [0, 100] {
        assert_eq!(side_by_side(&store_with(before), &[pay; 8]), 0);
    }
}

#[test]
fn whoever_looks_depends_on_those_before_him_alone() {
    let pay: &dyn Fn(&mut Journal) = &|journal| journal.balances().credit_deferred(&POT, 7).unwrap();
    // Writes down what it has seen.
    let look: &dyn Fn(&mut Journal) = &|journal| {
        let seen = balance(journal, POT);
        journal.balances().credit(&ALICE, seen).unwrap();
    };
    let take: &dyn Fn(&mut Journal) = &|journal| {
        journal.balances().transfer(&POT, &OTHER, 5).unwrap();
        journal.balances().credit_deferred(&POT, 1).unwrap();
    };
    let range: &dyn Fn(&mut Journal) = &|journal| drop(journal.scan_after(b"b", None, 9).unwrap());
    let store = store_with(100);
    assert_eq!(side_by_side(&store, &[look, pay, pay]), 0, "it is before them");
    assert_eq!(side_by_side(&store, &[pay, look, pay]), 1);
    assert_eq!(side_by_side(&store, &[pay, pay, range, pay]), 1);
    assert_eq!(side_by_side(&store, &[pay, take, pay, take, look, pay]), 3);
    assert_eq!(side_by_side(&store_with(0), &[pay, look, pay]), 1, "a balance that was not there");
}

#[test]
fn what_is_owed_to_two_accounts_is_owed_to_both() {
    let pay: &dyn Fn(&mut Journal) = &|journal| journal.balances().credit_deferred(&POT, 7).unwrap();
    let other: &dyn Fn(&mut Journal) = &|journal| journal.balances().credit_deferred(&OTHER, 8).unwrap();
    side_by_side(&store_with(0), &[pay, other, pay, other, other]);
}
