// Package big calculates with integers of any size.
package big

import "math/bits"

// nat is a number without a sign: digits to the base 2^32, the lowest first, the highest not 0. Zero has none.
type nat []uint32

const (
	digitBits = 32
	digitMask = 1<<digitBits - 1
)

// make returns room for n digits, that of z if it has it. The digits are not zero.
func (z nat) make(n int) nat {
	if n <= cap(z) {
		return z[:n]
	}
	return make(nat, n, n+2)
}

func (z nat) norm() nat {
	n := len(z)
	for n > 0 && z[n-1] == 0 {
		n--
	}
	return z[:n]
}

func (z nat) set(x nat) nat {
	z = z.make(len(x))
	copy(z, x)
	return z
}

func (z nat) setUint64(x uint64) nat {
	return append(z[:0], uint32(x), uint32(x>>digitBits)).norm()
}

// low returns the lowest 64 bits.
func (x nat) low() uint64 {
	switch len(x) {
	case 0:
		return 0
	case 1:
		return uint64(x[0])
	}
	return uint64(x[1])<<digitBits | uint64(x[0])
}

func (x nat) cmp(y nat) int {
	if len(x) != len(y) {
		if len(x) < len(y) {
			return -1
		}
		return 1
	}
	for i := len(x) - 1; i >= 0; i-- {
		if x[i] != y[i] {
			if x[i] < y[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

func (z nat) add(x, y nat) nat {
	if len(x) < len(y) {
		x, y = y, x
	}
	z = z.make(len(x) + 1)
	carry := uint64(0)
	for i := range y {
		carry += uint64(x[i]) + uint64(y[i])
		z[i] = uint32(carry)
		carry >>= digitBits
	}
	for i := len(y); i < len(x); i++ {
		carry += uint64(x[i])
		z[i] = uint32(carry)
		carry >>= digitBits
	}
	z[len(x)] = uint32(carry)
	return z.norm()
}

// sub returns x - y, which is not negative.
func (z nat) sub(x, y nat) nat {
	z = z.make(len(x))
	borrow := int64(0)
	for i := range x {
		borrow += int64(x[i])
		if i < len(y) {
			borrow -= int64(y[i])
		}
		z[i] = uint32(borrow)
		borrow >>= digitBits
	}
	return z.norm()
}

// mul returns x * y in the room of z, which must be that of neither.
func (z nat) mul(x, y nat) nat {
	z = z.make(len(x) + len(y))
	clear(z)
	for i, digit := range x {
		if digit == 0 {
			continue
		}
		carry, row := uint64(0), z[i:]
		for j, other := range y {
			carry += uint64(digit)*uint64(other) + uint64(row[j])
			row[j] = uint32(carry)
			carry >>= digitBits
		}
		row[len(y)] = uint32(carry)
	}
	return z.norm()
}

// mulAdd returns z * factor + carry in the room of z.
func (z nat) mulAdd(factor, carry uint32) nat {
	sum := uint64(carry)
	for i, digit := range z {
		sum += uint64(digit) * uint64(factor)
		z[i] = uint32(sum)
		sum >>= digitBits
	}
	if sum > 0 {
		z = append(z, uint32(sum))
	}
	return z
}

// divDigit returns x / y in the room of z, which may be that of x, and the rest.
func (z nat) divDigit(x nat, y uint32) (nat, uint32) {
	z = z.make(len(x))
	rest := uint64(0)
	for i := len(x) - 1; i >= 0; i-- {
		rest = rest<<digitBits | uint64(x[i])
		z[i] = uint32(rest / uint64(y))
		rest %= uint64(y)
	}
	return z.norm(), uint32(rest)
}

// div returns x / y and the rest, both in room of their own: the schoolbook's division, as Knuth has it as algorithm D.
func (x nat) div(y nat) (quotient, rest nat) {
	if len(y) == 0 {
		panic("division by zero")
	}
	if x.cmp(y) < 0 {
		return nil, append(nat(nil), x...)
	}
	if len(y) == 1 {
		quotient, digit := nat(nil).divDigit(x, y[0])
		return quotient, nat(nil).setUint64(uint64(digit))
	}
	// The divisor's highest bit is set, so that two digits are enough to guess one of the quotient, two too large at most.
	shift := uint(bits.LeadingZeros32(y[len(y)-1]))
	divisor := nat(nil).shl(y, shift)
	rest = make(nat, len(x)+1)
	copy(rest, nat(nil).shl(x, shift))
	n := len(divisor)
	quotient = make(nat, len(x)-n+1)
	high, low := uint64(divisor[n-1]), uint64(divisor[n-2])
	for i := len(quotient) - 1; i >= 0; i-- {
		part := rest[i : i+n+1]
		top := uint64(part[n])<<digitBits | uint64(part[n-1])
		guess, left := top/high, top%high
		for guess > digitMask || guess*low > left<<digitBits|uint64(part[n-2]) {
			guess--
			if left += high; left > digitMask {
				break
			}
		}
		if part.subMul(divisor, guess) {
			guess--
			part.addBack(divisor)
		}
		quotient[i] = uint32(guess)
	}
	rest = rest.norm()
	return quotient.norm(), rest.shr(rest, shift)
}

// subMul takes y * factor away from z, and tells if that has become negative.
func (z nat) subMul(y nat, factor uint64) bool {
	carry, borrow := uint64(0), int64(0)
	for i := range z {
		if i < len(y) {
			carry += uint64(y[i]) * factor
		}
		borrow += int64(z[i]) - int64(carry&digitMask)
		z[i] = uint32(borrow)
		borrow >>= digitBits
		carry >>= digitBits
	}
	return borrow < 0
}

// addBack adds y to z and drops what goes beyond it.
func (z nat) addBack(y nat) {
	carry := uint64(0)
	for i := range z {
		carry += uint64(z[i])
		if i < len(y) {
			carry += uint64(y[i])
		}
		z[i] = uint32(carry)
		carry >>= digitBits
	}
}

// shl returns x << count in the room of z, which may be that of x.
func (z nat) shl(x nat, count uint) nat {
	if len(x) == 0 {
		return z[:0]
	}
	words, shift := int(count/digitBits), count%digitBits
	n := len(x)
	z = z.make(n + words + 1)
	z[n+words] = 0
	for i := n - 1; i >= 0; i-- {
		wide := uint64(x[i]) << shift
		z[i+words+1] |= uint32(wide >> digitBits)
		z[i+words] = uint32(wide)
	}
	clear(z[:words])
	return z.norm()
}

// shr returns x >> count in the room of z, which may be that of x.
func (z nat) shr(x nat, count uint) nat {
	words, shift := count/digitBits, count%digitBits
	if words >= uint(len(x)) {
		return z[:0]
	}
	x = x[words:]
	z = z.make(len(x))
	for i := range x {
		wide := uint64(x[i])
		if i+1 < len(x) {
			wide |= uint64(x[i+1]) << digitBits
		}
		z[i] = uint32(wide >> shift)
	}
	return z.norm()
}

func (x nat) bitLen() int {
	if len(x) == 0 {
		return 0
	}
	return digitBits*(len(x)-1) + bits.Len32(x[len(x)-1])
}

// bit returns the bit at a position.
func (x nat) bit(i uint) uint {
	if i/digitBits >= uint(len(x)) {
		return 0
	}
	return uint(x[i/digitBits] >> (i % digitBits) & 1)
}

func (x nat) trailingZeroBits() uint {
	for i, digit := range x {
		if digit != 0 {
			return uint(digitBits*i + bits.TrailingZeros32(digit))
		}
	}
	return 0
}
