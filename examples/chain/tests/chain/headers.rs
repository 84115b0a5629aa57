//! Headers are the same on any number of threads and on both tiers, whoever proposes.

use crate::stage::{CROWD, RULES, Stage, machine};
use allod_example_chain::signed::SignedTransaction;
use allod_vm::args;

/// Transactions of block `height`: payments in a ring, some of more than anybody has, and some that run out of gas.
fn mixed(stage: &Stage, height: u64) -> Vec<SignedTransaction> {
    if height == 1 {
        return (1..CROWD).map(|to| stage.pay(0, to as u64, to, 1_000)).collect();
    }
    let mut signed = Vec::new();
    for from in 1..CROWD {
        let (to, nonce) = (1 + from % (CROWD - 1), 2 * (height - 2));
        signed.push(stage.pay(from, nonce, to, height * from as u64));
        let second = match from % 3 {
            0 => stage.pay(from, nonce + 1, 1, 1_000_000),
            1 => stage.call(from, nonce + 1, "Burn", args![1u64]),
            _ => stage.pay(from, nonce + 1, 1, 1),
        };
        signed.push(second);
    }
    signed
}

#[test]
fn every_node_comes_to_the_same_headers_on_any_threads_and_tier() {
    let mut first = Stage::new();
    let mut blocks = Vec::new();
    let mut submitted = Vec::new();
    for height in 1..=7 {
        let mixed = mixed(&first, height);
        mixed.iter().for_each(|signed| first.submit(signed));
        submitted.push(mixed);
        blocks.push(first.propose());
        assert!(first.node.pool().is_empty());
    }
    let failed = first.node.engine().receipts_at(3).unwrap();
    assert!(failed.iter().any(|receipt| !receipt.is_success()), "some fail, and are in the blocks all the same");
    for (threads, compiled) in [(1, true), (1, false), (2, true), (2, false), (8, true), (8, false)] {
        let (mut validator, mut proposer) =
            (Stage::on(machine(RULES, threads, compiled)), Stage::on(machine(RULES, threads, compiled)));
        for (block, submitted) in blocks.iter().zip(&submitted) {
            validator.node.accept(block).unwrap();
            submitted.iter().for_each(|signed| proposer.submit(signed));
            assert_eq!(&proposer.propose(), block, "{threads} threads, compiled: {compiled}");
        }
        assert_eq!(validator.node.head(), first.node.head());
        assert_eq!(validator.node.engine().verify().unwrap().root, first.node.head().state_root);
        let past = (1..=7).map(|height| validator.node.block(height).unwrap().unwrap());
        assert!(past.eq(blocks.iter().cloned()), "what later nodes ask for");
    }
}

#[test]
fn fees_and_rewards_are_the_collectors() {
    let mut stage = Stage::new();
    let balance = |stage: &Stage| stage.node.engine().balance(RULES.collector).unwrap();
    let block = stage.begun();
    let receipts = stage.node.engine().receipts_at(1).unwrap();
    let fees: u64 = receipts.iter().filter_map(|receipt| receipt.fee).map(|fee| fee.paid - fee.burned).sum();
    assert_eq!(receipts.len(), block.transactions.len());
    assert!(fees > 0 && balance(&stage) == fees, "half of the price is burned");
    (2..4).for_each(|_| drop(stage.propose()));
    assert_eq!(balance(&stage), fees, "no reward is ripe yet");
    stage.propose();
    assert_eq!(balance(&stage), fees + allod_example_chain::reward::REWARD);
}
