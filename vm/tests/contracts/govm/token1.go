// Package token is a token of which every payment is an object that belongs to who was paid.
package token

import "github.com/govm-net/vm/core"

const (
	nameKey     = "name"
	symbolKey   = "symbol"
	decimalsKey = "decimals"
	supplyKey   = "total_supply"
	amountKey   = "amount"
)

// InitializeToken describes the token in the default object, and gives all of it to the caller.
func InitializeToken(ctx core.Context, name string, symbol string, decimals uint8, totalSupply uint64) core.ObjectID {
	info := described(ctx)
	core.Assert(info.Set(nameKey, name))
	core.Assert(info.Set(symbolKey, symbol))
	core.Assert(info.Set(decimalsKey, decimals))
	core.Assert(info.Set(supplyKey, totalSupply))
	info.SetOwner(ctx.Sender())
	pay(ctx, ctx.Sender(), totalSupply)
	ctx.Log("initialize", "id", info.ID(), "name", name, "symbol", symbol, "decimals", decimals,
		"total_supply", totalSupply, "owner", ctx.Sender())
	return info.ID()
}

// GetTokenInfo returns name, symbol, decimals and supply.
func GetTokenInfo(ctx core.Context) (string, string, uint8, uint64) {
	info := described(ctx)
	var (
		name, symbol string
		decimals     uint8
		supply       uint64
	)
	core.Assert(info.Get(nameKey, &name))
	core.Assert(info.Get(symbolKey, &symbol))
	core.Assert(info.Get(decimalsKey, &decimals))
	core.Assert(info.Get(supplyKey, &supply))
	return name, symbol, decimals, supply
}

// GetOwner returns who may mint.
func GetOwner(ctx core.Context) core.Address { return described(ctx).Owner() }

// BalanceOf returns what the oldest object of owner holds.
func BalanceOf(ctx core.Context, owner core.Address) uint64 {
	object, err := ctx.GetObjectWithOwner(owner)
	core.Assert(err)
	return amountIn(object)
}

// Transfer pays from the caller's oldest object, into a new one.
func Transfer(ctx core.Context, to core.Address, amount uint64) bool {
	core.Assert(amount > 0)
	object, err := ctx.GetObjectWithOwner(ctx.Sender())
	core.Assert(err)
	balance := amountIn(object)
	core.Assert(balance >= amount)
	core.Assert(object.Set(amountKey, balance-amount))
	pay(ctx, to, amount)
	ctx.Log("transfer", "from", ctx.Sender(), "to", to, "amount", amount)
	return true
}

// Collect puts what the caller's objects hold into the first of them, and deletes the others.
func Collect(ctx core.Context, ids []core.ObjectID) bool {
	core.Assert(len(ids) > 1)
	var sum uint64
	for i, id := range ids {
		object, err := ctx.GetObject(id)
		core.Assert(err)
		core.Assert(object.Owner() == ctx.Sender())
		sum += amountIn(object)
		if i > 0 {
			ctx.DeleteObject(id)
		}
	}
	first, err := ctx.GetObject(ids[0])
	core.Assert(err)
	core.Assert(first.Set(amountKey, sum))
	return true
}

// Mint makes new tokens. Only the owner may.
func Mint(ctx core.Context, to core.Address, amount uint64) bool {
	core.Assert(amount > 0)
	supply := changeSupply(ctx, amount, 0)
	pay(ctx, to, amount)
	ctx.Log("mint", "to", to, "amount", amount, "total_supply", supply)
	return true
}

// Burn takes tokens out of an object, or with no id out of the owner's oldest. Only the owner may.
func Burn(ctx core.Context, id core.ObjectID, amount uint64) bool {
	core.Assert(amount > 0)
	supply := changeSupply(ctx, 0, amount)
	var (
		object core.Object
		err    error
	)
	if id == core.ZeroObjectID {
		object, err = ctx.GetObjectWithOwner(ctx.Sender())
	} else {
		object, err = ctx.GetObject(id)
	}
	core.Assert(err)
	balance := amountIn(object)
	core.Assert(balance >= amount)
	core.Assert(object.Set(amountKey, balance-amount))
	ctx.Log("burn", "from", ctx.Sender(), "amount", amount, "total_supply", supply)
	return true
}

func described(ctx core.Context) core.Object {
	info, err := ctx.GetObject(core.ZeroObjectID)
	core.Assert(err)
	return info
}

func changeSupply(ctx core.Context, more, less uint64) (supply uint64) {
	info := described(ctx)
	core.Assert(info.Owner() == ctx.Sender())
	core.Assert(info.Get(supplyKey, &supply))
	supply += more - less
	core.Assert(info.Set(supplyKey, supply))
	return supply
}

func amountIn(object core.Object) (amount uint64) {
	core.Assert(object.Get(amountKey, &amount))
	return amount
}

func pay(ctx core.Context, to core.Address, amount uint64) {
	object := ctx.CreateObject()
	core.Assert(object.Set(amountKey, amount))
	object.SetOwner(to)
}
