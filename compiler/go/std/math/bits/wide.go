package bits

// Panics of division have the texts of the language's own.
const (
	divideError   = "runtime error: integer divide by zero"
	overflowError = "runtime error: integer overflow"
)

// Add returns x + y + carry, which is 0 or 1, and the next carry.
func Add(x, y, carry uint) (sum, carryOut uint) {
	s, c := Add64(uint64(x), uint64(y), uint64(carry))
	return uint(s), uint(c)
}

// Add32 is Add of 32 bits.
func Add32(x, y, carry uint32) (sum, carryOut uint32) {
	wide := uint64(x) + uint64(y) + uint64(carry)
	return uint32(wide), uint32(wide >> 32)
}

// Add64 is Add of 64 bits.
func Add64(x, y, carry uint64) (sum, carryOut uint64) {
	sum = x + y + carry
	return sum, (x&y | (x|y)&^sum) >> 63
}

// Sub returns x - y - borrow, which is 0 or 1, and the next borrow.
func Sub(x, y, borrow uint) (diff, borrowOut uint) {
	d, b := Sub64(uint64(x), uint64(y), uint64(borrow))
	return uint(d), uint(b)
}

// Sub32 is Sub of 32 bits.
func Sub32(x, y, borrow uint32) (diff, borrowOut uint32) {
	wide := uint64(x) - uint64(y) - uint64(borrow)
	return uint32(wide), uint32(wide>>32) & 1
}

// Sub64 is Sub of 64 bits.
func Sub64(x, y, borrow uint64) (diff, borrowOut uint64) {
	diff = x - y - borrow
	return diff, (^x&y | ^(x^y)&diff) >> 63
}

// Mul returns the two words of x * y.
func Mul(x, y uint) (hi, lo uint) {
	h, l := Mul64(uint64(x), uint64(y))
	return uint(h), uint(l)
}

// Mul32 is Mul of 32 bits.
func Mul32(x, y uint32) (hi, lo uint32) {
	wide := uint64(x) * uint64(y)
	return uint32(wide >> 32), uint32(wide)
}

// Mul64 is Mul of 64 bits.
func Mul64(x, y uint64) (hi, lo uint64) {
	const half = 1<<32 - 1
	low := x & half * (y & half)
	middle := x>>32*(y&half) + low>>32
	other := x&half*(y>>32) + middle&half
	return x>>32*(y>>32) + middle>>32 + other>>32, x * y
}

// Div returns the quotient and the rest of the two words hi, lo by y. It panics if y is 0 or the quotient has two words.
func Div(hi, lo, y uint) (quo, rem uint) {
	q, r := Div64(uint64(hi), uint64(lo), uint64(y))
	return uint(q), uint(r)
}

// Div32 is Div of 32 bits.
func Div32(hi, lo, y uint32) (quo, rem uint32) {
	if y != 0 && y <= hi {
		panic(overflowError)
	}
	wide := uint64(hi)<<32 | uint64(lo)
	return uint32(wide / uint64(y)), uint32(wide % uint64(y))
}

// Div64 is Div of 64 bits.
func Div64(hi, lo, y uint64) (quo, rem uint64) {
	if y == 0 {
		panic(divideError)
	}
	if y <= hi {
		panic(overflowError)
	}
	if hi == 0 {
		return lo / y, lo % y
	}
	// Schoolbook division by digits of half a word, of which the divisor's first has its highest bit set.
	shift := uint(LeadingZeros64(y))
	y <<= shift
	high := hi<<shift | lo>>(64-shift)
	lo <<= shift
	first, rest := divDigit(high, lo>>32, y)
	second, rest := divDigit(rest, lo&(1<<32-1), y)
	return first<<32 | second, rest >> shift
}

// divDigit returns the digit of the quotient of rest, next by y, and the rest.
func divDigit(rest, next, y uint64) (digit, after uint64) {
	high, low := y>>32, y&(1<<32-1)
	digit = rest / high
	guess := rest - digit*high
	for digit>>32 != 0 || digit*low > guess<<32|next {
		digit--
		guess += high
		if guess>>32 != 0 {
			break
		}
	}
	return digit, rest<<32 + next - digit*y
}

// Rem returns the rest of the two words hi, lo by y. It panics if y is 0.
func Rem(hi, lo, y uint) uint {
	return uint(Rem64(uint64(hi), uint64(lo), uint64(y)))
}

// Rem32 is Rem of 32 bits.
func Rem32(hi, lo, y uint32) uint32 {
	return uint32((uint64(hi)<<32 | uint64(lo)) % uint64(y))
}

// Rem64 is Rem of 64 bits.
func Rem64(hi, lo, y uint64) uint64 {
	_, rem := Div64(hi%y, lo, y)
	return rem
}
