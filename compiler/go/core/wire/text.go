package wire

import "runtime/sys"

// isUTF8 tells whether memory from an address up to another is UTF-8: no character is longer than it has to be, none is
// a surrogate or beyond U+10FFFF.
func isUTF8(at, end uint32) bool {
	for at < end {
		first := uint32(sys.Load8(at))
		at++
		if first < 0x80 {
			continue
		}
		// Bytes that follow: each has six bits of the character.
		more := uint32(1)
		if first >= 0xE0 {
			more = 2
		}
		if first >= 0xF0 {
			more = 3
		}
		if first < 0xC2 || first > 0xF4 || more > end-at {
			return false
		}
		least := uint32(1) << (5*more + 1)
		char := first & (0x3F >> more)
		for ; more > 0; more-- {
			next := uint32(sys.Load8(at))
			if next&0xC0 != 0x80 {
				return false
			}
			char = char<<6 | next&0x3F
			at++
		}
		if char < least || char > 0x10FFFF || char>>11 == 0xD800>>11 {
			return false
		}
	}
	return true
}
