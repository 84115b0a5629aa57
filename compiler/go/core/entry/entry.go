// Package entry is what the compiler writes entry points against: how a call comes in, and how it ends. Contracts do not
// import it.
package entry

import (
	"allod.dev/core/internal/host"
	"allod.dev/core/internal/wire"
	"runtime/sys"
)

// Codes with which a call reverts, as the host reports them.
const (
	codeError = 1
	codeInput = 4
)

// Open fetches the input of this call.
func Open() {
	at := wire.InRoom()
	size := host.Input(at, wire.RoomSize)
	if size > wire.RoomSize {
		at = sys.Alloc(size)
		host.Input(at, size)
	}
	wire.Open(at, size)
}

// Take reads the next parameter.
func Take[T any]() T { return sys.Decode[T]() }

// Close ends reading: what does not fit ends the call.
func Close(function string) {
	if wrong := wire.End(); wrong != "" {
		revert(codeInput, function+": "+wrong)
	}
}

// Answer makes a value the result of this call.
func Answer[T any](value T) {
	at := wire.Room(sys.EncodedSize(value))
	host.Output(at, sys.Encode(at, value)-at)
}

// Begin begins the result of this call.
func Begin() { wire.Begin() }

// Give adds a value to the result.
func Give[T any](value T) { wire.Value(value) }

// Send makes what was given the result of this call.
func Send() { host.Output(wire.Message()) }

// Fail ends the call, undoing it, if err is an error.
func Fail(err error) {
	if err != nil {
		revert(codeError, err.Error())
	}
}

func revert(code uint32, text string) {
	at, size := host.Text(text)
	host.Revert(code, at, size)
}
