//! Contracts in the two forms that govm's own examples have, by the import path that they have: what govm's five do, these do.

use allod_core::{Address, Args, Event, ObjectId, Type, Value, args};
use allod_testing::accounts::{ALICE, BOB, CAROL};
use allod_testing::stage::{Example, Stage};
use allod_vm::Receipt;

/// A stage with one of the contracts.
fn stage(name: &'static str) -> Stage {
    let path = format!("{}/tests/contracts/govm/{name}", env!("CARGO_MANIFEST_DIR"));
    Stage::of(&Example::compile(name, &std::fs::read_to_string(path).unwrap()))
}

/// The object that a call returned.
fn object(receipt: &Receipt) -> ObjectId {
    receipt.decode().unwrap()
}

/// Ids as one argument.
fn list(ids: &[ObjectId]) -> Args {
    args![Value::List(Type::ObjectId, ids.iter().map(|id| Value::ObjectId(*id)).collect())]
}

/// `who` calls a function, and an assertion without words of its own keeps it from doing anything.
fn asserts(stage: &Stage, who: Address, function: &str, args: Args) {
    assert_eq!(stage.refuses(who, function, args), "assertion failed");
}

/// The events of a call: each its name and the names of what it tells.
fn told(receipt: &Receipt) -> Vec<String> {
    let event = |event: &Event| {
        let keys: Vec<&str> = event.attributes.iter().map(|(key, _)| key.as_str()).collect();
        format!("{}({})", event.name, keys.join(" "))
    };
    receipt.events.iter().map(event).collect()
}

#[test]
fn the_counter_counts_in_its_default_object() {
    let stage = stage("counter.go");
    stage.refuses(BOB, "Increment", args![1u64]);
    let made = stage.does(ALICE, "Initialize", args![]);
    assert_eq!((made.decode::<i32>().unwrap(), told(&made)), (0, vec!["initialize(contract_address)".to_owned()]));
    for (add, sum) in [(5u64, 5u64), (2, 7), (0, 7)] {
        let receipt = stage.does(BOB, "Increment", args![add]);
        assert_eq!(receipt.decode::<u64>().unwrap(), sum);
        assert_eq!(told(&receipt), ["increment(from add to sender)"]);
        assert_eq!(stage.answers::<u64>("GetCounter", args![]), sum);
    }
    assert_eq!(told(&stage.does(BOB, "Reset", args![])), ["reset(sender)"]);
    assert_eq!(stage.answers::<u64>("GetCounter", args![]), 0);
}

#[test]
fn the_factory_makes_counters_that_belong_to_their_makers() {
    let stage = stage("counter_factory.go");
    let made = stage.does(BOB, "Initialize", args![10u64]);
    assert_eq!(told(&made), ["CounterInitialized(initial_value creator)"]);
    let (first, second) = (object(&made), object(&stage.does(CAROL, "Initialize", args![20u64])));
    assert_eq!((stage.owned_by(BOB), stage.owned_by(CAROL)), (vec![first], vec![second]));
    let counted = stage.does(BOB, "Increment", args![first, 5u64]);
    assert_eq!(told(&counted), ["CounterIncremented(counter_id old_value new_value amount)"]);
    let values = || [first, second].map(|id| stage.answers::<u64>("GetValue", args![id]));
    assert_eq!(values(), [15, 20]);
    asserts(&stage, CAROL, "Increment", args![first, 1u64]);
    asserts(&stage, CAROL, "Reset", args![first]);
    stage.does(CAROL, "Reset", args![second]);
    assert_eq!(values(), [15, 0]);
    stage.refuses(BOB, "GetValue", args![ObjectId([7; 32])]);
}

#[test]
fn the_first_token_pays_with_objects() {
    let stage = stage("token1.go");
    let made = stage.does(ALICE, "InitializeToken", args!["Gold", "GLD", 2u8, 1_000u64]);
    assert_eq!(object(&made), ObjectId::default_of(&stage.contract()));
    assert_eq!(told(&made), ["initialize(id name symbol decimals total_supply owner)"]);
    assert_eq!(stage.answers::<Address>("GetOwner", args![]), ALICE);
    let balance = |of: Address| stage.answers::<u64>("BalanceOf", args![of]);
    let supply = || stage.answers::<(String, String, u8, u64)>("GetTokenInfo", args![]);
    assert_eq!((balance(ALICE), supply()), (1_000, ("Gold".into(), "GLD".into(), 2, 1_000)));

    for amount in [300u64, 200] {
        let paid = stage.does(ALICE, "Transfer", args![BOB, amount]);
        assert_eq!((paid.decode::<bool>().unwrap(), told(&paid)), (true, vec!["transfer(from to amount)".to_owned()]));
    }
    // What somebody has is what the oldest of their objects holds, until they collect the others into one.
    assert_eq!((balance(ALICE), balance(BOB)), (500, 300));
    let coins = stage.owned_by(BOB);
    asserts(&stage, CAROL, "Collect", list(&coins));
    asserts(&stage, BOB, "Collect", list(&coins[..1]));
    stage.does(BOB, "Collect", list(&coins));
    assert_eq!((stage.owned_by(BOB), balance(BOB)), (vec![coins[0]], 500));
    asserts(&stage, BOB, "Transfer", args![CAROL, 501u64]);
    asserts(&stage, BOB, "Transfer", args![CAROL, 0u64]);
    stage.refuses(CAROL, "Transfer", args![BOB, 1u64]);

    asserts(&stage, BOB, "Mint", args![BOB, 1u64]);
    assert_eq!(told(&stage.does(ALICE, "Mint", args![CAROL, 70u64])), ["mint(to amount total_supply)"]);
    assert_eq!((balance(CAROL), supply().3), (70, 1_070));
    asserts(&stage, BOB, "Burn", args![ObjectId::ZERO, 1u64]);
    asserts(&stage, ALICE, "Burn", args![ObjectId::ZERO, 501u64]);
    assert_eq!(told(&stage.does(ALICE, "Burn", args![ObjectId::ZERO, 100u64])), ["burn(from amount total_supply)"]);
    stage.does(ALICE, "Burn", args![stage.owned_by(CAROL)[0], 70u64]);
    assert_eq!((balance(ALICE), balance(CAROL), supply().3), (400, 0, 900));
}

