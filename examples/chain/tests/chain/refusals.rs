//! Blocks that are not what their header says are refused by name, and leave nothing.

use crate::stage::{CROWD, RULES, Stage, key, machine};
use allod_example_chain::block::{MAX_TRANSACTIONS, SignedBlock, transactions_root};
use allod_example_chain::error::ChainError;
use allod_example_chain::signed::Signature;
use allod_vm::{EngineError, Hash};

/// Two nodes at block 1, and block 2 that the first one has made.
fn two() -> (Stage, SignedBlock) {
    let (mut proposer, mut validator) = (Stage::new(), Stage::on(machine(RULES, 2, true)));
    validator.node.accept(&proposer.begun()).unwrap();
    (1..CROWD).for_each(|from| proposer.submit(&proposer.pay(from, 0, from - 1, 10)));
    (validator, proposer.propose())
}

/// The error by which `validator` refuses what `change` makes of `block`. Its transactions root is right again afterwards.
fn refused(validator: &mut Stage, block: &SignedBlock, change: impl FnOnce(&mut SignedBlock)) -> ChainError {
    let mut other = block.clone();
    change(&mut other);
    if other.transactions != block.transactions {
        other.header.transactions_root = transactions_root(&other.transactions).unwrap();
    }
    refuses(validator, &other)
}

/// The error by which `validator` refuses `block`. Nothing of it may be left, in the state or beside it.
fn refuses(validator: &mut Stage, block: &SignedBlock) -> ChainError {
    let (rows, head) = (validator.rows(), validator.node.head().clone());
    let error = validator.node.accept(block).unwrap_err();
    assert!(validator.rows() == rows, "{error}");
    assert_eq!((validator.node.head(), validator.node.engine().state_root().unwrap()), (&head, head.state_root));
    error
}

#[test]
fn each_field_of_a_header_is_compared() {
    let (mut validator, block) = two();
    let wrong = Hash([7; 32]);
    let root = refused(&mut validator, &block, |block| block.header.state_root = wrong);
    assert!(
        matches!(root.engine(), Some(EngineError::BlockRoot { expected, found }) if (*expected, *found) == (wrong, block.header.state_root)),
        "{root}"
    );
    let root = refused(&mut validator, &block, |block| block.header.receipts_root = wrong);
    assert_eq!(
        root.to_string(),
        format!("the block has receipts root {}, expected {wrong}", block.header.receipts_root)
    );
    type Change = fn(&mut SignedBlock);
    let changes: [(Change, &str); 6] = [
        (|block| block.header.transactions_root = Hash([7; 32]), "the transactions root is 0707"),
        (|block| block.header.parent = Hash([7; 32]), "the parent is 0707"),
        (|block| block.header.height = 3, "the height is 3, wanted 2"),
        (|block| block.header.height = u64::MAX, "the height is 18446744073709551615, wanted 2"),
        (|block| block.header.time -= 3, "the time is 1700000001, wanted 1700000002"),
        (|block| block.header.chain_id = 8, "the chain is 8, wanted 7"),
    ];
    for (change, wanted) in changes {
        let error = refused(&mut validator, &block, change).to_string();
        assert!(error.contains(wanted), "{error}");
    }
    validator.node.accept(&block).unwrap();
    assert_eq!(validator.node.head(), &block.header);
}

#[test]
fn a_block_is_of_its_transactions_in_their_order() {
    let (mut validator, block) = two();
    let mut swapped = block.clone();
    swapped.transactions.swap(0, 1);
    assert!(refuses(&mut validator, &swapped).to_string().contains("the transactions root is"));
    let mut fewer = block.clone();
    fewer.transactions.pop();
    assert!(refuses(&mut validator, &fewer).to_string().contains("the transactions root is"));
    // With the root put right the state is another.
    let error = refused(&mut validator, &block, |block| drop(block.transactions.pop()));
    assert!(matches!(error.engine(), Some(EngineError::BlockRoot { .. })), "{error}");
    let many = refused(&mut validator, &block, |block| {
        let one = block.transactions[0].clone();
        block.transactions = vec![one; MAX_TRANSACTIONS + 1];
    });
    assert_eq!(many.to_string(), "a block of 1001 transactions, at most 1000 are allowed");
    validator.node.accept(&block).unwrap();
}

#[test]
fn a_transaction_of_a_block_is_signed_by_whom_it_is_from() {
    let (mut validator, block) = two();
    let forged = refused(&mut validator, &block, |block| block.transactions[3].transaction.gas_price += 1);
    assert!(matches!(forged, ChainError::Signature { .. } | ChainError::Signer { .. }), "{forged}");
    let others = refused(&mut validator, &block, |block| {
        let (transaction, thief) = (block.transactions[3].transaction.clone(), key(0));
        let mut signed = thief.sign(transaction.clone());
        signed.transaction.from = transaction.from;
        block.transactions[3] = signed;
    });
    assert!(matches!(others, ChainError::Signature { .. } | ChainError::Signer { .. }), "{others}");
    let none = refused(&mut validator, &block, |block| match &mut block.transactions[0].signature {
        Signature::Ed25519 { bytes, .. } | Signature::Secp256k1 { bytes, .. } => *bytes = [0; 64],
    });
    assert!(matches!(none, ChainError::Signature { .. }), "{none}");
    validator.node.accept(&block).unwrap();
}

#[test]
fn a_block_has_no_transaction_twice_none_out_of_order_and_none_of_another_chain() {
    let (mut validator, block) = two();
    let twice = refused(&mut validator, &block, |block| {
        let again = block.transactions[0].clone();
        block.transactions.push(again);
    });
    assert!(matches!(twice, ChainError::Nonce { given: 0, wanted: 1, .. }), "{twice}");
    let before = validator.node.block(1).unwrap().unwrap();
    let replayed = refused(&mut validator, &block, |block| block.transactions[0] = before.transactions[0].clone());
    assert!(matches!(replayed, ChainError::Nonce { given: 1, wanted: 24, .. }), "{replayed}");
    let gap = validator.pay(5, 1, 6, 1);
    let gap = refused(&mut validator, &block, |block| block.transactions = vec![gap]);
    assert!(matches!(gap, ChainError::Nonce { given: 1, wanted: 0, .. }), "{gap}");
    let mut elsewhere = validator.pay(5, 0, 6, 1).transaction;
    elsewhere.chain_id = 8;
    let elsewhere = refused(&mut validator, &block, |block| block.transactions = vec![key(5).sign(elsewhere)]);
    assert_eq!(elsewhere.to_string(), "the transaction is for chain 8, this is chain 7");
    validator.node.accept(&block).unwrap();
    let again = refuses(&mut validator, &block);
    assert!(again.to_string().contains("the height is 2, wanted 3"), "{again}");
}

#[test]
fn a_transaction_that_asks_for_too_much_gas_keeps_its_block_out() {
    let (mut validator, block) = two();
    let mut dear = validator.pay(5, 0, 6, 1).transaction;
    dear.gas_limit = allod_example_chain::block::TRANSACTION_GAS + 1;
    let dear = refused(&mut validator, &block, |block| block.transactions = vec![key(5).sign(dear)]);
    assert_eq!(dear.to_string(), "transaction 0 of the block asks for 50000001 gas, the most is 50000000");
}
