package core

import (
	"allod.dev/core/internal/wire"
	"runtime/sys"
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

// encodedRoom is where the result of Encode goes.
func encodedRoom(size uint64) uint32 { return sys.Alloc(uint32(min(size, 1<<32-1))) }

// encodedAt is the result of Encode.
func encodedAt(at, size uint32) []byte {
	if size == 0 {
		return nil
	}
	return sys.SliceOf[byte](at, size, size)
}
