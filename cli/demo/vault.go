// Package vault keeps other contracts' objects for whoever brings them.
package vault

import "allod.dev/core"

// Deposit takes a token of collection into the vault. The collection moves it only if the signer of the
// transaction owns the token and has brought it along.
func Deposit(collection core.Address, token core.ObjectID) {
	_, err := core.Call(collection, "Transfer", core.ContractAddress(), token)
	core.Assert(err, "the collection would not hand it over")

	core.Assert(slips().Set(token.String(), core.Sender()))
	core.Log("Deposit", "token", token, "by", core.Sender())
}

// Withdraw gives the token back to whoever brought it.
func Withdraw(collection core.Address, token core.ObjectID) {
	var depositor core.Address
	core.Assert(slips().Get(token.String(), &depositor))
	core.Assert(depositor == core.Sender(), "somebody else brought it")

	_, err := core.Call(collection, "Transfer", core.Sender(), token)
	core.Assert(err, "the collection would not hand it over")
	core.Log("Withdraw", "token", token, "by", core.Sender())
}

// slips holds one field a token: who brought it.
func slips() core.Object {
	object, err := core.GetObject(core.ZeroObjectID)
	core.Assert(err)
	return object
}
