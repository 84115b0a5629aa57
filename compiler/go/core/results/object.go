package core

// Object is an id, an owner and fields. The host keeps it, and decides who may do what.
type Object interface {
	// ID is its name.
	ID() ObjectID
	// Owner is who it belongs to; zero where that is nobody in particular.
	Owner() Address
	// Contract is the contract that made it.
	Contract() Address
	// SetOwner gives it to addr.
	SetOwner(addr Address) error
	// Has tells whether there is a field of that name, whatever it holds; it panics where the host refuses.
	Has(field string) bool
	// Get is the value of a field, of the type that it was stored with: integers, bool, string, []byte, Address, ObjectID
	// or Hash, or a list of one of these but []byte.
	Get(field string) (any, error)
	// Set writes a field.
	Set(field string, value any) error
}

// CreateObject makes an object owned by this contract.
func CreateObject() (Object, error) {
	made, err := create()
	if err != nil {
		return nil, err
	}
	return made, nil
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

// DeleteObject removes an object with its fields, and never a default object.
func DeleteObject(id ObjectID) error { return remove(id) }

// GetOr is the value of a field of o, or otherwise where o has no such field. It panics where the field
// holds a value of another type, and where the host refuses.
func GetOr[T any](o Object, field string, otherwise T) T {
	value := otherwise
	if err := Read(o, field, &value); err != nil && !isMissing(err) {
		panic(err)
	}
	return value
}

func (o object) SetOwner(addr Address) error { return failure(o.setOwner(addr)) }

func (o object) Get(field string) (any, error) {
	for _, kind := range kinds {
		err := o.open(field, kind.descriptor)
		if err == nil {
			value := kind.read()
			return value, ended(field)
		}
		if other, ok := err.(hostError); !ok || other.status != statusTypeMismatch {
			return nil, err
		}
	}
	return nil, Error("core: field " + field + " holds a value of another type than Get knows: read it with core.Read(object, field, &value)")
}

// Read reads a field into what value points to. The field must hold a value of that very type, which may be one that Get
// does not know: a struct, say.
func Read[T any](o Object, field string, value *T) error {
	handle, ok := o.(object)
	if !ok {
		panic("core: not an object of the host")
	}
	return handle.read(field, value)
}

func (o object) read(field string, value any) error {
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
