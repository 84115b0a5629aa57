// Package ledger is written to fail and to answer in every way a Go contract can.
package ledger

import (
	"errors"

	"allod.dev/core"
)

// Ledger has no fields: its methods are the contract's functions.
type Ledger struct{}

func account(ctx core.Context) core.Object {
	object, err := ctx.GetObject(core.ZeroObjectID)
	core.Assert(err)
	return object
}

// Increment adds value to the number kept, and returns the sum.
func (Ledger) Increment(ctx core.Context, value uint64) uint64 {
	var n uint64
	_ = account(ctx).Get("n", &n)
	core.Assert(account(ctx).Set("n", n+value))
	return n + value
}

// Large returns size bytes of text.
func (Ledger) Large(size uint64) string {
	text := make([]byte, size)
	for i := range text {
		text[i] = 'a' + byte(i%26)
	}
	return string(text)
}

// Keep stores both numbers and reads them back.
func (Ledger) Keep(ctx core.Context, a uint64, b int64) (uint64, int64, error) {
	o := account(ctx)
	if err := o.Set("a", a); err != nil {
		return 0, 0, err
	}
	if err := o.Set("b", b); err != nil {
		return 0, 0, err
	}
	return a, b, errors.Join(o.Get("a", &a), o.Get("b", &b))
}

// Fail writes and then returns an error.
func (Ledger) Fail(ctx core.Context) (uint64, error) {
	core.Assert(account(ctx).Set("n", uint64(99)))
	return 7, errors.New("the ledger is closed")
}

// Panic writes and then panics.
func (Ledger) Panic(ctx core.Context) {
	core.Assert(account(ctx).Set("n", uint64(99)))
	panic("the roof is on fire")
}

// Index writes and then reads past the end of a slice.
func (Ledger) Index(ctx core.Context, at uint64) byte {
	core.Assert(account(ctx).Set("n", uint64(99)))
	return []byte{1, 2, 3}[at]
}

// Check writes and then asserts.
func (Ledger) Check(ctx core.Context, condition bool) {
	core.Assert(account(ctx).Set("n", uint64(99)))
	core.Assert(condition, "the check failed")
}

// Spin writes and never returns.
func (Ledger) Spin(ctx core.Context) {
	core.Assert(account(ctx).Set("n", uint64(99)))
	for {
	}
}

// Recurse writes and calls itself for ever.
func (Ledger) Recurse(ctx core.Context) uint64 {
	core.Assert(account(ctx).Set("n", uint64(99)))
	return deeper(1)
}

func deeper(n uint64) uint64 { return deeper(n+1) + n }

// Hoard writes and takes memory until there is none.
func (Ledger) Hoard(ctx core.Context) int {
	core.Assert(account(ctx).Set("n", uint64(99)))
	var all [][]byte
	for {
		all = append(all, make([]byte, 1<<20))
	}
}

// Three returns three results.
func (Ledger) Three(name string) (string, uint64, bool) { return name + "!", uint64(len(name)), true }
