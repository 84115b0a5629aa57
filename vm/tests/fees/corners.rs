//! Corners: a collector that signs, is a contract or is full, the greatest numbers, and what pays nothing.

use crate::stage::{COLLECTOR, Stage, paid, refusal, signer, terms};
use allod_core::args;
use allod_testing::world::{ALICE, BOB, by, config};
use allod_vm::{Engine, EngineError, ExecuteOptions, FeeTerms, Status, Transaction, TransferKind};

#[test]
fn a_collector_that_signs_pays_itself() {
    let stage = Stage::new(FeeTerms { collector: ALICE, ..terms() }).with(&[(ALICE, 1_000_000)]);
    let receipts = stage.block(vec![stage.look(ALICE, ALICE), stage.look(ALICE, ALICE)]);
    let used: u64 = receipts.iter().map(|receipt| receipt.gas.used).sum();
    assert_eq!(receipts[1].decode::<u64>().unwrap(), 1_000_000 - receipts[0].gas.used - 300_000);
    assert_eq!(stage.balance(ALICE), 1_000_000 - used, "all but what is burned");
    let fee = receipts[0].transfers[0];
    assert_eq!((fee.from, fee.to, fee.kind), (ALICE, ALICE, TransferKind::Fee));
}

#[test]
fn a_collector_that_is_a_contract_can_spend_what_came_before() {
    // The puppet's address is known: it is the second contract of its deployer on every stage.
    let puppet = Stage::on(config()).puppet;
    let stage = Stage::new(FeeTerms { collector: puppet, ..terms() }).with(&[(ALICE, 1_000_000), (BOB, 1_000_000)]);
    assert_eq!(stage.puppet, puppet);
    let pay = |amount: u64| stage.call(BOB, puppet, "Pay", args![signer(1), amount], 0);
    let receipts = stage.block(vec![stage.look(ALICE, puppet), stage.look(ALICE, puppet), pay(1), pay(1 << 40)]);
    let fees: Vec<u64> = receipts.iter().map(|receipt| 2 * receipt.gas.used).collect();
    assert_eq!(receipts[0].decode::<u64>().unwrap(), 0);
    assert_eq!(receipts[1].decode::<u64>().unwrap(), fees[0]);
    assert_eq!(receipts[2].decode::<u32>().unwrap(), 0, "it had something to pay with");
    assert_ne!(receipts[3].decode::<u32>().unwrap(), 0, "and not as much as that");
    assert_eq!(stage.balance(puppet), fees.iter().sum::<u64>() - 1);
    assert_eq!(stage.balance(signer(1)), 1);
}

#[test]
fn a_full_collector_burns_what_it_has_no_room_for_and_no_block_fails() {
    let stage = Stage::new(terms()).with(&[(ALICE, 1_000_000), (COLLECTOR, u64::MAX - 10)]);
    let receipts = stage.block(vec![stage.look(ALICE, COLLECTOR), stage.look(ALICE, COLLECTOR)]);
    assert_eq!(receipts[0].decode::<u64>().unwrap(), u64::MAX - 10);
    assert_eq!(receipts[1].decode::<u64>().unwrap(), u64::MAX);
    assert_eq!(stage.balance(COLLECTOR), u64::MAX);
}

#[test]
fn the_greatest_numbers_are_refused_and_nothing_wraps() {
    let stage = Stage::new(terms()).with(&[(ALICE, u64::MAX)]);
    let look = stage.look(ALICE, ALICE);
    let most = Transaction { gas_limit: u64::MAX, gas_price: u64::MAX, ..look.clone() };
    let receipt = stage.run(most);
    assert!(refusal(&receipt).starts_with(&format!("account {ALICE} has {}", u64::MAX)));
    assert_eq!(receipt.gas.used, 1_240);
    assert_eq!(paid(&receipt), (u64::MAX, 1_240), "1,240 gas at that price are more than there is");
    assert_eq!((stage.balance(ALICE), stage.balance(COLLECTOR)), (0, u64::MAX - 1_240));
    let stage = Stage::new(FeeTerms { byte_gas: u64::MAX, ..terms() }).with(&[(ALICE, u64::MAX)]);
    let receipt = stage.run(Transaction { gas_limit: u64::MAX, ..look });
    assert!(refusal(&receipt).ends_with("a value of 0 may take more"), "{}", receipt.status);
    assert_eq!(receipt.gas.used, i64::MAX as u64, "the most that a meter holds");
    assert_eq!(paid(&receipt), (u64::MAX, i64::MAX as u64));
}

