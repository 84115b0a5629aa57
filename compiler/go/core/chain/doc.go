// Package chain is for tests of contracts: a chain of the test's own, on the engine that contracts run on. Gas, receipts and
// failures are those of a block.
//
//	func TestTransfer(t *testing.T) {
//		token := chain.Deploy(t) // the contract beside the test
//		alice, bob := token.World.Account("alice"), token.World.Account("bob")
//		token.As(alice).Call("InitializeToken", "Allod", "ALD", 2, 1000).OK(t)
//		token.As(bob).Call("Transfer", alice, 1).Reverts(t, "insufficient balance")
//		if got := token.Query("BalanceOf", alice).Uint64(t); got != 1000 {
//			t.Errorf("alice has %d, want 1000", got)
//		}
//	}
//
// Whatever can end a test takes it as its first argument. A call that failed and whose result nobody looked at fails the test.
package chain
