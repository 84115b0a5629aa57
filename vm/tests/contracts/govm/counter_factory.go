// Package counter keeps each number in an object of its own, which belongs to whoever made it.
package counter

import (
	"github.com/govm-net/vm/core"
)

// Initialize makes a counter that begins with a value.
func Initialize(initialValue uint64) core.ObjectID {
	made := core.CreateObject()
	core.Assert(made.Set("value", initialValue))
	made.SetOwner(core.Sender())
	core.Log("CounterInitialized", "initial_value", initialValue, "creator", core.Sender())
	return made.ID()
}

// GetValue returns a counter's number, to anybody.
func GetValue(counterID core.ObjectID) uint64 {
	object, err := core.GetObject(counterID)
	core.Assert(err)
	var value uint64
	err = object.Get("value", &value)
	core.Assert(err)
	return value
}

// Increment adds amount to the caller's counter.
func Increment(counterID core.ObjectID, amount uint64) error {
	object := own(counterID)
	var before uint64
	if err := object.Get("value", &before); err != nil {
		return err
	}
	after := before + amount
	core.Assert(object.Set("value", after))
	core.Log("CounterIncremented", "counter_id", counterID, "old_value", before, "new_value", after, "amount", amount)
	return nil
}

// Reset sets the caller's counter back to zero.
func Reset(counterID core.ObjectID) error {
	core.Assert(own(counterID).Set("value", uint64(0)))
	core.Log("CounterReset", "counter_id", counterID)
	return nil
}

func own(id core.ObjectID) core.Object {
	object, err := core.GetObject(id)
	core.Assert(err)
	core.Assert(object.Owner() == core.Sender())
	return object
}
