// Package entry is what the compiler's wrapper is written against: how a call comes in, and how it ends.
// Contracts do not import it.
package entry

import (
	"allod.dev/core"
	"allod.dev/core/internal/host"
	"allod.dev/core/internal/own"
	"allod.dev/core/internal/wire"
)

// Codes with which a call reverts, as the host reports them.
const (
	codeError = 1
	codePanic = 3
	codeInput = 4
)

// near holds the input and the output of ordinary calls. It is part of the module's first memory, so
// that using it allocates nothing.
var near [1024]byte

// Reader and Writer are what the wrapper reads and writes values of the contract's types with.
type (
	Reader = wire.Reader
	Writer = wire.Writer
)

// Teach tells the SDK of the contract's own types, before any call: their descriptors as values and as what is pointed
// to, and how they are written and read.
func Teach(kind, targetKind func(any) string, write func(*Writer, any) bool, read func(*Reader, any) bool) {
	own.Kind, own.TargetKind, own.Write, own.Read = kind, targetKind, write, read
}

// Input is the call's input, still to be read.
type Input struct{ wire.Reader }

// Open fetches the input of this call.
func Open() Input {
	data := near[:]
	size := host.Input(host.Room(data))
	if size > uint32(len(data)) {
		data = make([]byte, size)
		host.Input(host.Room(data))
	}
	return Input{wire.NewReader(data[:size])}
}

// Close ends reading: what does not fit ends the call.
func (in *Input) Close(function string) {
	if wrong := in.End(); wrong != "" {
		revert(codeInput, function+": "+wrong)
	}
}

// Output is the call's result, to be written in order.
type Output struct{ wire.Writer }

// Result begins the result of this call. The input has been read by then.
func Result() Output { return Output{wire.Writer{Data: near[:0]}} }

// Send makes what was written the result of this call.
func (out *Output) Send() { host.Output(host.Bytes(out.Data)) }

// Fail ends the call, undoing it, if err is an error.
func Fail(err error) {
	if err != nil {
		revert(codeError, err.Error())
	}
}

// Recover, deferred, turns a panic into a revert with the panic's message.
func Recover() {
	if cause := recover(); cause != nil {
		revert(codePanic, core.Text(cause))
	}
}

func revert(code uint32, text string) {
	at, size := host.Text(text)
	host.Revert(code, at, size)
}
