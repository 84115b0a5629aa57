// Package token is a token whose balances are fields of the default object, named by their holders.
package token

import (
	"github.com/govm-net/vm/core"
)

const (
	supplyKey     = "total_supply"
	ownerKey      = "owner"
	balancePrefix = "balance_"
)

type info struct {
	Name, Symbol string
	Decimals     uint8
}

// InitializeToken describes the token, and gives all of it to the caller.
func InitializeToken(name string, symbol string, decimals uint8, totalSupply uint64) core.ObjectID {
	object := kept()
	core.Assert(object.Set("info", info{name, symbol, decimals}))
	core.Assert(object.Set(supplyKey, totalSupply))
	core.Assert(object.Set(ownerKey, core.Sender()))
	core.Assert(object.Set(balancePrefix+core.Sender().String(), totalSupply))
	core.Log("initialize", "id", object.ID(), "name", name, "symbol", symbol, "decimals", decimals,
		"total_supply", totalSupply, "owner", core.Sender())
	return object.ID()
}

// GetTokenInfo returns name, symbol, decimals and supply.
func GetTokenInfo() (string, string, uint8, uint64) {
	var about info
	core.Assert(kept().Get("info", &about))
	return about.Name, about.Symbol, about.Decimals, supply()
}

// GetOwner returns who may mint and burn.
func GetOwner() core.Address {
	var owner core.Address
	core.Assert(kept().Get(ownerKey, &owner))
	return owner
}

// BalanceOf returns what somebody has: nothing, where there is no such field.
func BalanceOf(owner core.Address) uint64 {
	var balance uint64
	if err := kept().Get(balancePrefix+owner.String(), &balance); err != nil {
		return 0
	}
	return balance
}

// Transfer pays from the caller's balance.
func Transfer(to core.Address, amount uint64) bool {
	from := core.Sender()
	core.Assert(amount > 0)
	core.Assert(BalanceOf(from) >= amount)
	setBalance(from, BalanceOf(from)-amount)
	setBalance(to, BalanceOf(to)+amount)
	core.Log("transfer", "from", from, "to", to, "amount", amount)
	return true
}

// Mint makes new tokens. Only the owner may.
func Mint(to core.Address, amount uint64) bool {
	core.Assert(core.Sender() == GetOwner())
	core.Assert(amount > 0)
	setBalance(to, BalanceOf(to)+amount)
	core.Assert(kept().Set(supplyKey, supply()+amount))
	core.Log("mint", "to", to, "amount", amount, "total_supply", supply())
	return true
}

// Burn takes tokens from the owner's balance.
func Burn(amount uint64) bool {
	sender := core.Sender()
	core.Assert(sender == GetOwner())
	core.Assert(amount > 0)
	core.Assert(BalanceOf(sender) >= amount)
	setBalance(sender, BalanceOf(sender)-amount)
	core.Assert(kept().Set(supplyKey, supply()-amount))
	core.Log("burn", "from", sender, "amount", amount, "total_supply", supply())
	return true
}

func kept() core.Object {
	object, err := core.GetObject(core.ZeroObjectID)
	core.Assert(err)
	return object
}

func supply() (supply uint64) {
	core.Assert(kept().Get(supplyKey, &supply))
	return supply
}

func setBalance(of core.Address, amount uint64) {
	core.Assert(kept().Set(balancePrefix+of.String(), amount))
}