#[test]
fn money_that_is_set_aside_keeps_its_room() {
    let stage = Stage::new(terms()).with(&[(ALICE, 1_000_000)]);
    stage.engine.fund(stage.puppet, u64::MAX).unwrap();
    let fill = |amount: u64| stage.call(ALICE, stage.puppet, "Pay", args![ALICE, amount], 0);
    let over = stage.run(fill(u64::MAX - 1_000_000 + 1));
    assert_ne!(over.decode::<u32>().unwrap(), 0, "a balance is as large as without fees");
    let has = 1_000_000 - paid(&over).0;
    assert_eq!(stage.balance(ALICE), has);
    let full = stage.run(fill(u64::MAX - has));
    assert_eq!(full.decode::<u32>().unwrap(), 0);
    assert_eq!(stage.balance(ALICE), u64::MAX - paid(&full).0, "the rest came back");
}

#[test]
fn what_the_host_does_by_itself_pays_nothing() {
    let stage = Stage::new(terms());
    let receipt = stage.engine.execute(stage.looker, "Look", args![ALICE], by(ALICE)).unwrap();
    assert_eq!((receipt.fee, receipt.gas.intrinsic), (None, 0));
    let transaction = stage.look(ALICE, ALICE);
    let simulated = stage.engine.simulate(stage.looker, "Look", args![ALICE], ExecuteOptions::default()).unwrap();
    stage.engine.fund(ALICE, 1_000_000).unwrap();
    let intrinsic = stage.engine.fees().unwrap().intrinsic_gas(transaction.payload_bytes());
    assert_eq!(stage.run(transaction).gas.used, simulated.gas.used + intrinsic, "an estimate is exact");
}

#[test]
fn an_explanation_of_a_transaction_in_its_block_charges_as_the_block_does() {
    let stage = Stage::new(terms()).with(&[(ALICE, 350_000)]);
    let looks = vec![stage.look(ALICE, ALICE), stage.call(ALICE, stage.puppet, "TakeThenFail", args![1u64], 1)];
    let block = stage.engine.last_block().unwrap().next();
    let explained = stage.engine.explain_in_block(&block, &looks[..1], &looks[1]).unwrap();
    let receipts = stage.engine.execute_block(&block, looks).unwrap();
    assert!(explained.agrees_with(&receipts[1]));
    assert_eq!((explained.receipt.fee, &explained.receipt.transfers), (receipts[1].fee, &receipts[1].transfers));
}

#[test]
fn terms_that_no_engine_can_work_with_do_not_open_one() {
    let opened = Engine::open(config().with_fees(FeeTerms { burned_price: 4, ..terms() }));
    let Err(EngineError::Fees(error)) = opened else { panic!("{:?}", opened.err()) };
    assert_eq!(
        error.to_string(),
        "fees: 4 of the price of each gas are to be burned, wanted 0 to 3, which is the least price"
    );
}

#[test]
fn fees_are_in_the_store_and_its_root() {
    // On a store that is opened anew.
    let stage = Stage::new(terms()).with(&[(ALICE, 1_000_000)]);
    let receipt = stage.run(stage.look(ALICE, ALICE));
    let again = Engine::open(config().with_fees(terms()).with_storage(stage.engine.storage().clone())).unwrap();
    assert_eq!(again.balance(COLLECTOR).unwrap(), 2 * receipt.gas.used);
    assert_eq!(again.state_root().unwrap(), stage.engine.state_root().unwrap());
    assert_eq!(receipt.status, Status::Success);
}
