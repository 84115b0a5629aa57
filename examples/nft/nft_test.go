package nft_test

import (
	"testing"

	"allod.dev/core"
	"allod.dev/core/chain"
)

// minted is a collection of alice's, with one token that bob holds.
func minted(t *testing.T) (collection *chain.Contract, token core.ObjectID) {
	t.Helper()
	world := chain.New(t)
	alice, bob := world.Account("alice"), world.Account("bob")
	collection = world.DeployAs(t, alice, ".", "InitializeNFT", "Deeds", "DEED")
	return collection, collection.As(alice).Call("Mint", bob, "ipfs://deed/1").ObjectID(t)
}

func TestTheHolderHandsATokenOn(t *testing.T) {
	collection, token := minted(t)
	world := collection.World
	bob, carol := world.Account("bob"), world.Account("carol")
	moved := collection.As(bob).Call("Transfer", carol, token).OK(t)
	moved.Emits(t, "Transfer", "from", bob, "to", carol, "token_id", token)
	if holder := collection.Query("OwnerOf", token).Address(t); holder != carol {
		t.Errorf("the holder is %v, want carol, %v", holder, carol)
	}
	if owner := world.Object(t, token).Owner; owner != carol {
		t.Errorf("the object's owner is %v, want carol, %v", owner, carol)
	}
	collection.As(bob).Call("Transfer", bob, token).Reverts(t, "consent")
}

func TestNobodyElseMovesOrBurnsIt(t *testing.T) {
	collection, token := minted(t)
	for _, name := range []string{"alice", "carol"} {
		t.Run(name, func(t *testing.T) {
			stranger := collection.As(collection.World.Account(name))
			stranger.Call("Transfer", collection.World.Account(name), token).Reverts(t, "consent")
			stranger.Call("Burn", token).Reverts(t, "consent")
		})
	}
}

func TestABurntTokenIsGone(t *testing.T) {
	collection, token := minted(t)
	collection.As(collection.World.Account("bob")).Call("Burn", token).OK(t)
	if _, found := collection.World.Find(token); found {
		t.Error("the object is still there")
	}
	for _, function := range []string{"OwnerOf", "TokenURI", "Burn"} {
		collection.Call(function, token).Reverts(t, "no such token")
	}
}

func TestATokenOfAnotherCollectionIsNoneOfThisOne(t *testing.T) {
	collection, token := minted(t)
	other := collection.World.Deploy(t, ".")
	bob := collection.World.Account("bob")
	other.As(bob).Call("Transfer", bob, token).Reverts(t, "no such token")
}
