package runtime

import "runtime/sys"

// decodeRune returns the character of s that begins at a position inside s, and its bytes. What is no UTF-8 is U+FFFD
// of one byte.
func decodeRune(s string, at int) (rune, int) {
	p, left := sys.StringData(s)+uint32(at), len(s)-at
	first := rune(sys.Load8(p))
	if first < 0x80 {
		return first, 1
	}
	// The least second byte is larger, or the greatest smaller, where a character would be too long, a surrogate or
	// beyond U+10FFFF.
	size, low, high := 0, rune(0x80), rune(0xBF)
	switch {
	case first < 0xC2 || first > 0xF4:
		return runeError, 1
	case first < 0xE0:
		size = 2
	case first < 0xF0:
		size = 3
		if first == 0xE0 {
			low = 0xA0
		} else if first == 0xED {
			high = 0x9F
		}
	default:
		size = 4
		if first == 0xF0 {
			low = 0x90
		} else if first == 0xF4 {
			high = 0x8F
		}
	}
	if left < size {
		return runeError, 1
	}
	second := rune(sys.Load8(p + 1))
	if second < low || second > high {
		return runeError, 1
	}
	r := first&(0x7F>>size)<<6 | second&0x3F
	for i := 2; i < size; i++ {
		next := rune(sys.Load8(p + uint32(i)))
		if next&0xC0 != 0x80 {
			return runeError, 1
		}
		r = r<<6 | next&0x3F
	}
	return r, size
}

// encodeRune writes the UTF-8 of a character to memory with room for four bytes and returns how many it has.
func encodeRune(at uint32, r rune) uint32 {
	if uint32(r) > 0x10FFFF || r >= 0xD800 && r <= 0xDFFF {
		r = runeError
	}
	switch {
	case r < 0x80:
		sys.Store8(at, uint8(r))
		return 1
	case r < 0x800:
		sys.Store8(at, uint8(0xC0|r>>6))
		sys.Store8(at+1, uint8(0x80|r&0x3F))
		return 2
	case r < 0x10000:
		sys.Store8(at, uint8(0xE0|r>>12))
		sys.Store8(at+1, uint8(0x80|r>>6&0x3F))
		sys.Store8(at+2, uint8(0x80|r&0x3F))
		return 3
	}
	sys.Store8(at, uint8(0xF0|r>>18))
	sys.Store8(at+1, uint8(0x80|r>>12&0x3F))
	sys.Store8(at+2, uint8(0x80|r>>6&0x3F))
	sys.Store8(at+3, uint8(0x80|r&0x3F))
	return 4
}

// runeToString returns string(rune(x)); numbers that are no character give U+FFFD.
func runeToString(x int64) string {
	r := rune(x)
	if int64(r) != x {
		r = runeError
	}
	at := sys.Alloc(4)
	return sys.StringOf(at, encodeRune(at, r))
}

// stringToRunes returns []rune(s).
func stringToRunes(s string) []rune {
	count := 0
	for at := 0; at < len(s); count++ {
		_, size := decodeRune(s, at)
		at += size
	}
	runes := makeSlice[rune](count, count)
	at := 0
	for i := range runes {
		r, size := decodeRune(s, at)
		runes[i] = r
		at += size
	}
	return runes
}

// runesToString returns string(runes).
func runesToString(runes []rune) string {
	at := alloc(4 * len(runes))
	length := uint32(0)
	for _, r := range runes {
		length += encodeRune(at+length, r)
	}
	return sys.StringOf(at, length)
}
