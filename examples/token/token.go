// Package token is a fungible token whose balances are objects.
//
// Every amount that somebody receives is a coin: an object which the receiver owns and which holds
// that amount. So holdings can be listed, with their owners, by anybody who knows nothing of this
// contract. Paying takes from the payer's oldest coins first and deletes those it empties, which gives
// gas back. Beside the coins stands one total a holder, so that BalanceOf is a single read.
package token

import "allod.dev/core"

// Fields of the default object, which describes the token.
const (
	nameField     = "name"
	symbolField   = "symbol"
	decimalsField = "decimals"
	supplyField   = "total_supply"
	ownerField    = "owner"
	balancePrefix = "balance:" // and the holder's address: what all of the holder's coins amount to
)

// The one field of a coin.
const amountField = "amount"

// InitializeToken names the token and gives the whole supply to the caller, who becomes the owner.
// It works once.
func InitializeToken(ctx core.Context, name string, symbol string, decimals uint8, totalSupply uint64) {
	info, owner := defaultObject(ctx), ctx.Sender()
	// The owner is a field, and the default object stays the contract's: that somebody may issue coins
	// gives them no say in where the totals are kept.
	core.Assert(info.Get(ownerField, new(core.Address)) != nil, "already initialized")

	core.Assert(info.Set(nameField, name))
	core.Assert(info.Set(symbolField, symbol))
	core.Assert(info.Set(decimalsField, decimals))
	core.Assert(info.Set(supplyField, totalSupply))
	core.Assert(info.Set(ownerField, owner))
	if totalSupply > 0 {
		give(ctx, owner, totalSupply)
	}
	ctx.Log("Initialize", "name", name, "symbol", symbol, "decimals", decimals, "total_supply", totalSupply, "owner", owner)
}

// GetTokenInfo returns what the token is called, how many decimals it is shown with, and how much there is.
func GetTokenInfo(ctx core.Context) (name string, symbol string, decimals uint8, totalSupply uint64) {
	info := initialized(ctx)
	core.Assert(info.Get(nameField, &name))
	core.Assert(info.Get(symbolField, &symbol))
	core.Assert(info.Get(decimalsField, &decimals))
	return name, symbol, decimals, supply(info)
}

// GetOwner returns who may mint.
func GetOwner(ctx core.Context) core.Address {
	return owner(initialized(ctx))
}

// BalanceOf returns what all coins of holder amount to.
func BalanceOf(ctx core.Context, holder core.Address) uint64 {
	return balance(defaultObject(ctx), holder)
}

// Transfer pays amount from the caller's coins to another address, which receives it as one new coin.
func Transfer(ctx core.Context, to core.Address, amount uint64) {
	core.Assert(amount > 0, "amount must not be zero")
	take(ctx, ctx.Sender(), amount)
	give(ctx, to, amount)
	ctx.Log("Transfer", "from", ctx.Sender(), "to", to, "amount", amount)
}

// Collect melts several of the caller's coins into the first of them. The balance stays as it was; fewer
// objects make later payments cheaper.
func Collect(ctx core.Context, ids []core.ObjectID) {
	core.Assert(len(ids) >= 2, "collecting takes at least two coins")
	first := ownCoin(ctx, ids[0])
	amount := worth(first)
	for _, id := range ids[1:] {
		core.Assert(id != ids[0], "the same coin twice")
		coin := ownCoin(ctx, id) // a coin given twice is gone the second time
		amount += worth(coin)    // can't overflow: all coins together are the supply
		ctx.DeleteObject(id)
	}
	core.Assert(first.Set(amountField, amount))
	ctx.Log("Collect", "owner", ctx.Sender(), "coin", ids[0], "amount", amount)
}

// Mint makes amount out of nothing, for to. Only the owner may.
func Mint(ctx core.Context, to core.Address, amount uint64) {
	info := initialized(ctx)
	core.Assert(owner(info) == ctx.Sender(), "only the owner may mint")
	core.Assert(amount > 0, "amount must not be zero")
	total := supply(info) + amount
	core.Assert(total >= amount, "supply overflow")

	core.Assert(info.Set(supplyField, total))
	give(ctx, to, amount)
	ctx.Log("Mint", "to", to, "amount", amount, "total_supply", total)
}

// Burn destroys amount of what the caller holds. Every holder may burn their own.
func Burn(ctx core.Context, amount uint64) {
	core.Assert(amount > 0, "amount must not be zero")
	take(ctx, ctx.Sender(), amount)

	info := initialized(ctx)
	total := supply(info) - amount
	core.Assert(info.Set(supplyField, total))
	ctx.Log("Burn", "from", ctx.Sender(), "amount", amount, "total_supply", total)
}

// give makes a coin of amount for to. No balance can overflow: each is a part of the supply, which does not.
func give(ctx core.Context, to core.Address, amount uint64) {
	core.Assert(to != core.ZeroAddress, "the zero address holds nothing")
	coin := ctx.CreateObject()
	core.Assert(coin.Set(amountField, amount))
	coin.SetOwner(to)

	info := defaultObject(ctx)
	setBalance(info, to, balance(info, to)+amount)
}

// take removes amount from the coins of holder, oldest first. Deleting a coin needs its owner's consent;
// the host sees it in that holder is the sender, and refuses where anybody else is.
func take(ctx core.Context, holder core.Address, amount uint64) {
	info := defaultObject(ctx)
	held := balance(info, holder)
	core.Assert(held >= amount, "insufficient balance")
	setBalance(info, holder, held-amount)

	for amount > 0 {
		coin, err := ctx.GetObjectWithOwner(holder)
		core.Assert(err)
		value := worth(coin)
		if value > amount {
			core.Assert(coin.Set(amountField, value-amount))
			return
		}
		ctx.DeleteObject(coin.ID())
		amount -= value
	}
}

// ownCoin returns the coin called id, which must be the caller's.
func ownCoin(ctx core.Context, id core.ObjectID) core.Object {
	coin, err := ctx.GetObject(id)
	core.Assert(err)
	core.Assert(coin.Owner() == ctx.Sender(), "not your coin")
	return coin
}

func worth(coin core.Object) uint64 {
	var amount uint64
	core.Assert(coin.Get(amountField, &amount))
	return amount
}

func defaultObject(ctx core.Context) core.Object {
	object, err := ctx.GetObject(core.ZeroObjectID)
	core.Assert(err)
	return object
}

// initialized returns the default object of a token that has been initialized.
func initialized(ctx core.Context) core.Object {
	info := defaultObject(ctx)
	core.Assert(info.Get(ownerField, new(core.Address)) == nil, "not initialized")
	return info
}

func owner(info core.Object) (owner core.Address) {
	core.Assert(info.Get(ownerField, &owner))
	return owner
}

func supply(info core.Object) (total uint64) {
	core.Assert(info.Get(supplyField, &total))
	return total
}

func balance(info core.Object, holder core.Address) uint64 {
	return core.GetOr(info, balancePrefix+holder.String(), uint64(0)) // who never received anything has no field
}

func setBalance(info core.Object, holder core.Address, amount uint64) {
	core.Assert(info.Set(balancePrefix+holder.String(), amount))
}
