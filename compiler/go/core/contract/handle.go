package core

import (
	"allod.dev/core/internal/host"
	"allod.dev/core/internal/wire"
	"runtime/sys"
)

// object is the host's handle of an object, good for this call.
type object uint32

// lastID and last are the object whose id was given or asked for last, so that deleting it by that id
// needs no second call of the host.
var (
	lastID ObjectID
	last   object
	known  bool
)

// create makes an object owned by this contract.
func create() (object, error) {
	status, low := host.Split(host.CreateObject())
	if status != 0 {
		return 0, refusal(status)
	}
	return object(low), nil
}

// find is the object called id.
func find(id ObjectID) (object, error) {
	status, low := host.Split(host.GetObject(host.Lend(id)))
	if status != 0 {
		return 0, refusal(status)
	}
	lastID, last, known = id, object(low), true
	return object(low), nil
}

// findOwned is the oldest object that owner owns.
func findOwned(owner Address) (object, error) {
	status, low := host.Split(host.GetObjectWithOwner(host.Lend(owner)))
	if status != 0 {
		return 0, unfound(status, owner)
	}
	return object(low), nil
}

// remove removes the object called id.
func remove(id ObjectID) error {
	gone := last
	if !known || lastID != id {
		found, err := find(id)
		if err != nil {
			return err
		}
		gone = found
	}
	known = false
	return failure(host.DeleteObject(uint32(gone)))
}

func check(status uint32) {
	if status != 0 {
		refuse(status)
	}
}

// refuse panics with the host's refusal.
func refuse(status uint32) { panic(hostError{status: status, text: reason()}.Error()) }

func (o object) ID() ObjectID {
	check(host.ObjectID(uint32(o), host.Slot()))
	id := host.Taken[ObjectID]()
	lastID, last, known = id, o, true
	return id
}

func (o object) Owner() Address {
	status, _ := host.Split(host.ObjectOwner(uint32(o), host.Slot()))
	check(status)
	return host.Taken[Address]()
}

func (o object) Contract() Address {
	check(host.ObjectContract(uint32(o), host.Slot()))
	return host.Taken[Address]()
}

// setOwner gives o to addr.
func (o object) setOwner(addr Address) uint32 { return host.ObjectSetOwner(uint32(o), host.Lend(addr)) }

func (o object) Has(field string) bool {
	// No value is wanted, so any type will do: where the field holds another, it is there.
	status := o.look(field, "\x01")
	switch status {
	case statusNotFound:
		return false
	case statusTypeMismatch:
		return true
	}
	check(status)
	return true
}

// look asks for a field as a type, and for none of its bytes.
func (o object) look(field, descriptor string) uint32 {
	name, nameSize := host.Text(field)
	kindAt, kindSize := host.Text(descriptor)
	status, _ := host.Split(host.ObjectGet(uint32(o), name, nameSize, kindAt, kindSize, wire.InRoom(), 0))
	return status
}

// set writes a message to a field whose type has that descriptor.
func (o object) set(field, descriptor string, at, size uint32) error {
	name, nameSize := host.Text(field)
	kindAt, kindSize := host.Text(descriptor)
	return failure(host.ObjectSet(uint32(o), name, nameSize, kindAt, kindSize, at, size))
}

// open begins to read a field whose type has that descriptor.
func (o object) open(field, descriptor string) error {
	name, nameSize := host.Text(field)
	kindAt, kindSize := host.Text(descriptor)
	answer := host.ObjectGet(uint32(o), name, nameSize, kindAt, kindSize, wire.InRoom(), wire.RoomSize)
	status, length := host.Split(answer)
	if status != 0 {
		return unread(status, o, field)
	}
	wire.Open(wire.Answer(length), length)
	return nil
}

// ended says what was wrong with a field that has been read.
func ended(field string) error {
	if wrong := wire.End(); wrong != "" {
		where := "field " + field + ": "
		return Error("core: " + where + wrong)
	}
	return nil
}

func (o object) Set(field string, value any) error {
	descriptor, why := wire.DescriptorOf(value)
	if why != "" {
		return aboutField(field, Error(why))
	}
	wire.Begin()
	wire.Dynamic(value)
	at, size := wire.Message()
	return o.set(field, descriptor, at, size)
}

// setTyped is Set of a value whose type the compiler knows, which puts it in that place.
func setTyped[T any](o Object, field string, value T) error {
	handle := own(o)
	at := wire.Room(sys.EncodedSize(value))
	return handle.set(field, sys.Descriptor[T](), at, sys.Encode(at, value)-at)
}

// own is the object of the host that o is, where there are no others.
func own(o Object) object {
	if o == nil {
		var none *object
		return *none
	}
	return object(sys.InterfaceWord(o))
}
