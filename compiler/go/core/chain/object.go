package chain

import (
	"allod.dev/core"
	"allod.dev/core/internal/harness"
	"testing"
)

// Object is an object as it was when it was asked for; its fields are read as they are now.
type Object struct {
	// ID is its name.
	ID core.ObjectID
	// Contract is the contract that made it.
	Contract core.Address
	// Owner is who it belongs to; zero where that is nobody in particular.
	Owner core.Address
	// Ownership is the kind of its owner.
	Ownership core.Ownership
	// Fields are the names of its fields, in order.
	Fields []string

	world *World
}

// Objects are the objects of an owner, the oldest first.
func (w *World) Objects(owner core.Address) []core.ObjectID {
	w.ask()
	harness.Give(owner)
	harness.Ask(harness.Objects)
	return harness.Take[[]core.ObjectID]()
}

// Find is the object called id, if there is one.
func (w *World) Find(id core.ObjectID) (object Object, found bool) {
	w.ask()
	harness.Give(id)
	harness.Ask(harness.Object)
	if !harness.Take[bool]() {
		return Object{}, false
	}
	object = Object{ID: id, world: w}
	object.Contract = harness.Take[core.Address]()
	object.Owner = harness.Take[core.Address]()
	object.Ownership = core.Ownership(harness.Take[uint8]())
	object.Fields = harness.Take[[]string]()
	return object, true
}

// Object is the object called id; the test ends where there is none.
func (w *World) Object(t testing.TB, id core.ObjectID) Object {
	object, found := w.Find(id)
	if !found {
		t.Fatal("no object " + id.String())
	}
	return object
}

// Default is the default object of a contract.
func (c *Contract) Default(t testing.TB) Object {
	return c.World.Object(t, c.object)
}

// Has tells whether the object had a field of that name.
func (o Object) Has(field string) bool {
	for _, name := range o.Fields {
		if name == field {
			return true
		}
	}
	return false
}

// Into reads a field into what target points to.
func (o Object) Into(t testing.TB, field string, target any) {
	read(t, func() {
		harness.Give(o.world.number)
		harness.Give(o.ID)
		harness.Give([]byte(field))
	}, harness.FieldInto, []any{target})
}

// Uint64 is the value of a field, a number without a sign.
func (o Object) Uint64(t testing.TB, field string) (value uint64) {
	o.Into(t, field, &value)
	return value
}

// String is the value of a field, a text.
func (o Object) String(t testing.TB, field string) (value string) {
	o.Into(t, field, &value)
	return value
}

// Address is the value of a field.
func (o Object) Address(t testing.TB, field string) (value core.Address) {
	o.Into(t, field, &value)
	return value
}
