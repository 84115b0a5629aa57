package core

import (
	"unsafe"

	"allod.dev/core/internal/host"
	"allod.dev/core/internal/wire"
)

// Object is an id, an owner and fields. The host keeps it, and decides who may do what.
type Object interface {
	// ID is its name.
	ID() ObjectID
	// Owner is who it belongs to; zero where that is nobody in particular.
	Owner() Address
	// Contract is the contract that made it.
	Contract() Address
	// SetOwner gives it to addr; it panics where the host refuses.
	SetOwner(addr Address)
	// Has tells whether there is a field of that name, whatever it holds; it panics where the host refuses.
	Has(field string) bool
	// Get reads a field into what value points to. The field must hold a value of that very type.
	Get(field string, value any) error
	// Set writes a field.
	Set(field string, value any) error
}

// object is the host's handle of an object, good for this call.
type object uint32

// CreateObject makes an object owned by this contract; it panics on failure.
func CreateObject() Object { return must(handle(host.CreateObject())) }

// lastID and last are the object whose id was given or asked for last, so that deleting it by that id
// needs no second call of the host.
var (
	lastID ObjectID
	last   object = noObject
)

const noObject object = 1<<32 - 1

// GetObject is the object called id; ZeroObjectID means the contract's default object.
func GetObject(id ObjectID) (Object, error) {
	found, err := handle(host.GetObject(unsafe.Pointer(&id)))
	if err == nil {
		lastID, last = id, found.(object)
	}
	return found, err
}

// GetObjectWithOwner is the oldest object of this contract that owner owns, and never its default object.
func GetObjectWithOwner(owner Address) (Object, error) {
	status, low := host.Split(host.GetObjectWithOwner(unsafe.Pointer(&owner)))
	if status != 0 {
		return nil, unfound(status, &owner)
	}
	return object(low), nil
}

// GetOr is the value of a field of o, or otherwise where o has no such field. It panics where the field
// holds a value of another type, and where the host refuses.
func GetOr[T any](o Object, field string, otherwise T) T {
	value := otherwise
	if err := o.Get(field, &value); err != nil {
		if !Is(err, ErrNotFound) {
			panic(err)
		}
		return otherwise
	}
	return value
}

// DeleteObject removes an object with its fields; it panics on failure, and for a default object, which is
// there as long as its contract.
func DeleteObject(id ObjectID) {
	if last == noObject || lastID != id {
		must(GetObject(id))
	}
	gone := last
	last = noObject
	check(host.DeleteObject(uint32(gone)))
}

func handle(answer uint64) (Object, error) {
	if answer>>32 == 0 {
		return object(answer), nil
	}
	return nil, refusalIn(answer)
}

func check(status uint32) {
	if status != 0 {
		refuse(status)
	}
}

// refusalIn is the host's refusal in an answer with a status in its upper half.
//
//go:noinline
func refusalIn(answer uint64) error {
	status, _ := host.Split(answer)
	return refusal(status)
}

// refuse panics with the host's refusal.
//
//go:noinline
func refuse(status uint32) { panic(refusal(status)) }

func (o object) ID() (id ObjectID) {
	check(host.ObjectID(uint32(o), unsafe.Pointer(&id)))
	lastID, last = id, o
	return id
}

func (o object) Owner() (owner Address) {
	status, _ := host.Split(host.ObjectOwner(uint32(o), unsafe.Pointer(&owner)))
	check(status)
	return owner
}

func (o object) Contract() (contract Address) {
	check(host.ObjectContract(uint32(o), unsafe.Pointer(&contract)))
	return contract
}

func (o object) SetOwner(addr Address) { check(host.ObjectSetOwner(uint32(o), unsafe.Pointer(&addr))) }

func (o object) Set(field string, value any) error {
	kind, data := wire.Writer{Data: kindRoom[:0]}, wire.Writer{Data: valueRoom[:0]}
	if err := describe(&kind, value); err != nil {
		return aboutField(field, err)
	}
	if err := writeValue(&data, value); err != nil {
		return aboutField(field, err)
	}
	name, nameSize := host.Text(field)
	kindAt, kindSize := host.Bytes(kind.Data)
	at, size := host.Bytes(data.Data)
	return failure(host.ObjectSet(uint32(o), name, nameSize, kindAt, kindSize, at, size))
}

func (o object) Has(field string) bool {
	// No value is wanted, so any type will do: where the field holds another, it is there.
	kind := [...]byte{tagBool}
	name, nameSize := host.Text(field)
	kindAt, kindSize := host.Bytes(kind[:])
	status, _ := host.Split(host.ObjectGet(uint32(o), name, nameSize, kindAt, kindSize, kindAt, 0))
	switch status {
	case statusNotFound:
		return false
	case statusTypeMismatch:
		return true
	}
	check(status)
	return true
}

func (o object) Get(field string, value any) error {
	kind := wire.Writer{Data: kindRoom[:0]}
	if err := describeTarget(&kind, value); err != nil {
		return aboutField(field, err)
	}
	name, nameSize := host.Text(field)
	kindAt, kindSize := host.Bytes(kind.Data)
	out, capacity := host.Room(valueRoom[:])
	status, length := host.Split(host.ObjectGet(uint32(o), name, nameSize, kindAt, kindSize, out, capacity))
	if status != 0 {
		return unread(status, o, field)
	}
	r := wire.NewReader(near(valueRoom[:], length))
	if err := readValue(&r, value); err != nil {
		return aboutField(field, err)
	}
	if wrong := r.End(); wrong != "" {
		return Error("core: field " + field + ": " + wrong)
	}
	return nil
}
