//! Read-ahead: the rows that a block reads whatever it does, asked of the store at once.

use crate::transaction::admission::Nonces;
use crate::{Payload, Transaction};
use allod_core::Address;
use allod_state::{Key, keys};
use foldhash::fast::RandomState;
use std::collections::HashSet;

/// Objects of a transaction that are read before it begins, at most. The others are read once they are paid for.
const OBJECTS_MAX: usize = 16;

/// Keys that `transactions` read whatever they do; those of money among them if they are `charged` a fee.
pub(super) fn keys_of(transactions: &[Transaction], nonces: Nonces, charged: bool) -> impl Iterator<Item = Key> {
    let signers = signers_of(transactions, nonces == Nonces::Counted || charged);
    let accounts = signers.flat_map(move |from| {
        let nonce = (nonces == Nonces::Counted).then(|| keys::nonce(from));
        nonce.into_iter().chain(charged.then(|| keys::balance(from)))
    });
    transactions.iter().flat_map(keys_of_one).chain(accounts)
}

/// The signers, each once, if something of theirs is read.
fn signers_of(transactions: &[Transaction], read: bool) -> impl Iterator<Item = &Address> {
    let mut seen: HashSet<&Address, RandomState> = HashSet::default();
    let signers = transactions.iter().map(|transaction| &transaction.from);
    signers.filter(move |from| read && seen.insert(*from))
}

fn keys_of_one(transaction: &Transaction) -> Vec<Key> {
    let mut wanted = Vec::new();
    match &transaction.payload {
        Payload::Call { contract, objects, value, .. } => {
            wanted.push(keys::contract(contract));
            if *value > 0 {
                wanted.push(keys::balance(&transaction.from));
            }
            wanted.extend(objects.iter().take(OBJECTS_MAX).map(keys::object));
        }
        Payload::Deploy { .. } => wanted.push(keys::nonce(&transaction.from)),
    }
    wanted
}
