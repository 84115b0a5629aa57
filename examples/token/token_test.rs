//! A token of coins: nothing is made or lost but by Mint and Burn, and nobody spends what is not theirs.

use allod_core::{Address, ObjectId, Value, args};
use allod_testing::accounts::{ALICE, BOB, CAROL, CAST};
use allod_testing::rng::SplitMix64;
use allod_testing::stage::{Example, Stage};
use allod_vm::{DEFAULT_ACCOUNT, Engine, EngineConfig, ExecuteOptions, Receipt};
use std::sync::LazyLock;

static TOKEN: LazyLock<Example> = LazyLock::new(|| Example::compile("token.go", include_str!("token.go")));

/// A stage where Alice has issued 1,000.
fn issued() -> Stage {
    let stage = Stage::of(&TOKEN);
    stage.does(ALICE, "InitializeToken", args!["Allod", "ALD", 2u8, 1000u64]);
    stage
}

fn balance(stage: &Stage, of: Address) -> u64 {
    stage.answers("BalanceOf", args![of])
}

fn supply(stage: &Stage) -> u64 {
    stage.answers::<(String, String, u8, u64)>("GetTokenInfo", args![]).3
}

/// What each coin of `owner` holds, oldest first, as the store has it.
fn coins(stage: &Stage, owner: Address) -> Vec<u64> {
    let amount = |id: ObjectId| match stage.object(id).unwrap().fields.as_slice() {
        [(field, Value::U64(amount))] if field == "amount" => *amount,
        other => panic!("no coin: {other:?}"),
    };
    stage.owned_by(owner).into_iter().map(amount).collect()
}

/// Calls and deploys that name no signer are signed by an account that can hold what it is given.
#[test]
fn a_program_that_names_nobody_holds_the_supply_and_pays_others_from_it() {
    let engine = Engine::open(EngineConfig::default()).unwrap();
    let token = engine.deploy(TOKEN.module()).unwrap().address;
    let does = |receipt: Receipt| assert!(receipt.is_success(), "{}", receipt.status);
    does(engine.execute_with_args(token, "InitializeToken", args!["Allod", "ALD", 2u8, 1000u64]).unwrap());
    does(engine.execute_with_args(token, "Transfer", args![ALICE, 400u64]).unwrap());
    does(engine.as_account(ALICE).execute_with_args(token, "Transfer", args![BOB, 100u64]).unwrap());
    let poor = engine.as_account(CAROL).execute_with_args(token, "Transfer", args![BOB, 1u64]).unwrap();
    assert!(!poor.is_success());
    let balance = |of: Address| {
        let options = ExecuteOptions::default();
        engine.as_account(of).query(token, "BalanceOf", args![of], options).unwrap().decode::<u64>().unwrap()
    };
    assert_eq!([DEFAULT_ACCOUNT, ALICE, BOB, CAROL].map(balance), [600, 300, 100, 0]);
}

#[test]
fn the_whole_supply_begins_with_who_initialized() {
    let stage = issued();
    let info: (String, String, u8, u64) = stage.answers("GetTokenInfo", args![]);
    assert_eq!(info, ("Allod".into(), "ALD".into(), 2, 1000));
    assert_eq!(stage.answers::<Address>("GetOwner", args![]), ALICE);
    assert_eq!(CAST.map(|who| balance(&stage, who)), [1000, 0, 0]);
}

#[test]
fn it_can_be_initialized_once_only() {
    let stage = issued();
    for who in [ALICE, BOB] {
        assert!(stage.refuses(who, "InitializeToken", args!["X", "X", 0u8, 1u64]).contains("already initialized"));
    }
    assert_eq!(supply(&stage), 1000);
}

#[test]
fn nothing_works_before_it_is_initialized() {
    let stage = Stage::of(&TOKEN);
    for function in ["GetTokenInfo", "GetOwner"] {
        assert!(stage.refuses(ALICE, function, args![]).contains("not initialized"));
    }
    assert!(stage.refuses(ALICE, "Mint", args![ALICE, 1u64]).contains("not initialized"));
    assert!(stage.refuses(ALICE, "Transfer", args![BOB, 1u64]).contains("insufficient balance"));
    assert_eq!(balance(&stage, ALICE), 0);
}

#[test]
fn each_payment_arrives_as_a_coin_of_the_receiver() {
    let stage = issued();
    stage.does(ALICE, "Transfer", args![BOB, 300u64]);
    stage.does(ALICE, "Transfer", args![BOB, 50u64]);
    assert_eq!(CAST.map(|who| balance(&stage, who)), [650, 350, 0]);
    assert_eq!(coins(&stage, ALICE), [650]);
    assert_eq!(coins(&stage, BOB), [300, 50]);
}

#[test]
fn paying_takes_the_oldest_coins_first_and_deletes_what_it_empties() {
    let stage = issued();
    for amount in [100u64, 20, 3] {
        stage.does(ALICE, "Transfer", args![BOB, amount]);
    }
    let receipt = stage.does(BOB, "Transfer", args![CAROL, 110u64]);
    assert_eq!(coins(&stage, BOB), [10, 3]);
    assert_eq!(coins(&stage, CAROL), [110]);
    assert!(receipt.gas.refunded > 0, "deleting gives gas back");
    stage.does(BOB, "Transfer", args![CAROL, 13u64]);
    assert_eq!(stage.owned_by(BOB), []);
    assert_eq!(balance(&stage, BOB), 0);
}

#[test]
fn more_than_one_has_is_refused_and_changes_nothing() {
    let stage = issued();
    stage.does(ALICE, "Transfer", args![BOB, 5u64]);
    for (who, amount) in [(BOB, 6), (CAROL, 1), (ALICE, u64::MAX)] {
        assert!(stage.refuses(who, "Transfer", args![ALICE, amount]).contains("insufficient balance"));
        assert!(stage.refuses(who, "Burn", args![amount]).contains("insufficient balance"));
    }
    assert_eq!(CAST.map(|who| balance(&stage, who)), [995, 5, 0]);
}

