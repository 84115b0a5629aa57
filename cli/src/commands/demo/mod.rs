//! `allod demo`: a short story with contracts written in Go, on a RocksDB store that is thrown away.

mod stage;

use crate::failure::{Exit, Failure};
use crate::screen::Screen;
use allod_core::{Address, ObjectId, args};
use stage::{Ending, Stage};

const COUNTER: &str = include_str!("../../../../examples/counter/counter.go");
const TOKEN: &str = include_str!("../../../../examples/token/token.go");
const NFT: &str = include_str!("../../../../examples/nft/nft.go");
const MARKET: &str = include_str!("../../../../examples/market/market.go");

/// Price that the deed is sold for.
const PRICE: u64 = 100;

pub(crate) fn run(screen: &Screen) -> Result<Exit, Failure> {
    let mut stage = Stage::set(screen)?;
    let (alice, bob) = (stage.account("alice"), stage.account("bob"));
    stage.account("carol");
    counter(&mut stage)?;
    token(&mut stage, bob)?;
    market(&mut stage, alice, bob)?;
    stage.close()?;
    Ok(Exit::Done)
}

/// Calls, a query, a stranger who is refused, and a call that runs out of gas.
fn counter(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.chapter("A counter: calls, events, gas")?;
    stage.deploy("alice", "counter", COUNTER)?;
    stage.call("alice", "counter", "Initialize", args![], Ending::Success)?;
    stage.call("alice", "counter", "Increment", args![5u64], Ending::Success)?;
    let bobs = stage.call("bob", "counter", "Increment", args! { value: 2u64 }, Ending::Success)?;
    stage.say("A query may only read. Five and two:")?;
    stage.query("bob", "counter", "GetCounter", args![])?;
    stage.say("Reset is for the counter's owner. Bob is refused, and nothing changes:")?;
    stage.call("bob", "counter", "Reset", args![], Ending::Failure)?;
    stage.say("One gas less than it took Bob: the call ends at its last step, and all it did is undone:")?;
    stage.limit(bobs.gas.used - 1);
    stage.call("alice", "counter", "Increment", args![1u64], Ending::Failure)?;
    stage.query("bob", "counter", "GetCounter", args![])
}

/// Balances that are objects of their holders.
fn token(stage: &mut Stage<'_>, bob: Address) -> Result<(), Failure> {
    stage.chapter("A token: balances are objects of their holders")?;
    stage.deploy("alice", "token", TOKEN)?;
    let supply = args!["Gold", "GLD", 2u8, 1_000u64];
    stage.call("alice", "token", "InitializeToken", supply, Ending::Success)?;
    stage.call("alice", "token", "Transfer", args![bob, 250u64], Ending::Success)?;
    stage.query("bob", "token", "BalanceOf", args![bob])?;
    stage.say("Bob cannot pay what he does not have:")?;
    stage.call("bob", "token", "Transfer", args![bob, 251u64], Ending::Failure)?;
    Ok(())
}

/// Contracts that call each other, an owner's consent, and money.
fn market(stage: &mut Stage<'_>, alice: Address, bob: Address) -> Result<(), Failure> {
    stage.chapter("An NFT and a market: contracts that call each other")?;
    let nft = stage.deploy("alice", "nft", NFT)?;
    stage.deploy("carol", "market", MARKET)?;
    stage.call("alice", "nft", "InitializeNFT", args!["Deeds", "DEED"], Ending::Success)?;
    let deed: ObjectId = stage.call("alice", "nft", "Mint", args![bob, "deed:1"], Ending::Success)?.decode()?;

    stage.say("The deed is Bob's. The host does not move it for Alice, whose collection it is:")?;
    stage.call("alice", "nft", "Transfer", args![alice, deed], Ending::Failure)?;
    stage.say("Bob offers it on Carol's market, which calls the NFT. He has not brought the deed along:")?;
    stage.call("bob", "market", "Sell", args![nft, deed, PRICE], Ending::Failure)?;
    stage.say("Now he brings it, so the market may move this one object of his:")?;
    stage.bring(deed);
    let offer: ObjectId = stage.call("bob", "market", "Sell", args![nft, deed, PRICE], Ending::Success)?.decode()?;

    stage.say(format_args!("Alice has {PRICE} and pays with it. Deed and money change hands in one call:"))?;
    stage.fund("alice", PRICE)?;
    stage.pay(PRICE);
    stage.call("alice", "market", "Buy", args![offer], Ending::Success)?;
    stage.query("bob", "nft", "OwnerOf", args![deed])?;
    stage.balance("bob")
}
