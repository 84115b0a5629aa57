//! A market takes what its user brought, and nothing else of theirs.

use allod_core::{Address, Args, ObjectId, args};
use allod_testing::accounts::{ALICE, BOB, CAROL};
use allod_testing::stage::{Example, Stage};
use allod_vm::{ExecuteOptions, Receipt};
use std::sync::LazyLock;

static MARKET: LazyLock<Example> = LazyLock::new(|| Example::compile("market.go", include_str!("market.go")));
static NFT: LazyLock<Example> = LazyLock::new(|| Example::compile("nft.go", include_str!("../nft/nft.go")));

/// A collection, the market beside it, and a deed that Bob holds.
struct Fair {
    stage: Stage,
    market: Address,
    deed: ObjectId,
}

impl Fair {
    fn open() -> Self {
        let stage = Stage::of(&NFT);
        stage.does(ALICE, "InitializeNFT", args!["Deeds", "DEED"]);
        let deed = stage.does(ALICE, "Mint", args![BOB, "ipfs://deed/1"]).decode().unwrap();
        let market = stage.deploy(&MARKET);
        stage.engine().fund(CAROL, 1000).unwrap();
        Self { stage, market, deed }
    }

    fn call(&self, function: &str, args: Args, options: ExecuteOptions) -> Receipt {
        self.stage.call_on(self.market, function, args, options)
    }

    /// Bob offers the deed for 100 and brings `objects` along.
    fn sell(&self, objects: Vec<ObjectId>) -> Receipt {
        let args = args![self.stage.contract(), self.deed, 100u64];
        self.call("Sell", args, ExecuteOptions { from: BOB, objects, ..Default::default() })
    }

    fn buy(&self, offer: ObjectId, value: u64) -> Receipt {
        self.call("Buy", args![offer], ExecuteOptions { from: CAROL, value, ..Default::default() })
    }

    fn holder(&self) -> Address {
        self.stage.answers("OwnerOf", args![self.deed])
    }

    fn money(&self) -> [u64; 3] {
        [BOB, CAROL, self.market].map(|who| self.stage.engine().balance(who).unwrap())
    }
}

#[test]
fn token_and_money_change_hands_together() {
    let fair = Fair::open();
    let sold = fair.sell(vec![fair.deed]);
    assert!(sold.is_success(), "{}", sold.status);
    assert_eq!(fair.holder(), fair.market, "in custody");

    let bought = fair.buy(sold.decode().unwrap(), 100);
    assert!(bought.is_success(), "{}", bought.status);
    assert_eq!(fair.holder(), CAROL);
    assert_eq!(fair.money(), [100, 900, 0]);
    let names: Vec<_> = bought.events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names, ["Transfer", "Buy"], "the collection's event and the market's, in order");
}

#[test]
fn a_token_that_was_not_brought_along_stays_where_it_is() {
    let fair = Fair::open();
    let receipt = fair.sell(vec![]);
    assert!(receipt.status.to_string().contains("consent"), "{}", receipt.status);
    assert_eq!(fair.holder(), BOB);
}

#[test]
fn a_stranger_can_bring_along_what_they_like() {
    let fair = Fair::open();
    let args = args![fair.stage.contract(), fair.deed, 1u64];
    let receipt =
        fair.call("Sell", args, ExecuteOptions { from: CAROL, objects: vec![fair.deed], ..Default::default() });
    assert!(!receipt.is_success());
    assert_eq!(fair.holder(), BOB);
}

#[test]
fn too_little_money_buys_nothing_and_is_not_taken() {
    let fair = Fair::open();
    let offer = fair.sell(vec![fair.deed]).decode().unwrap();
    for value in [0, 99] {
        assert!(!fair.buy(offer, value).is_success());
    }
    assert_eq!((fair.holder(), fair.money()), (fair.market, [0, 1000, 0]));
}

#[test]
fn more_money_than_the_price_stays_with_the_buyer() {
    let fair = Fair::open();
    let offer = fair.sell(vec![fair.deed]).decode().unwrap();
    assert!(fair.buy(offer, 500).is_success());
    assert_eq!(fair.money(), [100, 900, 0]);
}

#[test]
fn an_offer_is_taken_once() {
    let fair = Fair::open();
    let offer = fair.sell(vec![fair.deed]).decode().unwrap();
    assert!(fair.buy(offer, 100).is_success());
    let again = fair.buy(offer, 100);
    assert!(again.status.to_string().contains("no such offer"), "{}", again.status);
    assert_eq!(fair.money(), [100, 900, 0]);
}

#[test]
fn only_the_seller_withdraws() {
    let fair = Fair::open();
    let offer: ObjectId = fair.sell(vec![fair.deed]).decode().unwrap();
    let withdraw = |from| fair.call("Withdraw", args![offer], ExecuteOptions { from, ..Default::default() });
    assert!(withdraw(CAROL).status.to_string().contains("only the seller"));
    assert_eq!(fair.holder(), fair.market);
    assert!(withdraw(BOB).is_success());
    assert_eq!(fair.holder(), BOB);
}

#[test]
fn an_offer_can_be_read() {
    let fair = Fair::open();
    let offer: ObjectId = fair.sell(vec![fair.deed]).decode().unwrap();
    let options = ExecuteOptions::default();
    let receipt = fair.stage.engine().query(fair.market, "GetOffer", args![offer], options).unwrap();
    let told: (Address, ObjectId, u64, Address) = receipt.decode().unwrap();
    assert_eq!(told, (fair.stage.contract(), fair.deed, 100, BOB));
}
