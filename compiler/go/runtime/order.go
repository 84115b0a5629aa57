package runtime

import "runtime/sys"

// minFloat returns min(a, b): NaN if one is, and -0 below 0.
func minFloat(a, b float64) float64 {
	switch {
	case a != a || a < b:
		return a
	case b != b || b < a:
		return b
	case sys.Float64Bits(a)>>63 != 0:
		return a
	}
	return b
}

// maxFloat returns max(a, b): NaN if one is, and 0 above -0.
func maxFloat(a, b float64) float64 {
	switch {
	case a != a || a > b:
		return a
	case b != b || b > a:
		return b
	case sys.Float64Bits(a)>>63 != 0:
		return b
	}
	return a
}

// panicIterator is of an iterator that goes on after the body of its loop has ended it, or after the loop.
func panicIterator(state int) {
	if state == 1 {
		fail("runtime error: range function continued iteration after function for loop body returned false")
	}
	fail("runtime error: range function continued iteration after whole loop exit")
}
