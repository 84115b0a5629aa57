package token_test

import (
	"testing"

	"allod.dev/core"
	"allod.dev/core/chain"
)

// issued is a token of which alice has the whole supply, 1000.
func issued(t *testing.T) (token *chain.Contract, alice, bob core.Address) {
	t.Helper()
	world := chain.New(t)
	alice, bob = world.Account("alice"), world.Account("bob")
	token = world.DeployAs(t, alice, ".", "InitializeToken", "Allod", "ALD", 2, 1000)
	return token, alice, bob
}

func wantBalance(t *testing.T, token *chain.Contract, of core.Address, want uint64) {
	t.Helper()
	if got := token.Query("BalanceOf", of).Uint64(t); got != want {
		t.Errorf("the balance is %d, want %d", got, want)
	}
}

func TestTheWholeSupplyBeginsWithWhoInitialized(t *testing.T) {
	token, alice, bob := issued(t)
	var name, symbol string
	var decimals uint8
	var supply uint64
	token.Query("GetTokenInfo").Into(t, &name, &symbol, &decimals, &supply)
	if name != "Allod" || symbol != "ALD" || decimals != 2 || supply != 1000 {
		t.Errorf("the token is %q, %q, %d, %d", name, symbol, decimals, supply)
	}
	if owner := token.Query("GetOwner").Address(t); owner != alice {
		t.Errorf("the owner is %v, want %v", owner, alice)
	}
	wantBalance(t, token, alice, 1000)
	wantBalance(t, token, bob, 0)
}

func TestAPaymentArrivesAsACoin(t *testing.T) {
	token, alice, bob := issued(t)
	paid := token.As(alice).Call("Transfer", bob, 300).OK(t)
	paid.Emits(t, "Transfer", "from", alice, "to", bob, "amount", 300)
	token.As(alice).Call("Transfer", bob, 50).OK(t)
	wantBalance(t, token, alice, 650)
	wantBalance(t, token, bob, 350)

	coins := token.World.Objects(bob)
	if len(coins) != 2 {
		t.Fatalf("bob has %d coins, want 2", len(coins))
	}
	if amount := token.World.Object(t, coins[0]).Uint64(t, "amount"); amount != 300 {
		t.Errorf("the oldest coin is worth %d, want 300", amount)
	}
}

func TestTransfersThatAreRefused(t *testing.T) {
	token, alice, bob := issued(t)
	for _, row := range []struct {
		name   string
		from   core.Address
		to     core.Address
		amount uint64
		words  string
	}{
		{"more than one has", alice, bob, 1001, "insufficient balance"},
		{"of who has nothing", bob, alice, 1, "insufficient balance"},
		{"to nobody", alice, core.ZeroAddress, 1, "zero address"},
		{"of nothing", alice, bob, 0, "must not be zero"},
	} {
		t.Run(row.name, func(t *testing.T) {
			token.As(row.from).Call("Transfer", row.to, row.amount).Reverts(t, row.words)
			wantBalance(t, token, alice, 1000)
		})
	}
}

func TestOnlyTheOwnerMints(t *testing.T) {
	token, alice, bob := issued(t)
	before := token.World.Snapshot(t)
	token.As(bob).Call("Mint", bob, 1).Reverts(t, "only the owner")
	token.As(alice).Call("Mint", bob, 7).OK(t)
	wantBalance(t, token, bob, 7)
	token.World.Revert(t, before)
	wantBalance(t, token, bob, 0)
}

func TestEmptyingACoinGivesGasBack(t *testing.T) {
	token, alice, bob := issued(t)
	token.As(alice).Call("Transfer", bob, 300).OK(t)
	burnt := token.As(bob).Call("Burn", 300).OK(t)
	if burnt.Refunded() == 0 {
		t.Errorf("nothing came back of %d gas", burnt.Gas())
	}
}
