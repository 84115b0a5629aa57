//! Blocks that are held to a root, to an amount of gas, and to the most that a transaction may ask for.

use crate::stage::Stage;
use allod_testing::world::ALICE;
use allod_vm::{BlockOptions, EngineError, Transaction};

#[test]
fn a_block_is_kept_where_it_leads_to_the_root_it_is_held_to() {
    for threads in [1, 2] {
        let (stage, other) = (Stage::new(threads), Stage::new(1));
        for round in 0..3 {
            let block = stage.next();
            other.engine.execute_block(&block, other.mixed(round * 25, 25)).unwrap();
            let expected_root = Some(other.engine.state_root().unwrap());
            let options = BlockOptions { expected_root, ..Default::default() };
            let committed = stage.engine.execute_block_with(&block, stage.mixed(round * 25, 25), options).unwrap();
            assert_eq!(Some(committed.state_root), expected_root);
            assert_eq!((stage.rows(), committed.block), (other.rows(), block));
        }
    }
}

#[test]
fn a_block_is_kept_where_its_receipts_have_the_root_it_is_held_to() {
    for threads in [1, 2] {
        let stage = Stage::new(threads);
        let (block, transactions, before) = (stage.next(), stage.mixed(0, 25), stage.rows());
        let with = |expected_receipts_root, dry_run| {
            let options = BlockOptions { expected_receipts_root, dry_run, ..Default::default() };
            stage.engine.execute_block_with(&block, transactions.clone(), options)
        };
        let found = with(None, true).unwrap().receipts_root;
        let expected = allod_vm::receipts_root(&[]);
        for dry_run in [true, false] {
            let error = with(Some(expected), dry_run).unwrap_err();
            assert_eq!(error.to_string(), format!("the block has receipts root {found}, expected {expected}"));
            assert_eq!((stage.rows(), stage.next()), (before.clone(), block));
        }
        assert_eq!(with(Some(found), false).unwrap().receipts_root, found);
        assert_ne!(stage.next(), block);
    }
}

#[test]
fn a_block_has_room_for_exactly_the_gas_it_may_use() {
    for threads in [1, 3] {
        let stage = Stage::new(threads);
        let (block, transactions) = (stage.next(), stage.mixed(0, 30));
        let with = |gas_limit, dry_run| BlockOptions { gas_limit: Some(gas_limit), dry_run, ..Default::default() };
        let tried = stage.engine.execute_block_with(&block, transactions.clone(), with(u64::MAX, true)).unwrap();
        let first: u64 = tried.receipts[..17].iter().map(|receipt| receipt.gas.used).sum();
        let used = first + tried.receipts[17].gas.used;
        let error = stage.engine.execute_block_with(&block, transactions.clone(), with(used - 1, false)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("transaction 17 of the block takes its gas to {used}, the limit is {}", used - 1)
        );
        let all = tried.gas_used;
        let error = stage.engine.execute_block_with(&block, transactions.clone(), with(all - 1, false)).unwrap_err();
        assert!(matches!(error, EngineError::BlockGas { position: 29, used, .. } if used == all), "{error}");
        let kept = stage.engine.execute_block_with(&block, transactions, with(all, false)).unwrap();
        assert_eq!(kept, tried);
    }
}

#[test]
fn a_builder_undoes_what_has_no_room_and_goes_on_with_what_has() {
    let stage = Stage::new(2);
    let cheap = stage.call(ALICE, 0, "Tell", allod_core::args![]);
    let dear = stage.call(ALICE, 1, "Write", allod_core::args![stage.object, 7u64]);
    let mut block = stage.engine.begin_block(stage.next()).unwrap();
    let gas = block.run(&cheap).unwrap().gas.used;
    drop(block);
    let mut block = stage.engine.begin_block(stage.next()).unwrap().with_gas_limit(2 * gas);
    block.run(&cheap).unwrap();
    let root = block.root().unwrap();
    let error = block.run(&dear).map(|_| ()).unwrap_err();
    assert!(matches!(error, EngineError::BlockGas { position: 1, limit, used } if limit == 2 * gas && used > limit));
    assert_eq!((block.gas_used(), block.receipts().len(), block.root().unwrap()), (gas, 1, root));
    assert!(block.run(&Transaction { nonce: 1, ..cheap.clone() }).unwrap().is_success());
    assert_eq!(block.gas_used(), 2 * gas);
    let error = block.run_all(vec![Transaction { nonce: 2, ..cheap }]).map(|_| ()).unwrap_err();
    assert!(matches!(error, EngineError::BlockGas { position: 2, .. }), "{error}");
    assert!(matches!(block.commit(), Err(EngineError::BlockFailed { .. })), "of many, some may have run");
}

#[test]
fn a_transaction_that_asks_for_too_much_gas_keeps_its_block_out() {
    let stage = Stage::new(2);
    let (block, mut transactions) = (stage.next(), stage.mixed(0, 10));
    transactions[6].gas_limit = 1_000_001;
    let options = BlockOptions { most_gas: Some(1_000_000), ..Default::default() };
    let error = stage.engine.execute_block_with(&block, transactions.clone(), options.clone()).unwrap_err();
    assert_eq!(error.to_string(), "transaction 6 of the block asks for 1000001 gas, the most is 1000000");
    let mut built = stage.engine.begin_block(block).unwrap().with_most_gas(1_000_000);
    built.run_all(transactions[..6].to_vec()).unwrap();
    let error = built.run(&transactions[6]).map(|_| ()).unwrap_err();
    assert!(matches!(error, EngineError::TransactionGas { position: 6, .. }), "{error}");
    transactions[6].gas_limit = 1_000_000;
    built.run_all(transactions[6..].to_vec()).unwrap();
    let built = built.seal().unwrap();
    let executed = stage.engine.execute_block_with(&block, transactions, options).unwrap();
    assert_eq!((executed.state_root, &executed.receipts[..]), (built.state_root(), built.receipts()));
}
