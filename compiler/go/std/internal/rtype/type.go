// Package rtype reads the descriptors of types that the compiler puts into a module, and values by them.
package rtype

import "runtime/sys"

// Type is the address of a descriptor.
type Type uint32

// Kind is the structure of a type. int, uint and uintptr are of 64 bits.
type Kind uint8

// Kinds, by the numbers in descriptors.
const (
	Bool Kind = iota + 1
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Float32
	Float64
	String
	Slice
	Array
	Pointer
	Map
	Func
	Interface
	Struct
)

// What descriptors and records of fields have, and where.
const (
	typeFlags  = 1
	typeSize   = 4
	typeText   = 8
	typeNumber = 16
	typeElem   = 20
	typeMore   = 24
	typeFields = 28

	flagDirect = 1

	fieldBytes    = 20
	fieldType     = 8
	fieldOffset   = 12
	fieldFlags    = 16
	fieldExported = 2
)

// ofNumber returns the type with a number, which is not 0.
func ofNumber(number uint32) Type {
	return Type(sys.Load32(sys.TypeTable() + 4*(number-1)))
}

// TypeOf returns the dynamic type of a value that is not nil.
func TypeOf(v any) Type {
	return ofNumber(sys.TypeNumber(v))
}

func (t Type) word(at uint32) uint32 {
	return sys.Load32(uint32(t) + at)
}

// Kind returns the type's structure.
func (t Type) Kind() Kind {
	return Kind(sys.Load8(uint32(t)))
}

// String returns the type as %T prints it.
func (t Type) String() string {
	return text(uint32(t) + typeText)
}

// Elem returns the type of elements, or of a pointer's target.
func (t Type) Elem() Type {
	return Type(t.word(typeElem))
}

// Key returns the type of a map's keys.
func (t Type) Key() Type {
	return Type(t.word(typeMore))
}

// Order returns a number by which types are in order.
func (t Type) Order() uint32 {
	return uint32(t)
}

// NumField returns the number of a struct's fields.
func (t Type) NumField() int {
	return int(t.word(typeFields))
}

// field returns the address of a field's record.
func (t Type) field(i int) uint32 {
	return t.word(typeMore) + uint32(i)*fieldBytes
}

// FieldName returns the name of a field.
func (t Type) FieldName(i int) string {
	return text(t.field(i))
}

// FieldExported tells if other packages may use a field.
func (t Type) FieldExported(i int) bool {
	return sys.Load32(t.field(i)+fieldFlags)&fieldExported != 0
}

func text(at uint32) string {
	return sys.StringOf(sys.Load32(at), sys.Load32(at+4))
}
