// Package rtype is internal/rtype over reflect, for stock Go.
package rtype

import "reflect"

type Kind uint8

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

var kinds = map[reflect.Kind]Kind{
	reflect.Bool: Bool, reflect.Int: Int64, reflect.Int8: Int8, reflect.Int16: Int16, reflect.Int32: Int32,
	reflect.Int64: Int64, reflect.Uint: Uint64, reflect.Uint8: Uint8, reflect.Uint16: Uint16, reflect.Uint32: Uint32,
	reflect.Uint64: Uint64, reflect.Uintptr: Uint64, reflect.Float32: Float32, reflect.Float64: Float64,
	reflect.String: String, reflect.Slice: Slice, reflect.Array: Array, reflect.Pointer: Pointer, reflect.Map: Map,
	reflect.Func: Func, reflect.Interface: Interface, reflect.Struct: Struct,
}

type Type struct{ t reflect.Type }

func TypeOf(v any) Type                 { return Type{reflect.TypeOf(v)} }
func (t Type) Kind() Kind               { return kinds[t.t.Kind()] }
func (t Type) String() string           { return t.t.String() }
func (t Type) Elem() Type               { return Type{t.t.Elem()} }
func (t Type) Key() Type                { return Type{t.t.Key()} }
func (t Type) NumField() int            { return t.t.NumField() }
func (t Type) FieldName(i int) string   { return t.t.Field(i).Name }
func (t Type) FieldExported(i int) bool { return t.t.Field(i).IsExported() }

type Value struct {
	Type Type
	v    reflect.Value
}

func of(v reflect.Value) Value { return Value{Type{v.Type()}, v} }

func ValueOf(v any) Value { return of(reflect.ValueOf(v)) }

func (v Value) Interface() any {
	if !v.v.CanInterface() {
		return nil
	}
	return v.v.Interface()
}
func (v Value) Bool() bool { return v.v.Bool() }
func (v Value) Uint() uint64 {
	return v.v.Uint()
}
func (v Value) Int() int64      { return v.v.Int() }
func (v Value) Float() float64  { return v.v.Float() }
func (v Value) Text() string    { return v.v.String() }
func (v Value) IsNil() bool     { return v.v.IsNil() }
func (v Value) Address() uint32 { return uint32(v.v.Pointer()) }
func (v Value) Len() int        { return v.v.Len() }
func (v Value) Index(i int) Value {
	return of(v.v.Index(i))
}
func (v Value) Elem() Value       { return of(v.v.Elem()) }
func (v Value) Field(i int) Value { return of(v.v.Field(i)) }
func (v Value) Set(from Value)    { v.v.Set(from.v) }
func (v Value) Bytes() []byte {
	b := make([]byte, v.Len())
	for i := range b {
		b[i] = byte(v.v.Index(i).Uint())
	}
	return b
}

type Entry struct{ Key, Value Value }

func (v Value) MapEntries() []Entry {
	var entries []Entry
	for _, key := range v.v.MapKeys() {
		entries = append(entries, Entry{of(key), of(v.v.MapIndex(key))})
	}
	return entries
}

func (v Value) Swapper() func(i, j int) { return reflect.Swapper(v.v.Interface()) }

// Order goes by the text, since addresses of types are not the same in two programs.
func (t Type) Order() uint32 {
	order := uint32(0)
	for _, c := range []byte(t.String() + "    ")[:4] {
		order = order<<8 | uint32(c)
	}
	return order
}
