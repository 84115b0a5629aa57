package entry

import "allod.dev/core"

// Every call begins from the module as it is after initialisation, so what is made ready here is ready
// for every call, and paid for by none: room for small values of each size, and what the runtime keeps
// about the contract's types.

const largestWarm = 512

var (
	warmBytes    []byte
	warmPointers []*byte
)

func init() {
	for size := 8; size <= largestWarm; size += 8 {
		warmBytes = make([]byte, size)
		warmPointers = make([]*byte, size/8)
	}
	warmBytes, warmPointers = nil, nil
}

// Know makes the contract's own types known: a value of each, and a pointer to it.
func Know(values ...any) {
	for _, value := range values {
		known = core.Know(value) && known
	}
}

var known = true
