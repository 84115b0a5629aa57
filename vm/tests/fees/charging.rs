//! What a transaction pays: for the gas it used, for itself where it is refused, and never more than it offered.

use crate::stage::{COLLECTOR, Stage, paid, refusal, signer, terms};
use allod_core::{Reason, args};
use allod_testing::world::{ALICE, BOB};
use allod_vm::{DeployTerms, FeeTerms, Payload, Status, Transaction};

#[test]
fn the_gas_used_is_paid_and_the_rest_comes_back() {
    let stage = Stage::new(terms()).with(&[(ALICE, 1_000_000)]);
    let look = stage.look(ALICE, ALICE);
    let bytes = ("Look".len() + 20) as u64;
    assert_eq!(look.payload_bytes(), bytes);
    let receipt = stage.run(Transaction { gas_price: 5, ..look });
    assert!(receipt.is_success(), "{}", receipt.status);
    assert_eq!(receipt.gas.intrinsic, 1_000 + 10 * bytes);
    let gas = &receipt.gas;
    assert_eq!(gas.used, gas.intrinsic + gas.instructions + gas.host_total() - gas.refunded);
    assert_eq!(receipt.trace.gas_limit, 100_000 - gas.intrinsic);
    assert_eq!(receipt.trace.gas_used, gas.used - gas.intrinsic);
    assert_eq!(paid(&receipt), (5 * gas.used, gas.used));
    assert_eq!(receipt.decode::<u64>().unwrap(), 1_000_000 - 5 * 100_000, "what is set aside is not there meanwhile");
    assert_eq!(stage.balance(ALICE), 1_000_000 - 5 * gas.used);
    assert_eq!(stage.balance(COLLECTOR), 4 * gas.used);
    assert_eq!(stage.engine.receipt(receipt.hash).unwrap(), Some(receipt));
}

#[test]
fn a_transaction_that_fails_pays_for_what_it_used() {
    let stage = Stage::new(terms()).with(&[(ALICE, 1_000_000)]);
    let out = stage.run(stage.call(ALICE, stage.looker, "Spin", args![], 0));
    assert_eq!((&out.status, out.gas.used), (&Status::OutOfGas, 100_000));
    assert_eq!(out.contract_limit_met(), None, "it is the transaction's");
    assert_eq!(paid(&out), (300_000, 100_000));
    let failed = stage.run(stage.call(ALICE, stage.puppet, "TakeThenFail", args![7u64], 7));
    assert!(matches!(failed.status, Status::Reverted { .. }), "{}", failed.status);
    assert_eq!(paid(&failed), (3 * failed.gas.used, failed.gas.used));
    assert_eq!(stage.balance(ALICE), 1_000_000 - 300_000 - 3 * failed.gas.used);
    assert_eq!(stage.balance(stage.puppet), 0);
}

#[test]
fn a_refused_transaction_pays_for_itself() {
    let stage = Stage::new(terms()).with(&[(ALICE, 1_000_000_000)]);
    let look = stage.look(ALICE, ALICE);
    let call = |change: &dyn Fn(&mut Transaction)| {
        let mut transaction = look.clone();
        change(&mut transaction);
        transaction
    };
    let payload = Payload::Deploy { module: vec![7; 100], terms: DeployTerms::default() };
    let refused = [
        call(&|transaction| {
            let Payload::Call { contract, .. } = &mut transaction.payload else { unreachable!() };
            *contract = BOB;
        }),
        call(&|transaction| {
            let Payload::Call { function, .. } = &mut transaction.payload else { unreachable!() };
            *function = "Nothing".into();
        }),
        call(&|transaction| {
            let Payload::Call { input, .. } = &mut transaction.payload else { unreachable!() };
            *input = vec![0; (1 << 20) + 1];
            transaction.gas_limit = 30_000_000;
        }),
    ];
    let mut has = 1_000_000_000;
    for transaction in refused {
        let intrinsic = 1_000 + 10 * transaction.payload_bytes();
        let receipt = stage.run(transaction);
        refusal(&receipt);
        assert_eq!((receipt.gas.used, receipt.gas.intrinsic), (intrinsic, intrinsic));
        assert_eq!(paid(&receipt), (3 * intrinsic, intrinsic));
        has -= 3 * intrinsic;
        assert_eq!(stage.balance(ALICE), has);
    }
    // A module that was read and is none: that is charged as well.
    let receipt = stage.run(Transaction { payload, ..look });
    refusal(&receipt);
    assert!(receipt.gas.used > 1_000 + 10 * 100);
    assert_eq!(paid(&receipt), (3 * receipt.gas.used, receipt.gas.used));
    assert_eq!(stage.balance(ALICE), has - 3 * receipt.gas.used);
}

