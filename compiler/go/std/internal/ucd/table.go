// Package ucd has the Unicode character data as tables in strings, so that a program holds only those that it uses.
package ucd

// A digit of a table has six bits, as a character from '#' on. A range begins with four digits, the first character and
// above it strideBit, and two digits, how many characters follow. In a table of mappings four more digits are what is
// added to a character, by biased.
const (
	zero      = '#'
	rangeSize = 6
	mapSize   = 10
	strideBit = 1 << 21
	biased    = 1 << 22
)

func number(table string, at, digits int) int {
	x := 0
	for i := range digits {
		x = x<<6 | int(table[at+i]-zero)
	}
	return x
}

// find returns where the range is that a character is in, or -1. Ranges are in order.
func find(table string, size int, r rune) int {
	low, high := 0, len(table)/size
	for low < high {
		middle := (low + high) / 2
		at := middle * size
		start := number(table, at, 4)
		first := rune(start &^ strideBit)
		last := first + rune(number(table, at+4, 2))
		switch {
		case r < first:
			high = middle
		case r > last:
			low = middle + 1
		case start&strideBit != 0 && (r-first)&1 == 1:
			return -1
		default:
			return at
		}
	}
	return -1
}

// Contains tells if a character is in a table of ranges.
func Contains(table string, r rune) bool {
	return find(table, rangeSize, r) >= 0
}

// Map returns what a table of mappings makes of a character.
func Map(table string, r rune) (rune, bool) {
	at := find(table, mapSize, r)
	if at < 0 {
		return r, false
	}
	return r + rune(number(table, at+6, 4)-biased), true
}
