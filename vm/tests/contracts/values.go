// Package values counts against the interface of package core whose objects give values.
package values

import "github.com/govm-net/vm/core"

// Counter has no fields: its methods are the contract's functions.
type Counter struct{}

// Initialize makes a counter.
func (c *Counter) Initialize(ctx core.Context) (core.ObjectID, error) {
	made, err := ctx.CreateObject()
	if err != nil {
		return core.ObjectID{}, err
	}
	return made.ID(), made.Set("count", uint64(0))
}

// Increment adds one to a counter, and returns the sum.
func (c *Counter) Increment(ctx core.Context, id core.ObjectID) (uint64, error) {
	counter, err := ctx.GetObject(id)
	if err != nil {
		return 0, err
	}
	value, err := counter.Get("count")
	if err != nil {
		return 0, err
	}
	count := value.(uint64) + 1
	return count, counter.Set("count", count)
}
