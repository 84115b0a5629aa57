package simpletoken_test

import (
	"testing"

	"allod.dev/core"
	"allod.dev/core/chain"
)

func TestItsDescriptionIsAnObject(t *testing.T) {
	token := chain.Deploy(t)
	alice := token.World.Account("alice")
	info := token.As(alice).Call("Initialize", "Allod", 1000).ObjectID(t)
	object := token.World.Object(t, info)
	if name, supply := object.String(t, "name"), object.Uint64(t, "total_supply"); name != "Allod" || supply != 1000 {
		t.Errorf("the token is %q of %d, want \"Allod\" of 1000", name, supply)
	}
	if object.Owner != token.Address {
		t.Errorf("its owner is %v, want the contract, %v", object.Owner, token.Address)
	}
}

func TestPayments(t *testing.T) {
	token := chain.Deploy(t)
	world := token.World
	alice, bob := world.Account("alice"), world.Account("bob")
	balance := func(t *testing.T, of core.Address) uint64 {
		t.Helper()
		return world.Object(t, world.Objects(of)[0]).Uint64(t, "balance")
	}
	token.As(alice).Call("Initialize", "Allod", 1000).OK(t)
	token.As(alice).Call("Transfer", bob, 400).OK(t).Emits(t, "Transfer", "from", alice, "to", bob, "amount", 400)
	if balance(t, alice) != 600 || balance(t, bob) != 400 {
		t.Errorf("alice has %d and bob %d, want 600 and 400", balance(t, alice), balance(t, bob))
	}
	token.As(bob).Call("Transfer", alice, 401).Reverts(t, "insufficient balance")
	token.As(world.Account("carol")).Call("Transfer", alice, 1).Reverts(t, "owns no object")
}