#[test]
fn what_a_signer_cannot_pay_is_refused_by_name_and_charged_as_far_as_it_goes() {
    let stage = Stage::new(terms()).with(&[(ALICE, 10_000)]);
    let intrinsic = 1_000 + 10 * 24;
    let look = stage.look(ALICE, ALICE);
    let cheap = Transaction { gas_price: 2, ..look.clone() };
    assert_eq!(refusal(&stage.run(cheap)), "a gas price of 2, the least is 3");
    assert_eq!(stage.balance(ALICE), 10_000 - 2 * intrinsic, "nobody pays more for a gas than was offered");
    let short = Transaction { gas_limit: intrinsic - 1, ..look.clone() };
    let receipt = stage.run(short);
    let words = "a gas limit of 1239, and the transaction takes 1240 before anything runs";
    assert_eq!((refusal(&receipt), receipt.gas.used), (words.into(), 1_239), "nor for more gas than that");
    let has = 10_000 - 2 * intrinsic - 3 * 1_239;
    assert_eq!(stage.balance(ALICE), has);
    // Just enough, and one too little: for the gas, and for the gas and a value.
    let limit = has / 3;
    let receipt = stage.run(Transaction { gas_limit: limit + 1, ..look.clone() });
    let (gas_limit, gas_price, value) = (limit + 1, 3, 0);
    let reason = Reason::Funds { account: ALICE, has, gas_limit, gas_price, value };
    assert_eq!(receipt.status, Status::Refused { reason: Box::new(reason) });
    assert_eq!(paid(&receipt), (has.min(3 * intrinsic), intrinsic.min(has)));
    let rest = stage.balance(ALICE);
    assert!(rest > 0 && rest < 3 * intrinsic, "{rest}");
    let last = stage.run(Transaction { gas_limit: intrinsic + 5_000, ..look.clone() });
    assert!(refusal(&last).starts_with(&format!("account {ALICE} has {rest}, and 6240 gas at 3 each")));
    assert_eq!(paid(&last), (rest, intrinsic.min(rest)), "what is burned comes first");
    assert_eq!(stage.balance(ALICE), 0);
    assert_eq!(paid(&stage.run(look)), (0, 0));
}

#[test]
fn a_value_is_covered_beside_the_gas() {
    let stage = Stage::new(terms()).with(&[(ALICE, 300_000 + 50)]);
    let take = |value| stage.call(ALICE, stage.puppet, "Take", args![50u64], value);
    assert!(refusal(&stage.run(take(51))).ends_with("100000 gas at 3 each and a value of 51 may take more"));
    let stage = Stage::new(terms()).with(&[(ALICE, 300_000 + 50)]);
    let receipt = stage.run(stage.call(ALICE, stage.puppet, "Take", args![50u64], 50));
    assert!(receipt.is_success());
    assert_eq!(stage.balance(stage.puppet), 50);
    assert_eq!(stage.balance(ALICE), 300_000 - 3 * receipt.gas.used);
}

#[test]
fn one_of_another_chain_or_not_the_next_pays_nothing() {
    let config = allod_vm::EngineConfig::default().with_fees(terms());
    let stage = Stage::on(config).with(&[(ALICE, 1_000_000)]);
    let look = stage.look(ALICE, ALICE);
    for other in [Transaction { chain_id: 7, ..look.clone() }, Transaction { nonce: 1, ..look.clone() }] {
        let receipt = stage.run(other);
        refusal(&receipt);
        assert_eq!((receipt.fee, receipt.gas.used, receipt.transfers.len()), (None, 0, 0));
    }
    assert_eq!(stage.balance(ALICE), 1_000_000);
    // One that is the next, and refused, is both charged and counted.
    let cheap = stage.run(Transaction { gas_price: 1, ..look });
    assert_eq!(paid(&cheap), (1_240, 1_240));
    assert_eq!(stage.engine.nonce(ALICE).unwrap(), 1);
}

#[test]
fn a_deploy_pays_for_its_bytes_and_its_constructor_for_its_value() {
    let stage = Stage::new(terms()).with(&[(ALICE, 100_000_000)]);
    let module = wat::parse_str(r#"(module (func (export "f") (param i64)))"#).unwrap();
    let bytes = module.len() as u64;
    let constructor = allod_vm::Constructor { function: "f".into(), input: vec![0; 8], value: 0 };
    let deploy = |constructor: Option<allod_vm::Constructor>, gas_limit| {
        let payload =
            Payload::Deploy { module: module.clone(), terms: DeployTerms { constructor, ..DeployTerms::default() } };
        Transaction { from: ALICE, nonce: 0, chain_id: 1, gas_limit, gas_price: 3, payload }
    };
    let receipt = stage.run(deploy(Some(constructor.clone()), 10_000_000));
    assert!(receipt.is_success(), "{}", receipt.status);
    assert_eq!(receipt.gas.intrinsic, 1_000 + 10 * (bytes + 1 + 8));
    assert_eq!(receipt.trace.gas_used, receipt.gas.used - receipt.gas.intrinsic);
    assert_eq!(stage.balance(ALICE), 100_000_000 - 3 * receipt.gas.used);
    let has = stage.balance(ALICE);
    let dear = stage.run(deploy(Some(allod_vm::Constructor { value: has, ..constructor }), 10_000_000));
    let reason = Reason::Funds { account: ALICE, has, gas_limit: 10_000_000, gas_price: 3, value: has };
    assert_eq!(dear.status, Status::Refused { reason: Box::new(reason) });
}

#[test]
fn without_fee_terms_a_price_is_nothing_but_a_part_of_the_hash() {
    let stage = Stage::on(allod_testing::world::config()).with(&[(signer(1), 10)]);
    let look = stage.look(signer(1), signer(1));
    let receipts = stage.block(vec![look.clone(), Transaction { gas_price: u64::MAX, ..look }]);
    assert!(receipts.iter().all(|receipt| receipt.is_success() && receipt.fee.is_none()));
    assert!(receipts.iter().all(|receipt| receipt.gas.intrinsic == 0 && receipt.transfers.is_empty()));
    assert_eq!(receipts[0].gas, receipts[1].gas);
    assert_ne!(receipts[0].hash.0[..24], receipts[1].hash.0[..24]);
}

#[test]
fn a_chain_may_take_gas_for_transactions_and_no_money() {
    let free = FeeTerms { base_price: 0, burned_price: 0, ..terms() };
    let stage = Stage::new(free);
    let receipt = stage.run(stage.look(ALICE, ALICE));
    assert!(receipt.is_success());
    assert_eq!((receipt.gas.intrinsic, paid(&receipt)), (1_240, (0, 0)));
    assert!(receipt.transfers.is_empty());
}
