package rtype

import "runtime/sys"

// Value is a value in memory, and its type.
type Value struct {
	Type Type
	at   uint32
}

// ValueOf returns the value in an interface, which is not nil.
func ValueOf(v any) Value {
	t := TypeOf(v)
	word := sys.InterfaceWord(v)
	if !t.direct() {
		return Value{t, uint32(word)}
	}
	at := sys.Alloc(8)
	sys.Store64(at, word)
	return Value{t, at}
}

func (t Type) direct() bool {
	return sys.Load8(uint32(t)+typeFlags)&flagDirect != 0
}

// Interface returns the value in an interface, or nil if no value of this type can be in one.
func (v Value) Interface() any {
	number := v.Type.word(typeNumber)
	switch {
	case v.Type.Kind() == Interface:
		return sys.Read[any](v.at)
	case number == 0:
		return nil
	case v.Type.direct():
		return sys.InterfaceOf(number, v.direct())
	}
	return sys.InterfaceOf(number, uint64(v.at))
}

// direct returns the one word that the value is. Small integers fill half of it, with their sign.
func (v Value) direct() uint64 {
	t := v.Type
	for {
		switch t.Kind() {
		case Struct:
			t = t.wordField()
			continue
		case Array:
			t = t.Elem()
			continue
		case Int8, Int16:
			return uint64(uint32(Value{t, v.at}.Int()))
		}
		return Value{t, v.at}.Uint()
	}
}

// wordField returns the type of the one field of a struct that is a word.
func (t Type) wordField() Type {
	for i := range t.NumField() {
		if field := Type(sys.Load32(t.field(i) + fieldType)); field.word(typeSize) != 0 {
			return field
		}
	}
	return t
}

// Bool returns a bool.
func (v Value) Bool() bool {
	return sys.Load8(v.at) != 0
}

// Uint returns an unsigned integer, or the bits of a float or address.
func (v Value) Uint() uint64 {
	switch v.Type.word(typeSize) {
	case 1:
		return uint64(sys.Load8(v.at))
	case 2:
		return uint64(sys.Load16(v.at))
	case 4:
		return uint64(sys.Load32(v.at))
	}
	return sys.Load64(v.at)
}

// Int returns a signed integer.
func (v Value) Int() int64 {
	unused := 64 - 8*v.Type.word(typeSize)
	return int64(v.Uint()<<unused) >> unused
}

// Float returns a float.
func (v Value) Float() float64 {
	if v.Type.Kind() == Float32 {
		return float64(sys.Float32Of(sys.Load32(v.at)))
	}
	return sys.Float64Of(sys.Load64(v.at))
}

// Text returns a string.
func (v Value) Text() string {
	return sys.Read[string](v.at)
}

// Bytes returns a slice or an array of bytes, without a copy.
func (v Value) Bytes() []byte {
	length := uint32(v.Len())
	return sys.SliceOf[byte](v.elements(), length, length)
}

// IsNil tells if a pointer, map, function, slice or interface is nil.
func (v Value) IsNil() bool {
	return sys.Load32(v.at) == 0
}

// Address returns the address that a pointer, map, function or slice is.
func (v Value) Address() uint32 {
	return sys.Load32(v.at)
}

// Len returns the number of elements of a slice or an array, or of entries of a map.
func (v Value) Len() int {
	switch v.Type.Kind() {
	case Array:
		return int(v.Type.word(typeMore))
	case Map:
		return len(v.MapEntries())
	}
	return int(sys.Load32(v.at + 4))
}

// elements returns the address of the first element of a slice or an array.
func (v Value) elements() uint32 {
	if v.Type.Kind() == Array {
		return v.at
	}
	return sys.Load32(v.at)
}

// Index returns an element of a slice or an array.
func (v Value) Index(i int) Value {
	elem := v.Type.Elem()
	return Value{elem, v.elements() + uint32(i)*elem.word(typeSize)}
}

// Elem returns the target of a pointer, or the value in an interface; neither is nil.
func (v Value) Elem() Value {
	if v.Type.Kind() == Interface {
		return ValueOf(sys.Read[any](v.at))
	}
	return Value{v.Type.Elem(), sys.Load32(v.at)}
}

// Field returns a field of a struct.
func (v Value) Field(i int) Value {
	field := v.Type.field(i)
	return Value{Type(sys.Load32(field + fieldType)), v.at + sys.Load32(field+fieldOffset)}
}

// Set gives a variable the value of another one of the same type.
func (v Value) Set(from Value) {
	sys.Copy(v.at, from.at, v.Type.word(typeSize))
}

// Swapper returns a function that exchanges two elements of a slice.
func (v Value) Swapper() func(i, j int) {
	size := v.Type.Elem().word(typeSize)
	start, room := v.elements(), sys.Alloc(size)
	return func(i, j int) {
		a, b := start+uint32(i)*size, start+uint32(j)*size
		sys.Copy(room, a, size)
		sys.Copy(a, b, size)
		sys.Copy(b, room, size)
	}
}
