package chain

import (
	"allod.dev/core"
	"allod.dev/core/internal/harness"
	"testing"
)

// World is a chain of the test's own, which begins empty. Each call is a block.
type World struct{ number uint32 }

// New makes a chain.
func New(t testing.TB) *World {
	harness.Message()
	answered(t, harness.NewWorld)
	return &World{number: harness.Take[uint32]()}
}

// answered asks a question, and ends the test where the answer says what was wrong.
func answered(t testing.TB, question uint32) {
	if !harness.Ask(question) {
		t.Fatal(harness.Take[string]())
	}
}

// ask begins a message about the world.
func (w *World) ask() {
	harness.Message()
	harness.Give(w.number)
}

// Account is an address of that name, the same in each world. Reports show the name.
func (w *World) Account(name string) core.Address {
	w.ask()
	harness.Give([]byte(name))
	harness.Ask(harness.Account)
	return harness.Take[core.Address]()
}

// Fund gives money to an account, out of nothing.
func (w *World) Fund(t testing.TB, account core.Address, amount uint64) {
	w.ask()
	harness.Give(account)
	harness.Give(amount)
	answered(t, harness.Fund)
}

// Balance is what an account or a contract has.
func (w *World) Balance(account core.Address) uint64 {
	w.ask()
	harness.Give(account)
	harness.Ask(harness.Balance)
	return harness.Take[uint64]()
}

// Height is the height of the last block.
func (w *World) Height() uint64 {
	w.ask()
	harness.Ask(harness.Block)
	return harness.Take[uint64]()
}

// Time is the time of the last block, in Unix seconds.
func (w *World) Time() int64 {
	w.ask()
	harness.Ask(harness.Block)
	harness.Take[uint64]()
	return harness.Take[int64]()
}

// SetTime gives the next block a time, in Unix seconds, and those after it as long as nothing sets another.
func (w *World) SetTime(t testing.TB, seconds int64) {
	w.advance(t, 0, true, seconds)
}

// AdvanceTime lets seconds pass before the next block.
func (w *World) AdvanceTime(t testing.TB, seconds uint64) {
	w.advance(t, 0, false, int64(seconds))
}

// AdvanceBlocks lets blocks pass in which nothing happens.
func (w *World) AdvanceBlocks(t testing.TB, blocks uint64) {
	w.advance(t, blocks, false, 0)
}

func (w *World) advance(t testing.TB, blocks uint64, absolute bool, seconds int64) {
	w.ask()
	harness.Give(blocks)
	harness.Give(absolute)
	harness.Give(seconds)
	answered(t, harness.Advance)
}

// Snapshot is the state of a world at a time.
type Snapshot struct{ number uint32 }

// Snapshot keeps the world as it is now.
func (w *World) Snapshot(t testing.TB) Snapshot {
	w.ask()
	answered(t, harness.Snapshot)
	return Snapshot{number: harness.Take[uint32]()}
}

// Revert makes the world what it was at a snapshot of it, which can be gone back to again.
func (w *World) Revert(t testing.TB, to Snapshot) {
	w.ask()
	harness.Give(to.number)
	answered(t, harness.Revert)
}
