package runtime

import "runtime/sys"

// runeError stands for what is no UTF-8.
const runeError = 0xFFFD

// concat returns a + b.
func concat(a, b string) string {
	if len(b) == 0 {
		return a
	}
	if len(a) == 0 {
		return b
	}
	at := alloc(len(a) + len(b))
	sys.Copy(at, sys.StringData(a), uint32(len(a)))
	sys.Copy(at+uint32(len(a)), sys.StringData(b), uint32(len(b)))
	return sys.StringOf(at, uint32(len(a)+len(b)))
}

// concatThree returns a + b + c.
func concatThree(a, b, c string) string {
	start := alloc(len(a) + len(b) + len(c))
	sys.Copy(start, sys.StringData(a), uint32(len(a)))
	at := start + uint32(len(a))
	sys.Copy(at, sys.StringData(b), uint32(len(b)))
	at += uint32(len(b))
	sys.Copy(at, sys.StringData(c), uint32(len(c)))
	return sys.StringOf(start, at+uint32(len(c))-start)
}

// concatAll returns the sum of several strings.
func concatAll(parts []string) string {
	total := 0
	for _, part := range parts {
		total += len(part)
	}
	start := alloc(total)
	at := start
	for _, part := range parts {
		sys.Copy(at, sys.StringData(part), uint32(len(part)))
		at += uint32(len(part))
	}
	return sys.StringOf(start, uint32(total))
}

// stringEqual tells if a == b.
func stringEqual(a, b string) bool {
	return len(a) == len(b) && sameBytes(sys.StringData(a), sys.StringData(b), uint32(len(a)))
}

// sameBytes compares memory, eight bytes at a time.
func sameBytes(a, b, length uint32) bool {
	if a == b {
		return true
	}
	for ; length >= 8; length -= 8 {
		if sys.Load64(a) != sys.Load64(b) {
			return false
		}
		a += 8
		b += 8
	}
	for ; length > 0; length-- {
		if sys.Load8(a) != sys.Load8(b) {
			return false
		}
		a++
		b++
	}
	return true
}

// stringCompare returns -1 if a < b, 1 if a > b, and 0 if they are equal.
func stringCompare(a, b string) int {
	p, q := sys.StringData(a), sys.StringData(b)
	for n := min(len(a), len(b)); n > 0; n-- {
		x, y := sys.Load8(p), sys.Load8(q)
		if x != y {
			if x < y {
				return -1
			}
			return 1
		}
		p++
		q++
	}
	switch {
	case len(a) < len(b):
		return -1
	case len(a) > len(b):
		return 1
	}
	return 0
}

// stringLess tells if a < b.
func stringLess(a, b string) bool {
	return stringCompare(a, b) < 0
}

// sliceString returns s[low:high].
func sliceString(s string, low, high int) string {
	if uint64(high) > uint64(len(s)) {
		panicSliceEnd(high, len(s), "length")
	}
	if uint64(low) > uint64(high) {
		panicSliceStart(low, high, "]")
	}
	return sys.StringOf(sys.StringData(s)+uint32(low), uint32(high-low))
}

// stringToBytes returns []byte(s).
func stringToBytes(s string) []byte {
	length := uint32(len(s))
	at := sys.Alloc(length)
	sys.Copy(at, sys.StringData(s), length)
	return sys.SliceOf[byte](at, length, length)
}

// bytesToString returns string(b).
func bytesToString(b []byte) string {
	length := uint32(len(b))
	at := sys.Alloc(length)
	sys.Copy(at, sys.SliceData(b), length)
	return sys.StringOf(at, length)
}
