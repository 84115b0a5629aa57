package core

import "allod.dev/core/internal/wire"

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
)

// stringDescriptor is the descriptor of a string.
const stringDescriptor = "\x0c"

// writeTagged begins a message with how many values there are, and each with its type.
func writeTagged(values []any) error {
	if len(values) > 255 {
		return Error("more than 255 values")
	}
	wire.Begin()
	wire.Byte(uint8(len(values)))
	for _, value := range values {
		descriptor, why := wire.DescriptorOf(value)
		if why != "" {
			return Error(why)
		}
		wire.Raw(descriptor)
		wire.Dynamic(value)
	}
	return nil
}

// unwritable is where the first of values stands that no contract can store or pass, once it is known that
// there is one.
func unwritable(values []any) int {
	for i, value := range values {
		if _, why := wire.DescriptorOf(value); why != "" {
			return i
		}
	}
	return 0
}

// targetDescriptor is the descriptor of the type that target points to.
func targetDescriptor(target any) (string, error) {
	descriptor, why, pointer := wire.TargetOf(target)
	if !pointer {
		return "", noPointer(target)
	}
	if why != "" {
		return "", Error(why)
	}
	return descriptor, nil
}

func noPointer(target any) error { return Error("a value is read into a pointer, not " + Text(target)) }

// readInto reads the bytes that wire has opened into what target points to.
func readInto(target any) error {
	if !wire.Into(target) {
		return noPointer(target)
	}
	return nil
}

// Values whose types the compiler knows are put into messages one by one: where a call of Log, Call, Encode or Decode names
// its values, the compiler writes these in its place.

// beginTagged begins a message of so many values with their types.
func beginTagged(count uint8) {
	wire.Begin()
	wire.Byte(count)
}

// putTagged adds a value and its type.
func putTagged[T any](value T) { wire.Tagged(value) }

// beginPlain begins a message of values alone.
func beginPlain() { wire.Begin() }

// putPlain adds a value.
func putPlain[T any](value T) { wire.Value(value) }
