// Package counter keeps one number in the contract's default object.
package counter

import "github.com/govm-net/vm/core"

const valueKey = "counter_value"

func number(ctx core.Context) core.Object {
	object, err := ctx.GetObject(core.ObjectID{})
	core.Assert(err)
	return object
}

// Initialize sets the number to zero.
func Initialize(ctx core.Context) int32 {
	core.Assert(number(ctx).Set(valueKey, uint64(0)))
	ctx.Log("initialize", "contract_address", ctx.ContractAddress())
	return 0
}

// Increment adds value, and returns the sum.
func Increment(ctx core.Context, value uint64) uint64 {
	object := number(ctx)
	var before uint64
	err := object.Get(valueKey, &before)
	core.Assert(err)
	after := before + value
	err = object.Set(valueKey, after)
	core.Assert(err)
	ctx.Log("increment", "from", before, "add", value, "to", after, "sender", ctx.Sender())
	return after
}

// GetCounter returns the number.
func GetCounter(ctx core.Context) uint64 {
	var value uint64
	core.Assert(number(ctx).Get(valueKey, &value))
	return value
}

// Reset sets the number back to zero.
func Reset(ctx core.Context) {
	core.Assert(number(ctx).Set(valueKey, uint64(0)))
	ctx.Log("reset", "sender", ctx.Sender())
}
