// Package counterfactory makes counters: as many as anybody likes, each an object with an owner.
//
// The contract is one, its counters are many. Whoever makes a counter owns it, and only they count with
// it; everybody can read it.
package counterfactory

import "allod.dev/core"

const valueField = "value"

// Initialize makes a counter that starts at value, gives it to the caller and returns its id.
func Initialize(value uint64) core.ObjectID {
	counter := core.CreateObject()
	core.Assert(counter.Set(valueField, value))
	counter.SetOwner(core.Sender())
	core.Log("Initialize", "counter", counter.ID(), "value", value, "owner", core.Sender())
	return counter.ID()
}

// GetValue returns what a counter stands at.
func GetValue(id core.ObjectID) uint64 {
	return read(find(id))
}

// Increment adds amount to the caller's own counter and returns the sum.
func Increment(id core.ObjectID, amount uint64) uint64 {
	counter := findOwn(id)
	before := read(counter)
	after := before + amount
	core.Assert(after >= before, "counter overflow")

	core.Assert(counter.Set(valueField, after))
	core.Log("Increment", "counter", id, "from", before, "to", after)
	return after
}

// Reset sets the caller's own counter to zero.
func Reset(id core.ObjectID) {
	core.Assert(findOwn(id).Set(valueField, uint64(0)))
	core.Log("Reset", "counter", id)
}

func find(id core.ObjectID) core.Object {
	counter, err := core.GetObject(id)
	core.Assert(err)
	return counter
}

// findOwn is find for those who want to write. The host lets a contract write any object it made,
// whoever owns it, so this check is what keeps strangers out.
func findOwn(id core.ObjectID) core.Object {
	counter := find(id)
	core.Assert(counter.Owner() == core.Sender(), "only the owner may change a counter")
	return counter
}

func read(counter core.Object) (value uint64) {
	core.Assert(counter.Get(valueField, &value))
	return value
}
