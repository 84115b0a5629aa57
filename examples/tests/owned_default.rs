//! A token in the form that contracts of govm have: the default object describes it and belongs to who issued it,
//! each payment is an object of its own, and `GetObjectWithOwner` finds somebody's balance. It never finds the
//! default object, which has the zero id as its own way in.

use allod_core::{Address, ObjectId, Type, Value, args};
use allod_testing::accounts::{ALICE, BOB, CAROL};
use allod_testing::stage::{Example, Stage};
use std::sync::LazyLock;

const SOURCE: &str = r#"package coins

import "github.com/govm-net/vm/core"

func InitializeToken(ctx core.Context, name string, supply uint64) core.ObjectID {
	about, err := ctx.GetObject(core.ZeroObjectID)
	core.Assert(err)
	core.Assert(about.Set("name", name))
	core.Assert(about.Set("total_supply", supply))
	about.SetOwner(ctx.Sender())

	pay(ctx, ctx.Sender(), supply)
	ctx.Log("initialize", "id", about.ID(), "owner", ctx.Sender())
	return about.ID()
}

func GetTokenInfo(ctx core.Context) (name string, supply uint64) {
	about, err := ctx.GetObject(core.ObjectID{})
	core.Assert(err)
	core.Assert(about.Get("name", &name))
	core.Assert(about.Get("total_supply", &supply))
	return name, supply
}

func GetOwner(ctx core.Context) core.Address {
	about, err := ctx.GetObject(core.ZeroObjectID)
	core.Assert(err)
	return about.Owner()
}

func BalanceOf(ctx core.Context, owner core.Address) uint64 {
	return amount(ctx, owner)
}

func Transfer(ctx core.Context, to core.Address, sum uint64) bool {
	take(ctx, sum)
	pay(ctx, to, sum)
	ctx.Log("transfer", "from", ctx.Sender(), "to", to, "amount", sum)
	return true
}

func Mint(ctx core.Context, to core.Address, sum uint64) bool {
	about, err := ctx.GetObject(core.ZeroObjectID)
	core.Assert(err)
	core.Assert(about.Owner() == ctx.Sender(), "only the owner may mint")
	var supply uint64
	core.Assert(about.Get("total_supply", &supply))
	core.Assert(about.Set("total_supply", supply+sum))
	pay(ctx, to, sum)
	return true
}

func Burn(ctx core.Context, sum uint64) bool {
	about, err := ctx.GetObject(core.ZeroObjectID)
	core.Assert(err)
	core.Assert(about.Owner() == ctx.Sender(), "only the owner may burn")
	var supply uint64
	core.Assert(about.Get("total_supply", &supply))
	core.Assert(about.Set("total_supply", supply-sum))
	take(ctx, sum)
	return true
}

func Collect(ctx core.Context, ids []core.ObjectID) bool {
	core.Assert(len(ids) > 1)
	var sum uint64
	for _, id := range ids {
		coin, err := ctx.GetObject(id)
		core.Assert(err)
		core.Assert(coin.Owner() == ctx.Sender())
		var held uint64
		core.Assert(coin.Get("amount", &held))
		sum += held
	}
	for _, id := range ids[1:] {
		ctx.DeleteObject(id)
	}
	first, err := ctx.GetObject(ids[0])
	core.Assert(err)
	core.Assert(first.Set("amount", sum))
	return true
}

func amount(ctx core.Context, owner core.Address) (held uint64) {
	coin, err := ctx.GetObjectWithOwner(owner)
	core.Assert(err)
	core.Assert(coin.Get("amount", &held))
	return held
}

func take(ctx core.Context, sum uint64) {
	coin, err := ctx.GetObjectWithOwner(ctx.Sender())
	core.Assert(err)
	held := amount(ctx, ctx.Sender())
	core.Assert(held >= sum, "insufficient balance")
	core.Assert(coin.Set("amount", held-sum))
}

func pay(ctx core.Context, to core.Address, sum uint64) {
	coin := ctx.CreateObject()
	core.Assert(coin.Set("amount", sum))
	coin.SetOwner(to)
}
"#;

static COINS: LazyLock<Example> = LazyLock::new(|| Example::compile("coins.go", SOURCE));

/// A stage where Alice has issued 1,000, and the id of the default object.
fn issued() -> (Stage, ObjectId) {
    let stage = Stage::of(&COINS);
    let about = stage.does(ALICE, "InitializeToken", args!["Gold", 1000u64]).decode().unwrap();
    (stage, about)
}

fn balance(stage: &Stage, who: Address) -> u64 {
    stage.answers("BalanceOf", args![who])
}

#[test]
fn who_issued_it_owns_the_default_object_and_is_found_by_the_balance() {
    let (stage, about) = issued();
    assert_eq!(stage.answers::<Address>("GetOwner", args![]), ALICE);
    assert_eq!(stage.answers::<(String, u64)>("GetTokenInfo", args![]), ("Gold".into(), 1000));
    assert!(stage.owned_by(ALICE).contains(&about));
    assert_eq!(balance(&stage, ALICE), 1000);
}

#[test]
fn payments_are_taken_from_balances_and_arrive() {
    let (stage, _) = issued();
    stage.does(ALICE, "Transfer", args![BOB, 300u64]);
    stage.does(BOB, "Transfer", args![CAROL, 100u64]);
    assert_eq!([ALICE, BOB, CAROL].map(|who| balance(&stage, who)), [700, 200, 100]);
    assert!(stage.refuses(BOB, "Transfer", args![CAROL, 201u64]).contains("insufficient balance"));
}

#[test]
fn coins_are_collected_minted_and_burnt() {
    let (stage, about) = issued();
    stage.does(ALICE, "Mint", args![BOB, 5u64]);
    stage.does(ALICE, "Mint", args![BOB, 6u64]);
    let coins = stage.owned_by(BOB);
    assert_eq!((coins.len(), balance(&stage, BOB)), (2, 5));
    let ids = coins.into_iter().map(Value::ObjectId).collect();
    stage.does(BOB, "Collect", args![Value::List(Type::ObjectId, ids)]);
    assert_eq!((stage.owned_by(BOB).len(), balance(&stage, BOB)), (1, 11));
    stage.does(ALICE, "Burn", args![10u64]);
    assert_eq!((balance(&stage, ALICE), stage.answers::<(String, u64)>("GetTokenInfo", args![]).1), (990, 1001));
    assert!(stage.refuses(BOB, "Mint", args![BOB, 1u64]).contains("only the owner"));
    assert!(stage.object(about).is_some());
}

#[test]
fn who_owns_the_default_object_alone_has_no_object_to_be_found() {
    let stage = Stage::of(&Example::compile(
        "only_default.go",
        "package only\n\nimport \"github.com/govm-net/vm/core\"\n\nfunc Give(ctx core.Context) {\n\tabout, err := ctx.GetObject(core.ZeroObjectID)\n\tcore.Assert(err)\n\tabout.SetOwner(ctx.Sender())\n}\n\nfunc Find(ctx core.Context) error {\n\t_, err := ctx.GetObjectWithOwner(ctx.Sender())\n\treturn err\n}\n",
    ));
    stage.does(ALICE, "Give", args![]);
    stage.refuses(ALICE, "Find", args![]);
    stage.refuses(BOB, "Find", args![]);
}
