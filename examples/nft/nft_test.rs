//! One of a kind: a token has one holder, and only they hand it on.

use allod_core::{Address, ObjectId, Value, args};
use allod_testing::accounts::{ALICE, BOB, CAROL};
use allod_testing::stage::{Example, Stage};
use std::sync::LazyLock;

static NFT: LazyLock<Example> = LazyLock::new(|| Example::compile("nft.go", include_str!("nft.go")));

/// A stage where Alice has a collection.
fn collection() -> Stage {
    let stage = Stage::of(&NFT);
    stage.does(ALICE, "InitializeNFT", args!["Deeds", "DEED"]);
    stage
}

fn mint(stage: &Stage, to: Address, uri: &str) -> ObjectId {
    stage.does(ALICE, "Mint", args![to, uri]).decode().unwrap()
}

fn supply(stage: &Stage) -> u64 {
    stage.answers::<(String, String, u64)>("GetNFTInfo", args![]).2
}

#[test]
fn a_minted_token_has_a_holder_and_a_description() {
    let stage = collection();
    let deed = mint(&stage, BOB, "ipfs://deed/1");
    assert_eq!(stage.answers::<Address>("OwnerOf", args![deed]), BOB);
    assert_eq!(stage.answers::<String>("TokenURI", args![deed]), "ipfs://deed/1");
    assert_eq!(stage.owned_by(BOB), [deed], "the holder owns the object itself");
    let info: (String, String, u64) = stage.answers("GetNFTInfo", args![]);
    assert_eq!(info, ("Deeds".into(), "DEED".into(), 1));
    assert_eq!(stage.answers::<Address>("GetOwner", args![]), ALICE);
}

#[test]
fn two_tokens_of_one_description_are_two() {
    let stage = collection();
    let (one, other) = (mint(&stage, BOB, "x"), mint(&stage, BOB, "x"));
    assert_ne!(one, other);
    assert_eq!(supply(&stage), 2);
}

#[test]
fn only_the_collections_owner_mints() {
    let stage = collection();
    assert!(stage.refuses(BOB, "Mint", args![BOB, "x"]).contains("only the owner"));
    assert!(stage.refuses(BOB, "InitializeNFT", args!["Mine", "M"]).contains("already initialized"));
    assert_eq!(supply(&stage), 0);
}

#[test]
fn nothing_is_minted_before_there_is_a_collection() {
    let stage = Stage::of(&NFT);
    assert!(stage.refuses(ALICE, "Mint", args![BOB, "x"]).contains("not initialized"));
    assert!(stage.refuses(ALICE, "GetNFTInfo", args![]).contains("not initialized"));
}

#[test]
fn the_holder_hands_a_token_on_and_then_holds_it_no_more() {
    let stage = collection();
    let deed = mint(&stage, BOB, "x");
    stage.does(BOB, "Transfer", args![CAROL, deed]);
    assert_eq!(stage.answers::<Address>("OwnerOf", args![deed]), CAROL);
    assert_eq!((stage.owned_by(BOB), stage.owned_by(CAROL)), (vec![], vec![deed]));
    stage.refuses(BOB, "Transfer", args![BOB, deed]);
    stage.does(CAROL, "Transfer", args![BOB, deed]);
}

#[test]
fn a_stranger_can_neither_move_nor_burn_a_token_and_nor_can_the_collections_owner() {
    let stage = collection();
    let deed = mint(&stage, BOB, "x");
    for who in [ALICE, CAROL] {
        assert!(stage.refuses(who, "Transfer", args![who, deed]).contains("consent"));
        assert!(stage.refuses(who, "Burn", args![deed]).contains("consent"));
    }
    assert_eq!(stage.answers::<Address>("OwnerOf", args![deed]), BOB);
}

#[test]
fn a_burnt_token_is_gone() {
    let stage = collection();
    let deed = mint(&stage, BOB, "x");
    let receipt = stage.does(BOB, "Burn", args![deed]);
    assert!(receipt.gas.refunded > 0, "deleting gives gas back");
    assert!(stage.object(deed).is_none());
    assert_eq!(supply(&stage), 0);
    for function in ["OwnerOf", "TokenURI", "Burn"] {
        assert!(stage.refuses(BOB, function, args![deed]).contains("no such token"));
    }
}

#[test]
fn the_collection_itself_is_no_token() {
    let stage = collection();
    for id in [ObjectId::ZERO, ObjectId::default_of(&stage.contract())] {
        assert!(stage.refuses(ALICE, "Burn", args![id]).contains("no such token"));
        assert!(stage.refuses(ALICE, "Transfer", args![BOB, id]).contains("no such token"));
        assert!(stage.refuses(ALICE, "OwnerOf", args![id]).contains("no such token"));
    }
}

#[test]
fn a_token_of_another_collection_is_none_of_this_one() {
    let stage = collection();
    let deed = mint(&stage, BOB, "x");
    let other = stage.deploy(&NFT);
    let options = allod_vm::ExecuteOptions { from: BOB, ..Default::default() };
    let receipt = stage.call_on(other, "Transfer", args![CAROL, deed], options);
    assert!(receipt.status.to_string().contains("no such token"), "{}", receipt.status);
    assert_eq!(stage.answers::<Address>("OwnerOf", args![deed]), BOB);
}

#[test]
fn a_token_is_never_lost_to_nobody() {
    let stage = collection();
    assert!(stage.refuses(ALICE, "Mint", args![Address::ZERO, "x"]).contains("zero address"));
    let deed = mint(&stage, BOB, "x");
    assert!(stage.refuses(BOB, "Transfer", args![Address::ZERO, deed]).contains("zero address"));
}

#[test]
fn its_life_can_be_read_in_the_events() {
    let stage = collection();
    let minted = stage.does(ALICE, "Mint", args![BOB, "x"]);
    let deed: ObjectId = minted.decode().unwrap();
    let moved = stage.does(BOB, "Transfer", args![CAROL, deed]);
    let burnt = stage.does(CAROL, "Burn", args![deed]);
    let names: Vec<_> = [&minted, &moved, &burnt].iter().flat_map(|r| &r.events).map(|e| e.name.as_str()).collect();
    assert_eq!(names, ["Mint", "Transfer", "Burn"]);
    let wanted = [("from", Value::Address(BOB)), ("to", Value::Address(CAROL)), ("token_id", Value::ObjectId(deed))];
    assert_eq!(moved.events[0].attributes, wanted.map(|(key, value)| (key.into(), value)));
}

#[test]
fn the_same_transfer_uses_the_same_gas() {
    let gas = || {
        let stage = collection();
        let deed = mint(&stage, BOB, "ipfs://deed/1");
        stage.does(BOB, "Transfer", args![CAROL, deed]).gas.used
    };
    assert_eq!(gas(), gas());
}
