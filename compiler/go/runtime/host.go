package runtime

import "runtime/sys"

// revertPanic is the code that the host interface gives to panics.
const revertPanic = 3

//go:wasmimport allod revert
func hostRevert(code, at, length uint32)

//go:wasmimport allod debug
func hostDebug(at, length uint32)

// fail ends the call with a message. It does not return.
func fail(message string) {
	hostRevert(revertPanic, sys.StringData(message), uint32(len(message)))
	sys.Trap()
}

// write prints text; of test programs only, since contracts have nowhere to print to.
func write(text string) {
	hostDebug(sys.StringData(text), uint32(len(text)))
}
