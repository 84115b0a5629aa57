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
	return handle(host.GetObjectWithOwner(unsafe.Pointer(&owner)))
}

// DeleteObject removes an object with its fields; it panics on failure.
func DeleteObject(id ObjectID) {
	if last == noObject || lastID != id {
		must(GetObject(id))
	}
	gone := last
	last = noObject
	check(host.DeleteObject(uint32(gone)))
}

func handle(answer uint64) (Object, error) {
	status, low := host.Split(answer)
	if status != 0 {
		return nil, failure(status)
	}
	return object(low), nil
}

func check(status uint32) {
	if err := failure(status); err != nil {
		panic(err)
	}
}

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
		return err
	}
	if err := writeValue(&data, value); err != nil {
		return err
	}
	name, nameSize := host.Text(field)
	kindAt, kindSize := host.Bytes(kind.Data)
	at, size := host.Bytes(data.Data)
	return failure(host.ObjectSet(uint32(o), name, nameSize, kindAt, kindSize, at, size))
}

func (o object) Get(field string, value any) error {
	kind := wire.Writer{Data: kindRoom[:0]}
	if err := describeTarget(&kind, value); err != nil {
		return err
	}
	name, nameSize := host.Text(field)
	kindAt, kindSize := host.Bytes(kind.Data)
	out, capacity := host.Room(valueRoom[:])
	status, length := host.Split(host.ObjectGet(uint32(o), name, nameSize, kindAt, kindSize, out, capacity))
	if status != 0 {
		return failure(status)
	}
	r := wire.NewReader(near(valueRoom[:], length))
	if err := readValue(&r, value); err != nil {
		return err
	}
	if wrong := r.End(); wrong != "" {
		return Error("core: field " + field + ": " + wrong)
	}
	return nil
}
