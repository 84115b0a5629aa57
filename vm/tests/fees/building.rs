//! A block that is built step by step, asked for its root and partly undone has the fees of one that is executed whole.

use crate::stage::{COLLECTOR, Stage, signer, terms};
use allod_testing::world::config;
use allod_vm::Transaction;

/// Transactions of which some look at the collector.
fn transactions(stage: &Stage) -> Vec<Transaction> {
    let look = |number: u64| stage.look(signer(number % 7), if number % 4 == 3 { COLLECTOR } else { signer(number) });
    (0..90).map(look).collect()
}

fn stages() -> [Stage; 3] {
    let funds: Vec<_> = (0..7).map(|number| (signer(number), 10_000_000)).collect();
    let stage = |threads| config().with_fees(terms()).with_threads(threads).with_batch_size(16);
    [1, 1, 3].map(|threads| Stage::on(stage(threads)).with(&funds))
}

#[test]
fn roots_in_between_and_transactions_that_are_undone_leave_no_trace_in_the_fees() {
    let [whole, built, threads] = stages();
    let wanted = whole.block(transactions(&whole));
    let height = whole.engine.last_block().unwrap();
    let mut block = built.engine.begin_block(height).unwrap();
    for (at, transaction) in transactions(&built).iter().enumerate() {
        if at % 3 == 0 {
            // Another payer, and somebody who looks: both are taken back.
            for undone in [built.look(signer(5), signer(5)), built.look(signer(6), COLLECTOR)] {
                let before = block.root().unwrap();
                block.run(&Transaction { gas_price: 9, ..undone }).unwrap();
                if at % 2 == 0 {
                    block.root().unwrap();
                }
                assert!(block.undo_last().unwrap());
                assert_eq!(block.root().unwrap(), before);
            }
        }
        assert_eq!(block.run(transaction).unwrap(), &wanted[at], "transaction {at}");
    }
    let committed = block.commit().unwrap();
    assert_eq!(committed.state_root, whole.engine.state_root().unwrap());
    assert_eq!(built.balance(COLLECTOR), whole.balance(COLLECTOR));

    // On threads, in two parts, with a look by the chain's own hand between them.
    let mut block = threads.engine.begin_block(height).unwrap();
    let (first, second) = {
        let mut all = transactions(&threads);
        let second = all.split_off(40);
        (all, second)
    };
    block.run_all(first).unwrap();
    let collected: u64 = wanted[..40].iter().map(|receipt| receipt.fee.map_or(0, |fee| fee.paid - fee.burned)).sum();
    assert_eq!(block.balance(COLLECTOR).unwrap(), collected);
    block.run_all(second).unwrap();
    assert_eq!(block.receipts(), wanted);
    assert_eq!(block.commit().unwrap().state_root, committed.state_root);
}
