package core

import (
	"reflect"

	"allod.dev/core/internal/wire"
)

// Types inside types, at most; the host's own limit.
const maxDepth = 8

var (
	addressType  = reflect.TypeOf(Address{})
	objectIDType = reflect.TypeOf(ObjectID{})
	hashType     = reflect.TypeOf(Hash{})
)

// plainKinds are the tags of types that a contract may have named anew: type Balance uint64. 0 where a
// kind takes more than a tag.
var plainKinds = [...]uint8{
	reflect.Bool: tagBool, reflect.String: tagString,
	reflect.Uint: tagU64, reflect.Uint8: tagU8, reflect.Uint16: tagU16, reflect.Uint32: tagU32, reflect.Uint64: tagU64,
	reflect.Int: tagI64, reflect.Int8: tagI8, reflect.Int16: tagI16, reflect.Int32: tagI32, reflect.Int64: tagI64,
	reflect.UnsafePointer: 0,
}

func unsupported(t reflect.Type) error {
	name := "nil"
	if t != nil {
		name = typeName(t)
	}
	return Error("no contract can store or pass " + name + ": use integers, bool, string, []byte, core.Address, core.ObjectID, core.Hash, slices and pointers of these, or structs with exported fields")
}

// typeName is t as the contract's author writes it. To Go every contract is package main, so its own types would have
// a package in front that is not theirs.
func typeName(t reflect.Type) string {
	const made = "main."
	name, from := t.String(), 0
	var out []byte
	for at := 0; at+len(made) <= len(name); at++ {
		begins := at == 0 || !isLetter(name[at-1])
		if begins && name[at:at+len(made)] == made {
			out = append(out, name[from:at]...)
			from = at + len(made)
		}
	}
	return string(append(out, name[from:]...))
}

// isLetter tells whether c is part of a name, and not what stands around one.
func isLetter(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || c >= 0x80
}

func hidden(t reflect.Type, field int) error {
	return Error("struct " + t.Name() + ": field " + t.Field(field).Name + " must begin with a capital to be stored or passed")
}

// describeType writes the descriptor of t.
func describeType(w *wire.Writer, t reflect.Type, depth int) error {
	if t == nil || depth >= maxDepth {
		return unsupported(t)
	}
	if tag := plainKinds[t.Kind()]; tag != 0 {
		w.U8(tag)
		return nil
	}
	switch t.Kind() {
	case reflect.Array:
		switch t {
		case addressType:
			w.U8(tagAddress)
		case objectIDType:
			w.U8(tagObjectID)
		case hashType:
			w.U8(tagHash)
		default:
			return unsupported(t)
		}
		return nil
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			w.U8(tagBytes)
			return nil
		}
		w.U8(tagList)
		return describeType(w, t.Elem(), depth+1)
	case reflect.Pointer:
		w.U8(tagOption)
		return describeType(w, t.Elem(), depth+1)
	case reflect.Struct:
		return describeStruct(w, t, depth)
	}
	return unsupported(t)
}

func describeStruct(w *wire.Writer, t reflect.Type, depth int) error {
	if t.Name() == "" || t.NumField() > 255 {
		return unsupported(t)
	}
	w.U8(tagStruct)
	w.ShortText(t.Name())
	w.U8(uint8(t.NumField()))
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		if !field.IsExported() {
			return hidden(t, i)
		}
		w.ShortText(field.Name)
		if err := describeType(w, field.Type, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// addressable is a copy of value whose parts can be taken as they lie in memory.
func addressable(value any) reflect.Value {
	v := reflect.ValueOf(value)
	room := reflect.New(v.Type()).Elem()
	room.Set(v)
	return room
}

// writeReflected writes v, which is addressable and whose type describeType knows.
func writeReflected(w *wire.Writer, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Bool:
		w.Bool(v.Bool())
	case reflect.String:
		w.String(v.String())
	case reflect.Uint8:
		w.U8(uint8(v.Uint()))
	case reflect.Uint16:
		w.U16(uint16(v.Uint()))
	case reflect.Uint32:
		w.U32(uint32(v.Uint()))
	case reflect.Uint64, reflect.Uint:
		w.U64(v.Uint())
	case reflect.Int8:
		w.I8(int8(v.Int()))
	case reflect.Int16:
		w.I16(int16(v.Int()))
	case reflect.Int32:
		w.I32(int32(v.Int()))
	case reflect.Int64, reflect.Int:
		w.I64(v.Int())
	case reflect.Array:
		w.Fixed(v.Bytes())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			w.Bytes(v.Bytes())
			return nil
		}
		w.Count(v.Len())
		for i := 0; i < v.Len(); i++ {
			if err := writeReflected(w, v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Pointer:
		w.Bool(!v.IsNil())
		if !v.IsNil() {
			return writeReflected(w, v.Elem())
		}
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			if !v.Field(i).CanSet() {
				return hidden(v.Type(), i)
			}
			if err := writeReflected(w, v.Field(i)); err != nil {
				return err
			}
		}
	default:
		return unsupported(v.Type())
	}
	return nil
}

// readReflected fills v, whose type describeType knows.
func readReflected(r *wire.Reader, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.Bool())
	case reflect.String:
		v.SetString(r.String())
	case reflect.Uint8:
		v.SetUint(uint64(r.U8()))
	case reflect.Uint16:
		v.SetUint(uint64(r.U16()))
	case reflect.Uint32:
		v.SetUint(uint64(r.U32()))
	case reflect.Uint64:
		v.SetUint(r.U64())
	case reflect.Uint:
		v.SetUint(uint64(r.Uint()))
	case reflect.Int8:
		v.SetInt(int64(r.I8()))
	case reflect.Int16:
		v.SetInt(int64(r.I16()))
	case reflect.Int32:
		v.SetInt(int64(r.I32()))
	case reflect.Int64:
		v.SetInt(r.I64())
	case reflect.Int:
		v.SetInt(int64(r.Int()))
	case reflect.Array:
		r.Fixed(v.Bytes())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes(r.Bytes())
			return nil
		}
		count := r.Count()
		items := reflect.MakeSlice(v.Type(), count, count)
		for i := 0; i < count; i++ {
			if err := readReflected(r, items.Index(i)); err != nil {
				return err
			}
		}
		v.Set(items)
	case reflect.Pointer:
		if !r.Bool() {
			v.SetZero()
			return nil
		}
		item := reflect.New(v.Type().Elem())
		v.Set(item)
		return readReflected(r, item.Elem())
	case reflect.Struct:
		for i := 0; i < v.NumField(); i++ {
			if !v.Field(i).CanSet() {
				return hidden(v.Type(), i)
			}
			if err := readReflected(r, v.Field(i)); err != nil {
				return err
			}
		}
	default:
		return unsupported(v.Type())
	}
	return nil
}
