//! The pool is bounded, gives the best price first and each account's in order, and drops what is done.

use crate::stage::{RULES, Stage, key, machine};
use allod_example_chain::mempool::{Mempool, PoolLimits};
use allod_example_chain::signed::SignedTransaction;
use allod_vm::Address;

/// Payments with a price for each gas.
fn priced(stage: &Stage, from: usize, nonce: u64, gas_price: u64) -> SignedTransaction {
    let mut transaction = stage.pay(from, nonce, 9, 1).transaction;
    transaction.gas_price = gas_price;
    key(from).sign(transaction)
}

fn admit(pool: &mut Mempool, stage: &Stage, signed: &SignedTransaction) -> Result<(), String> {
    let admitted = pool.admit(stage.node.engine(), &signed.to_bytes().unwrap());
    admitted.map(drop).map_err(|error| error.to_string())
}

#[test]
fn a_pool_has_room_for_so_many_so_large_and_so_many_of_one_account() {
    let stage = Stage::new();
    let size = priced(&stage, 2, 0, 2).to_bytes().unwrap().len();
    let room = PoolLimits { transactions: 3, bytes: 1 << 20, of_account: 2 };
    let fill = |limits| {
        let mut pool = Mempool::new(limits);
        let all = [(2, 0), (2, 1), (2, 2), (4, 0), (6, 0)].map(|(from, nonce)| priced(&stage, from, nonce, 2));
        let refused: Vec<String> = all.iter().filter_map(|signed| admit(&mut pool, &stage, signed).err()).collect();
        (pool.len(), refused.join("; "))
    };
    let full = |given, what: &str, limit| format!("the pool has no room: {given} {what}, at most {limit} are allowed");
    let of_one = full(3, "transactions of one account", 2);
    assert_eq!(fill(room), (3, format!("{of_one}; {}", full(4, "transactions", 3))));
    let bytes = full(4 * size, "bytes", 4 * size - 1);
    let room = PoolLimits { bytes: 4 * size - 1, transactions: 9, of_account: 3 };
    assert_eq!(fill(room), (3, format!("{bytes}; {bytes}")));
    assert_eq!(fill(PoolLimits::default()), (5, String::new()));
}

#[test]
fn the_best_price_comes_first_and_no_nonce_before_another() {
    let stage = Stage::new();
    let mut pool = Mempool::default();
    for (from, nonce, price) in [(2, 0, 2), (2, 1, 9), (2, 2, 8), (4, 0, 3), (4, 1, 2), (6, 0, 5)] {
        admit(&mut pool, &stage, &priced(&stage, from, nonce, price)).unwrap();
    }
    let order = |count, gas| {
        let selected = pool.select(count, gas);
        selected.into_iter().map(|signed| (signed.transaction.from, signed.transaction.nonce)).collect::<Vec<_>>()
    };
    let [two, four, six]: [Address; 3] = [2, 4, 6].map(|number| key(number).address());
    let all = order(9, u64::MAX);
    let of = |account| all.iter().filter(|entry| entry.0 == account).map(|entry| entry.1).collect::<Vec<_>>();
    assert_eq!((all.len(), &all[..2]), (6, &[(six, 0), (four, 0)][..]));
    assert_eq!((of(two), of(four)), (vec![0, 1, 2], vec![0, 1]));
    assert_eq!(order(2, u64::MAX), all[..2]);
    assert_eq!(order(9, 3_500_000), all[..3], "each asks for a million gas");
}

#[test]
fn what_is_in_a_block_of_others_or_can_not_begin_any_more_is_dropped_with_all_behind_it() {
    let (mut stage, mut other) = (Stage::new(), Stage::on(machine(RULES, 2, false)));
    other.node.accept(&stage.begun()).unwrap();
    // Of account 1 the first is in the others' block, which takes the money that the third is for.
    for nonce in 0..4 {
        let price = if nonce == 2 { 990 } else { 2 };
        stage.submit(&priced(&stage, 1, nonce, price));
    }
    stage.submit(&priced(&stage, 2, 0, 2));
    other.submit(&priced(&other, 1, 0, 600));
    stage.node.accept(&other.propose()).unwrap();
    assert!(stage.node.engine().balance(key(1).address()).unwrap() < 990_000_000);
    assert_eq!(stage.node.pool().len(), 2, "nonce 1, and the other account's");
    let left = stage.propose();
    assert_eq!(left.transactions.iter().map(|signed| signed.transaction.nonce).max(), Some(1));
    assert!(stage.node.pool().is_empty());
}
