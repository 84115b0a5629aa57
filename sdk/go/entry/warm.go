package entry

// Every call begins from the module as it is after initialisation, so what is made ready here is ready
// for every call, and paid for by none: room for small values of each size.

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
