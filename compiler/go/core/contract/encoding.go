package core

import (
	"allod.dev/core/internal/host"
	"allod.dev/core/internal/wire"
	"runtime/sys"
)

// Decode reads the values that data holds, in order, into what targets point to: the result of a Call.
func Decode(data []byte, targets ...any) error {
	openBytes(data)
	for _, target := range targets {
		if _, err := targetDescriptor(target); err != nil {
			return about("core: Decode", err)
		}
		if err := readInto(target); err != nil {
			return about("core: Decode", err)
		}
	}
	return decoded()
}

// openBytes begins to read data.
func openBytes(data []byte) { wire.Open(host.Bytes(data)) }

// decodeTarget reads the next value into what target points to.
func decodeTarget[T any](target *T) { *target = sys.Decode[T]() }

// decoded says what was wrong with the bytes that Decode has read.
func decoded() error {
	if wrong := wire.End(); wrong != "" {
		return Error("core: Decode: " + wrong)
	}
	return nil
}

// Encode is values as bytes, in order, as Decode reads them. It panics on a value no contract can store.
func Encode(values ...any) []byte {
	wire.Begin()
	for _, value := range values {
		if _, why := wire.DescriptorOf(value); why != "" {
			panic(about("core: Encode", Error(why)))
		}
		wire.Dynamic(value)
	}
	return encoded()
}

// encoded is a copy of the message.
func encoded() []byte {
	from, size := wire.Message()
	if size == 0 {
		return nil
	}
	return sys.SliceOf[byte](wire.Copied(from, size), size, size)
}
