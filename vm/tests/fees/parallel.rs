//! Threads change nothing but the time, and fees alone make no conflict.

use crate::stage::{COLLECTOR, Stage, signer, terms};
use allod_core::args;
use allod_testing::world::config;
use allod_vm::{FeeTerms, Receipt, Transaction};

/// Threads, and transactions of a batch.
const SHAPES: [(usize, Option<usize>); 4] = [(1, None), (2, Some(40)), (8, Some(64)), (8, None)];

/// Runs the blocks that `make` makes on every shape. Gives the receipts of one: they are all the same, and so are the stores.
fn everywhere(terms: FeeTerms, make: impl Fn(&Stage, u64) -> Vec<Transaction>) -> Vec<Receipt> {
    let run = |(threads, batch): (usize, Option<usize>)| {
        let config = config().with_fees(terms).with_threads(threads);
        let config = match batch {
            Some(batch) => config.with_batch_size(batch),
            None => config,
        };
        let funds: Vec<_> = (0..300).map(|number| (signer(number), 10_000_000)).collect();
        let stage = Stage::on(config).with(&funds);
        stage.engine.fund(stage.puppet, 10_000).unwrap();
        let receipts: Vec<_> = (0..3).flat_map(|number| stage.block(make(&stage, number))).collect();
        let rows = stage.engine.storage().snapshot().scan_after(&[], None, usize::MAX).unwrap();
        let root = stage.engine.state_root().unwrap();
        assert_eq!(allod_state::LtHash::recomputed(&**stage.engine.storage()).unwrap().root(), root);
        (receipts, root, rows)
    };
    let (receipts, root, rows) = run(SHAPES[0]);
    for shape in &SHAPES[1..] {
        let (others, other_root, other_rows) = run(*shape);
        for (at, (one, other)) in receipts.iter().zip(&others).enumerate() {
            assert_eq!(one, other, "transaction {at} on {shape:?}");
        }
        assert!((receipts.len(), root, &rows) == (others.len(), other_root, &other_rows), "{shape:?}");
    }
    receipts
}

#[test]
fn signers_that_have_nothing_to_do_with_each_other_pay_one_collector() {
    let receipts =
        everywhere(terms(), |stage, _| (0..300).map(|number| stage.look(signer(number), signer(number))).collect());
    assert!(receipts.iter().all(Receipt::is_success));
}

#[test]
fn whoever_looks_at_the_collector_sees_the_fees_of_all_before_it() {
    let receipts = everywhere(terms(), |stage, _| {
        let look = |number: u64| {
            let account = if number % 50 == 17 { COLLECTOR } else { signer(number) };
            stage.look(signer(number), account)
        };
        (0..300).map(look).collect()
    });
    let mut collected = 0;
    for (at, receipt) in receipts.iter().enumerate() {
        if at % 50 == 17 {
            assert_eq!(receipt.decode::<u64>().unwrap(), collected, "transaction {at}");
        }
        let fee = receipt.fee.unwrap();
        collected += fee.paid - fee.burned;
    }
}

#[test]
fn a_collector_that_takes_part_conflicts_and_is_right() {
    let puppet = Stage::on(config()).puppet;
    let parts = |stage: &Stage, number: u64| match number % 3 {
        0 => stage.call(signer(number), puppet, "Pay", args![signer(7), number], 0),
        1 => stage.call(signer(number), puppet, "Take", args![number], number),
        _ => stage.look(signer(number), signer(number)),
    };
    everywhere(FeeTerms { collector: puppet, ..terms() }, |stage, _| (0..200).map(|n| parts(stage, n)).collect());
    // One of the signers is it.
    everywhere(FeeTerms { collector: signer(5), ..terms() }, |stage, block| {
        (0..200).map(|number| parts(stage, (number * (block + 1)) % 9)).collect()
    });
}

#[test]
fn one_signer_who_runs_out_of_money_in_a_block_runs_out_at_the_same_transaction() {
    let receipts = everywhere(terms(), |stage, _| {
        let dear = |_| Transaction { gas_price: 20, ..stage.look(signer(1), signer(1)) };
        (0..150).map(dear).collect()
    });
    let ran = receipts.iter().filter(|receipt| receipt.is_success()).count();
    assert!(ran > 50 && ran < receipts.len(), "{ran}");
}
