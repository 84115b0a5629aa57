// Package runtime holds what the compiler calls for the language itself: strings, slices, maps and panics.
//
// Nothing is ever freed: a call's memory goes with the call.
package runtime

import "runtime/sys"

// maxBytes is the size of the largest object. Lengths fit into a signed word of the machine, as in Go.
const maxBytes = 1<<31 - 1

// alloc returns new memory of zeros. The caller has not checked the size, which may be beyond 32 bits.
func alloc(bytes int) uint32 {
	if uint64(bytes) > maxBytes {
		panicMemory()
	}
	return sys.Alloc(uint32(bytes))
}

// decimal returns a number as text, behind a minus sign if it is negative.
func decimal(x uint64, negative bool) string {
	const room = 20
	at := sys.Alloc(room)
	from := uint32(room)
	for {
		from--
		sys.Store8(at+from, '0'+uint8(x%10))
		x /= 10
		if x == 0 {
			break
		}
	}
	if negative {
		from--
		sys.Store8(at+from, '-')
	}
	return sys.StringOf(at+from, room-from)
}

// itoa returns a signed number as text.
func itoa(x int) string {
	if x < 0 {
		return decimal(-uint64(x), true)
	}
	return decimal(uint64(x), false)
}
