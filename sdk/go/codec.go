package core

import (
	"reflect"

	"allod.dev/core/internal/own"
	"allod.dev/core/internal/wire"
)

// Tags of types in descriptors. A field keeps its type's descriptor beside its value.
const (
	tagBool = iota + 1
	tagU8
	tagU16
	tagU32
	tagU64
	tagU128
	tagI8
	tagI16
	tagI32
	tagI64
	tagI128
	tagString
	tagBytes
	tagAddress
	tagObjectID
	tagHash
	tagList
	tagOption
	tagStruct
)

// The plain types have a path of their own, without reflection: they are nearly all that contracts store. So have the
// named types of the contract's package (package own). Types declared inside functions, instances of generic types and
// slices of structs go by reflection.

// plainTag is the tag of value's type, or of what it points to; 0 where it takes more than a tag.
func plainTag(value any) uint8 {
	switch value.(type) {
	case uint64, *uint64, uint, *uint:
		return tagU64
	case int64, *int64, int, *int:
		return tagI64
	case string, *string:
		return tagString
	case Address, *Address:
		return tagAddress
	case ObjectID, *ObjectID:
		return tagObjectID
	case bool, *bool:
		return tagBool
	case []byte, *[]byte:
		return tagBytes
	case Hash, *Hash:
		return tagHash
	case uint32, *uint32:
		return tagU32
	case int32, *int32:
		return tagI32
	case uint8, *uint8:
		return tagU8
	case uint16, *uint16:
		return tagU16
	case int8, *int8:
		return tagI8
	case int16, *int16:
		return tagI16
	}
	return 0
}

// isPointer tells a pointer to a plain type from the plain type itself: one is an option where it is
// written, and a target where it is read.
func isPointer(value any) bool { return reflect.TypeOf(value).Kind() == reflect.Pointer }

// describe writes the descriptor of value's type.
func describe(w *wire.Writer, value any) error {
	tag := plainTag(value)
	if tag == 0 {
		if kind := own.Kind(value); kind != "" {
			w.Raw(kind)
			return nil
		}
		return describeType(w, reflect.TypeOf(value), 0)
	}
	if isPointer(value) {
		w.U8(tagOption)
	}
	w.U8(tag)
	return nil
}

// describeTarget writes the descriptor of the type that target points to.
func describeTarget(w *wire.Writer, target any) error {
	if tag := plainTag(target); tag != 0 && isPointer(target) {
		w.U8(tag)
		return nil
	}
	v := reflect.ValueOf(target)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return Error("a value is read into a pointer, not " + Text(target))
	}
	if kind := own.TargetKind(target); kind != "" {
		w.Raw(kind)
		return nil
	}
	return describeType(w, v.Type().Elem(), 0)
}

// writeTagged writes how many values there are, and each with its type.
func writeTagged(w *wire.Writer, values []any) error {
	if len(values) > 255 {
		return Error("more than 255 values")
	}
	w.U8(uint8(len(values)))
	for _, value := range values {
		if err := describe(w, value); err != nil {
			return err
		}
		if err := writeValue(w, value); err != nil {
			return err
		}
	}
	return nil
}

// unwritable is where the first of values stands that no contract can store or pass, once it is known that
// there is one.
func unwritable(values []any) int {
	for i, value := range values {
		var w wire.Writer
		if describe(&w, value) != nil || writeValue(&w, value) != nil {
			return i
		}
	}
	return 0
}

// writeValue writes value alone.
func writeValue(w *wire.Writer, value any) error {
	switch v := value.(type) {
	case uint64:
		w.U64(v)
	case int64:
		w.I64(v)
	case uint:
		w.Uint(v)
	case int:
		w.Int(v)
	case string:
		w.String(v)
	case Address:
		w.Fixed(v[:])
	case ObjectID:
		w.Fixed(v[:])
	case bool:
		w.Bool(v)
	case []byte:
		w.Bytes(v)
	case Hash:
		w.Fixed(v[:])
	case uint32:
		w.U32(v)
	case int32:
		w.I32(v)
	case uint8:
		w.U8(v)
	case uint16:
		w.U16(v)
	case int8:
		w.I8(v)
	case int16:
		w.I16(v)
	default:
		if value == nil {
			return unsupported(nil)
		}
		if own.Write(w, value) {
			return nil
		}
		return writeReflected(w, addressable(value))
	}
	return nil
}

// readValue reads into what target points to.
func readValue(r *wire.Reader, target any) error {
	switch p := target.(type) {
	case *uint64:
		*p = r.U64()
	case *int64:
		*p = r.I64()
	case *uint:
		*p = r.Uint()
	case *int:
		*p = r.Int()
	case *string:
		*p = r.String()
	case *Address:
		r.Fixed(p[:])
	case *ObjectID:
		r.Fixed(p[:])
	case *bool:
		*p = r.Bool()
	case *[]byte:
		*p = r.Bytes()
	case *Hash:
		r.Fixed(p[:])
	case *uint32:
		*p = r.U32()
	case *int32:
		*p = r.I32()
	case *uint8:
		*p = r.U8()
	case *uint16:
		*p = r.U16()
	case *int8:
		*p = r.I8()
	case *int16:
		*p = r.I16()
	default:
		v := reflect.ValueOf(target)
		if v.Kind() != reflect.Pointer || v.IsNil() {
			return Error("a value is read into a pointer, not " + Text(target))
		}
		if own.Read(r, target) {
			return nil
		}
		return readReflected(r, v.Elem())
	}
	return nil
}
