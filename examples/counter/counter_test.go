package counter_test

import (
	"testing"

	"allod.dev/core/chain"
)

func TestItCountsWithoutBeingInitialized(t *testing.T) {
	counter := chain.Deploy(t)
	bob := counter.World.Account("bob")
	for _, row := range []struct{ by, sum uint64 }{{5, 5}, {2, 7}, {0, 7}} {
		if sum := counter.As(bob).Call("Increment", row.by).Uint64(t); sum != row.sum {
			t.Errorf("%d more is %d, want %d", row.by, sum, row.sum)
		}
	}
	if count := counter.Query("GetCounter").Uint64(t); count != 7 {
		t.Errorf("the counter is at %d, want 7", count)
	}
}

func TestOnlyTheOwnerResetsIt(t *testing.T) {
	counter := chain.Deploy(t)
	alice, bob := counter.World.Account("alice"), counter.World.Account("bob")
	counter.As(alice).Call("Reset").Reverts(t, "only the owner")
	counter.As(alice).Call("Initialize").OK(t)
	counter.As(bob).Call("Increment", 4).OK(t)

	t.Run("a stranger", func(t *testing.T) {
		counter.As(bob).Call("Reset").Reverts(t, "only the owner")
		if count := counter.Query("GetCounter").Uint64(t); count != 4 {
			t.Errorf("the counter is at %d, want 4", count)
		}
	})
	t.Run("the owner", func(t *testing.T) {
		counter.As(alice).Call("Reset").OK(t).Emits(t, "Reset", "by", alice)
		if count := counter.Query("GetCounter").Uint64(t); count != 0 {
			t.Errorf("the counter is at %d, want 0", count)
		}
	})
}

func TestItIsInitializedOnce(t *testing.T) {
	counter := chain.Deploy(t)
	alice, bob := counter.World.Account("alice"), counter.World.Account("bob")
	counter.As(alice).Call("Initialize").OK(t)
	counter.As(bob).Call("Initialize").Reverts(t, "already initialized")
	if owner := counter.Default(t).Owner; owner != alice {
		t.Errorf("its owner is %v, want %v", owner, alice)
	}
}

func TestASumAbove64BitsIsRefused(t *testing.T) {
	counter := chain.Deploy(t)
	counter.Call("Increment", uint64(1<<64-2)).OK(t)
	counter.Call("Increment", 2).Reverts(t, "counter overflow")
	counter.Call("Increment", 1).OK(t)
}

func TestAnArgumentOfAnotherTypeNeverReachesIt(t *testing.T) {
	counter := chain.Deploy(t)
	counter.Call("Increment", "five").Fails(t, "u64")
	counter.Call("Increment").Fails(t, "takes 1 argument")
	counter.Call("Increment", -1).Fails(t, "u64")
}
