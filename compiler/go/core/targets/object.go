package core

import "runtime/sys"

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

// CreateObject makes an object owned by this contract; it panics on failure.
func CreateObject() Object {
	made, err := create()
	if err != nil {
		panic(err.Error())
	}
	return made
}

// GetObject is the object called id; ZeroObjectID means the contract's default object.
func GetObject(id ObjectID) (Object, error) {
	found, err := find(id)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// GetObjectWithOwner is the oldest object of this contract that owner owns, and never its default object.
func GetObjectWithOwner(owner Address) (Object, error) {
	found, err := findOwned(owner)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// DeleteObject removes an object with its fields; it panics on failure, and for a default object, which is
// there as long as its contract.
func DeleteObject(id ObjectID) {
	if err := remove(id); err != nil {
		panic(err.Error())
	}
}

// GetOr is the value of a field of o, or otherwise where o has no such field. It panics where the field
// holds a value of another type, and where the host refuses.
func GetOr[T any](o Object, field string, otherwise T) T {
	value := otherwise
	if err := o.Get(field, &value); err != nil && !isMissing(err) {
		panic(err.Error())
	}
	return value
}

func (o object) SetOwner(addr Address) { check(o.setOwner(addr)) }

func (o object) Get(field string, value any) error {
	descriptor, err := targetDescriptor(value)
	if err != nil {
		return aboutField(field, err)
	}
	if err := o.open(field, descriptor); err != nil {
		return err
	}
	if err := readInto(value); err != nil {
		return aboutField(field, err)
	}
	return ended(field)
}

// getTyped is Get into what a pointer of a type that the compiler knows points to, which puts it in that place.
func getTyped[T any](o Object, field string, value *T) error {
	if err := own(o).open(field, sys.Descriptor[T]()); err != nil {
		return err
	}
	*value = sys.Decode[T]()
	return ended(field)
}
