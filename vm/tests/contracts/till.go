// Package till fails in ten ways. The lines are named by vm/tests/calls/explain.rs.
package till

import (
	"errors"
	"fmt"

	"allod.dev/core"
)

var errClosed = errors.New("the till is closed")

type drawer struct {
	coins []uint64
}

// Transfer panics two calls deep.
func Transfer(amount uint64) uint64 {
	return take(amount) + 1
}

func take(amount uint64) uint64 {
	if amount > 100 {
		panic("insufficient balance")
	}
	return amount * 2
}

// Coin reads behind the end of a slice, in a method.
func Coin(at uint64) uint64 {
	d := &drawer{coins: []uint64{1, 2, 5}}
	return d.coin(at)
}

func (d *drawer) coin(at uint64) uint64 {
	return d.coins[at]
}

// Empty reads through a nil pointer.
func Empty(there bool) uint64 {
	var d *drawer
	if there {
		d = &drawer{}
	}
	return uint64(len(d.coins))
}

// Share divides by what it is given.
func Share(among uint64) uint64 {
	return 100 / among
}

// Deep recurses until the stack is used up.
func Deep(n uint64) uint64 {
	return 1 + deeper(n+1)
}

func deeper(n uint64) uint64 {
	if n == 0 {
		return 0
	}
	return deeper(n+1) + n
}

// Count runs out of gas.
func Count(n uint64) uint64 {
	sum := uint64(0)
	for i := n; ; i++ {
		sum += i
		if sum == 1 {
			break
		}
	}
	return sum
}

// Pay asserts in a function literal.
func Pay(amount uint64) {
	check := func(most uint64) {
		core.Assert(amount <= most, "more than there is")
	}
	check(10)
}

// Close returns an error that was made when the contract was deployed.
func Close(ctx core.Context) error {
	if err := lock(1); err != nil {
		return err
	}
	return nil
}

func lock(n uint64) error {
	if n > 0 {
		return errClosed
	}
	return nil
}

// Wrap returns an error that it made of another.
func Wrap(n uint64) (uint64, error) {
	if err := lock(n); err != nil {
		return 0, fmt.Errorf("wrap %d: %w", n, err)
	}
	return n, nil
}

// Forward fails in another contract.
func Forward(to core.Address, amount uint64) error {
	return forward(to, amount)
}

func forward(to core.Address, amount uint64) error {
	_, err := core.Call(to, "Transfer", amount)
	return err
}

// Careless calls another contract, and fails at something else.
func Careless(to core.Address, amount uint64) uint64 {
	_, err := core.Call(to, "Transfer", amount)
	if err != nil {
		return Share(amount - amount)
	}
	return 1
}

// Lock closes the till for good.
func Lock(ctx core.Context) {
	till, err := ctx.GetObject(core.ObjectID{})
	core.Assert(err)
	core.Assert(till.Set("locked", true))
}

// Open fails once the till is locked.
func Open(ctx core.Context) {
	till, err := ctx.GetObject(core.ObjectID{})
	core.Assert(err)
	var locked bool
	if till.Get("locked", &locked) == nil {
		core.Assert(!locked, "locked")
	}
}
