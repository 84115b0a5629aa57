// Package counter is the smallest contract that keeps something: one number.
//
// The number lives in the contract's default object, which exists from the moment the contract is
// deployed and which every contract reaches by the zero id. So the counter counts without being
// initialized; Initialize only says who may reset it.
package counter

import "allod.dev/core"

const valueField = "value"

// Initialize sets the counter to zero and makes the caller its owner. It works once.
func Initialize(ctx core.Context) {
	counter := defaultObject(ctx)
	// Until somebody claims it, a default object belongs to its contract. That is also why the
	// contract may give it away: the owner's consent is its own.
	core.Assert(counter.Owner() == ctx.ContractAddress(), "already initialized")

	core.Assert(counter.Set(valueField, uint64(0)))
	counter.SetOwner(ctx.Sender())
	ctx.Log("Initialize", "owner", ctx.Sender())
}

// Increment adds value and returns the sum. Anybody may count.
func Increment(ctx core.Context, value uint64) uint64 {
	counter := defaultObject(ctx)
	before := read(counter)
	after := before + value
	core.Assert(after >= before, "counter overflow")

	core.Assert(counter.Set(valueField, after))
	ctx.Log("Increment", "from", before, "to", after, "by", ctx.Sender())
	return after
}

// GetCounter returns the number: zero until something was added.
func GetCounter(ctx core.Context) uint64 {
	return read(defaultObject(ctx))
}

// Reset sets the counter to zero. Only its owner may.
func Reset(ctx core.Context) {
	counter := defaultObject(ctx)
	core.Assert(counter.Owner() == ctx.Sender(), "only the owner may reset the counter")

	core.Assert(counter.Set(valueField, uint64(0)))
	ctx.Log("Reset", "by", ctx.Sender())
}

func defaultObject(ctx core.Context) core.Object {
	object, err := ctx.GetObject(core.ZeroObjectID)
	core.Assert(err)
	return object
}

func read(counter core.Object) uint64 {
	return core.GetOr(counter, valueField, uint64(0)) // zero until it is set
}
