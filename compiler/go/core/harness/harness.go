// Package harness asks the program that runs tests: package testing says by it what becomes of a test, package chain acts by it
// on the chain of a test. Tests do not import it.
package harness

import (
	"allod.dev/core/internal/host"
	"allod.dev/core/internal/wire"
	"runtime/sys"
)

// Questions. The program that runs tests has the same list.
const (
	Log = iota
	Fail
	Exit
	Begin
	End
	Helper
	NewWorld
	Deploy
	Call
	Words
	Into
	Events
	EventInto
	Emits
	Objects
	Object
	FieldInto
	Account
	Fund
	Balance
	Block
	Advance
	Snapshot
	Revert
)

//go:wasmimport testing ask
func ask(question, data, size, out, capacity uint32) uint64

// Ask asks a question with the message that has been written since wire.Begin, and opens what is answered. It is false where
// the answer is a text that says what was wrong.
func Ask(question uint32) bool {
	at, size := wire.Message()
	status, length := host.Split(ask(question, at, size, wire.InRoom(), wire.RoomSize))
	wire.Open(wire.Answer(length), length)
	return status == 0
}

// Take reads the next value of the answer.
func Take[T any]() T { return sys.Decode[T]() }

// Give adds a value to the message.
func Give[T any](value T) { wire.Value(value) }

// Message begins a message.
func Message() { wire.Begin() }

// Tagged is values with their types, as the program takes arguments, or why one of them can't be stored.
func Tagged(values []any) (encoded []byte, why string) {
	if len(values) > 255 {
		return nil, "more than 255 values"
	}
	wire.Begin()
	wire.Byte(uint8(len(values)))
	for _, value := range values {
		descriptor, why := wire.DescriptorOf(value)
		if why != "" {
			return nil, why
		}
		wire.Raw(descriptor)
		wire.Dynamic(value)
	}
	from, size := wire.Message()
	return sys.SliceOf[byte](wire.Copied(from, size), size, size), ""
}

// Descriptor is the descriptor of the type that target points to, or why nothing can be read into it.
func Descriptor(target any) (descriptor []byte, why string) {
	text, why, pointer := wire.TargetOf(target)
	if !pointer {
		return nil, "a value is read into a pointer, not into " + wire.NameOf(target)
	}
	return []byte(text), why
}

// Read reads data into what target points to, and says what was wrong.
func Read(data []byte, targets []any) string {
	wire.Open(host.Bytes(data))
	for _, target := range targets {
		if !wire.Into(target) {
			return "a value is read into a pointer that is not nil"
		}
	}
	return wire.End()
}