#[test]
fn nothing_is_paid_to_nobody_and_nothing_is_no_payment() {
    let stage = issued();
    assert!(stage.refuses(ALICE, "Transfer", args![Address::ZERO, 1u64]).contains("zero address"));
    assert!(stage.refuses(ALICE, "Mint", args![Address::ZERO, 1u64]).contains("zero address"));
    assert!(stage.refuses(ALICE, "Transfer", args![BOB, 0u64]).contains("must not be zero"));
}

#[test]
fn paying_oneself_changes_no_balance() {
    let stage = issued();
    stage.does(ALICE, "Transfer", args![ALICE, 400u64]);
    assert_eq!(balance(&stage, ALICE), 1000);
    assert_eq!(coins(&stage, ALICE), [600, 400]);
}

#[test]
fn only_the_owner_mints_and_never_above_64_bits() {
    let stage = issued();
    assert!(stage.refuses(BOB, "Mint", args![BOB, 1u64]).contains("only the owner"));
    stage.does(ALICE, "Mint", args![BOB, 7u64]);
    assert_eq!((supply(&stage), balance(&stage, BOB)), (1007, 7));
    assert!(stage.refuses(ALICE, "Mint", args![ALICE, u64::MAX]).contains("supply overflow"));
}

#[test]
fn a_holder_burns_their_own() {
    let stage = issued();
    stage.does(ALICE, "Transfer", args![BOB, 10u64]);
    stage.does(BOB, "Burn", args![4u64]);
    assert_eq!((supply(&stage), balance(&stage, BOB)), (996, 6));
}

#[test]
fn collecting_melts_coins_and_keeps_the_balance() {
    let stage = issued();
    for amount in [1u64, 2, 4] {
        stage.does(ALICE, "Transfer", args![BOB, amount]);
    }
    let ids: Vec<Value> = stage.owned_by(BOB).into_iter().map(Value::ObjectId).collect();
    let list = |ids: &[Value]| args![Value::List(allod_core::Type::ObjectId, ids.to_vec())];

    assert!(stage.refuses(CAROL, "Collect", list(&ids)).contains("not your coin"));
    assert!(stage.refuses(BOB, "Collect", list(&ids[..1])).contains("at least two"));
    assert!(stage.refuses(BOB, "Collect", list(&[ids[0].clone(), ids[0].clone()])).contains("same coin twice"));
    let thrice = [ids[0].clone(), ids[1].clone(), ids[1].clone()];
    stage.refuses(BOB, "Collect", list(&thrice));

    stage.does(BOB, "Collect", list(&[ids[0].clone(), ids[2].clone()]));
    assert_eq!(coins(&stage, BOB), [5, 2]);
    assert_eq!(balance(&stage, BOB), 7);
    stage.does(BOB, "Transfer", args![ALICE, 7u64]);
    assert_eq!(balance(&stage, BOB), 0);
}

#[test]
fn a_transfer_logs_from_to_and_amount() {
    let stage = issued();
    let receipt = stage.does(ALICE, "Transfer", args![BOB, 3u64]);
    let [event] = receipt.events.as_slice() else { panic!("one event is wanted: {:?}", receipt.events) };
    assert_eq!(event.name, "Transfer");
    let wanted = [("from", Value::Address(ALICE)), ("to", Value::Address(BOB)), ("amount", Value::U64(3))];
    assert_eq!(event.attributes, wanted.map(|(key, value)| (key.into(), value)));
}

#[test]
fn coins_balances_and_supply_agree_through_any_walk() {
    let stage = issued();
    let mut dice = SplitMix64::new(0xa110d);
    let mut expected = (1000u64, [1000u64, 0, 0]);
    for _ in 0..120 {
        let (from, to) = (dice.below(3) as usize, dice.below(3) as usize);
        // One walk in six asks for more than there is.
        let amount = 1 + dice.below(expected.1[from] + expected.1[from] / 5 + 1);
        let enough = amount <= expected.1[from];
        let receipt = match dice.below(8) {
            0 => stage.call(CAST[from], "Mint", args![CAST[to], amount]),
            1 => stage.call(CAST[from], "Burn", args![amount]),
            _ => stage.call(CAST[from], "Transfer", args![CAST[to], amount]),
        };
        let allowed = if receipt.function == "Mint" { CAST[from] == ALICE } else { enough };
        assert_eq!(receipt.is_success(), allowed, "{}: {}", receipt.function, receipt.status);
        let (total, held) = &mut expected;
        match (allowed, receipt.function.as_str()) {
            (false, _) => {}
            (true, "Mint") => (*total, held[to]) = (*total + amount, held[to] + amount),
            (true, "Burn") => (*total, held[from]) = (*total - amount, held[from] - amount),
            (true, _) => {
                held[from] -= amount;
                held[to] += amount;
            }
        }
        let lying = CAST.map(|who| coins(&stage, who).iter().sum::<u64>());
        assert_eq!(lying, expected.1, "the coins are what the story says");
        assert_eq!(CAST.map(|who| balance(&stage, who)), expected.1, "and so are the balances");
        assert_eq!((supply(&stage), lying.iter().sum()), (expected.0, expected.0), "and all of them the supply");
    }
}

#[test]
fn the_same_payment_uses_the_same_gas() {
    let [one, other] = [issued(), issued()];
    for _ in 0..3 {
        let gas = |stage: &Stage| stage.does(ALICE, "Transfer", args![BOB, 3u64]).gas.used;
        assert_eq!(gas(&one), gas(&other));
    }
}