#[test]
fn the_second_token_keeps_balances_as_fields() {
    let stage = stage("token2.go");
    let made = stage.does(ALICE, "InitializeToken", args!["Gold", "GLD", 18u8, 1_000u64]);
    assert_eq!(object(&made), ObjectId::default_of(&stage.contract()));
    let balances = || [ALICE, BOB, CAROL].map(|of| stage.answers::<u64>("BalanceOf", args![of]));
    let supply = || stage.answers::<(String, String, u8, u64)>("GetTokenInfo", args![]);
    assert_eq!((balances(), supply()), ([1_000, 0, 0], ("Gold".into(), "GLD".into(), 18, 1_000)));
    assert_eq!(stage.answers::<Address>("GetOwner", args![]), ALICE);

    assert_eq!(told(&stage.does(ALICE, "Transfer", args![BOB, 600u64])), ["transfer(from to amount)"]);
    stage.does(BOB, "Transfer", args![CAROL, 100u64]);
    stage.does(BOB, "Transfer", args![BOB, 500u64]);
    assert_eq!(balances(), [400, 500, 100]);
    asserts(&stage, ALICE, "Transfer", args![BOB, 401u64]);
    asserts(&stage, ALICE, "Transfer", args![BOB, 0u64]);

    asserts(&stage, BOB, "Mint", args![BOB, 1u64]);
    asserts(&stage, BOB, "Burn", args![1u64]);
    assert_eq!(told(&stage.does(ALICE, "Mint", args![CAROL, 50u64])), ["mint(to amount total_supply)"]);
    assert_eq!(told(&stage.does(ALICE, "Burn", args![400u64])), ["burn(from amount total_supply)"]);
    asserts(&stage, ALICE, "Burn", args![1u64]);
    assert_eq!((balances(), supply().3), ([0, 500, 150], 650));
    // A field for each holder, by the address as text.
    let fields = stage.object(object(&made)).unwrap().fields;
    assert!(fields.iter().any(|(name, _)| *name == format!("balance_{BOB}")), "{fields:?}");
}

#[test]
fn the_collection_mints_pieces_that_their_holders_give_away_and_burn() {
    let stage = stage("nft.go");
    stage.does(ALICE, "InitializeNFT", args!["Stones", "STN"]);
    let info = || stage.answers::<(String, String, u64)>("GetNFTInfo", args![]);
    assert_eq!((info(), stage.answers::<Address>("GetOwner", args![])), (("Stones".into(), "STN".into(), 0), ALICE));
    asserts(&stage, BOB, "Mint", args![BOB, "ipfs://none"]);
    let minted = stage.does(ALICE, "Mint", args![BOB, "ipfs://one"]);
    assert_eq!(told(&minted), ["mint(to token_id token_uri)"]);
    let (first, second) = (object(&minted), object(&stage.does(ALICE, "Mint", args![BOB, "ipfs://two"])));
    let holder = |piece: ObjectId| stage.answers::<Address>("OwnerOf", args![piece]);
    assert_eq!((holder(first), stage.answers::<String>("TokenURI", args![second])), (BOB, "ipfs://two".to_owned()));

    asserts(&stage, CAROL, "Transfer", args![BOB, CAROL, first]);
    asserts(&stage, BOB, "Transfer", args![CAROL, BOB, first]);
    assert_eq!(told(&stage.does(BOB, "Transfer", args![BOB, CAROL, first])), ["transfer(from to token_id)"]);
    assert_eq!((holder(first), holder(second)), (CAROL, BOB));

    asserts(&stage, BOB, "Burn", args![first]);
    assert_eq!(told(&stage.does(CAROL, "Burn", args![first])), ["burn(from token_id)"]);
    assert_eq!((stage.object(first).is_none(), info().2), (true, 1));
    stage.refuses(BOB, "OwnerOf", args![first]);
}
