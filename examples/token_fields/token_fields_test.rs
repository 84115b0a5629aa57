//! A token of ledger entries: the same promises as the token of coins, kept with fields.

use allod_core::{Address, Value, args};
use allod_testing::accounts::{ALICE, BOB, CAROL, CAST};
use allod_testing::rng::SplitMix64;
use allod_testing::stage::{Example, Stage};
use std::sync::LazyLock;

static TOKEN: LazyLock<Example> =
    LazyLock::new(|| Example::compile("token_fields.go", include_str!("token_fields.go")));

/// A stage where Alice has issued 1,000.
fn issued() -> Stage {
    let stage = Stage::of(&TOKEN);
    stage.does(ALICE, "InitializeToken", args!["Allod", "ALD", 2u8, 1000u64]);
    stage
}

fn balances(stage: &Stage) -> [u64; 3] {
    CAST.map(|who| stage.answers("BalanceOf", args![who]))
}

fn supply(stage: &Stage) -> u64 {
    stage.answers::<(String, String, u8, u64)>("GetTokenInfo", args![]).3
}

#[test]
fn the_whole_supply_begins_with_who_initialized() {
    let stage = issued();
    let info: (String, String, u8, u64) = stage.answers("GetTokenInfo", args![]);
    assert_eq!(info, ("Allod".into(), "ALD".into(), 2, 1000));
    assert_eq!(stage.answers::<Address>("GetOwner", args![]), ALICE);
    assert_eq!(balances(&stage), [1000, 0, 0]);
}

#[test]
fn payments_move_what_they_say() {
    let stage = issued();
    stage.does(ALICE, "Transfer", args![BOB, 300u64]);
    stage.does(BOB, "Transfer", args![CAROL, 100u64]);
    stage.does(CAROL, "Transfer", args![CAROL, 100u64]);
    assert_eq!(balances(&stage), [700, 200, 100]);
}

#[test]
fn more_than_one_has_is_refused_and_changes_nothing() {
    let stage = issued();
    assert!(stage.refuses(BOB, "Transfer", args![CAROL, 1u64]).contains("insufficient balance"));
    assert!(stage.refuses(ALICE, "Transfer", args![BOB, 1001u64]).contains("insufficient balance"));
    assert!(stage.refuses(ALICE, "Burn", args![1001u64]).contains("insufficient balance"));
    assert!(stage.refuses(ALICE, "Transfer", args![Address::ZERO, 1u64]).contains("zero address"));
    assert!(stage.refuses(ALICE, "Transfer", args![BOB, 0u64]).contains("must not be zero"));
}

#[test]
fn only_the_owner_mints_and_it_has_one_owner() {
    let stage = issued();
    assert!(stage.refuses(BOB, "Mint", args![BOB, 1u64]).contains("only the owner"));
    assert!(stage.refuses(BOB, "InitializeToken", args!["X", "X", 0u8, 1u64]).contains("already initialized"));
    assert!(stage.refuses(ALICE, "Mint", args![BOB, u64::MAX]).contains("supply overflow"));
    stage.does(ALICE, "Mint", args![BOB, 5u64]);
    stage.does(BOB, "Burn", args![2u64]);
    assert_eq!((supply(&stage), balances(&stage)), (1003, [1000, 3, 0]));
}

#[test]
fn nothing_works_before_it_is_initialized() {
    let stage = Stage::of(&TOKEN);
    for function in ["GetTokenInfo", "GetOwner"] {
        assert!(stage.refuses(ALICE, function, args![]).contains("not initialized"));
    }
    assert!(stage.refuses(ALICE, "Transfer", args![BOB, 1u64]).contains("not initialized"));
}

#[test]
fn balances_and_supply_agree_through_any_walk() {
    let stage = issued();
    let mut dice = SplitMix64::new(0x1ed6e5);
    let mut held = [1000u64, 0, 0];
    for _ in 0..100 {
        let (from, to) = (dice.below(3) as usize, dice.below(3) as usize);
        // One walk in six asks for more than there is.
        let amount = 1 + dice.below(held[from] + held[from] / 5 + 1);
        let receipt = stage.call(CAST[from], "Transfer", args![CAST[to], amount]);
        assert_eq!(receipt.is_success(), amount <= held[from], "{}", receipt.status);
        if receipt.is_success() {
            held[from] -= amount;
            held[to] += amount;
        }
        assert_eq!(balances(&stage), held);
        assert_eq!(held.iter().sum::<u64>(), supply(&stage));
    }
}

#[test]
fn a_burn_logs_what_is_left() {
    let stage = issued();
    let receipt = stage.does(ALICE, "Burn", args![1u64]);
    let left = receipt.events[0].attributes.iter().find(|(key, _)| key == "total_supply");
    assert_eq!(left.map(|(_, value)| value), Some(&Value::U64(999)));
}
