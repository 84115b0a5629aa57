package big

// twos reads the digits of an Int as those of two's complement, the lowest first.
type twos struct {
	x     *Int
	at    int
	carry uint64
}

func (t *twos) next() uint32 {
	digit := uint64(0)
	if t.at < len(t.x.abs) {
		digit = uint64(t.x.abs[t.at])
	}
	t.at++
	if t.x.neg {
		t.carry += digit ^ digitMask
		digit = t.carry & digitMask
		t.carry >>= digitBits
	}
	return uint32(digit)
}

// combine makes z what op makes of the digits of x and y as two's complement.
func (z *Int) combine(x, y *Int, op func(a, b uint32) uint32) *Int {
	a, b := twos{x: x, carry: 1}, twos{x: y, carry: 1}
	digits := make(nat, max(len(x.abs), len(y.abs))+1)
	for i := range digits {
		digits[i] = op(a.next(), b.next())
	}
	negative := digits[len(digits)-1]>>(digitBits-1) == 1
	if negative {
		carry := uint64(1)
		for i := range digits {
			carry += uint64(^digits[i])
			digits[i] = uint32(carry)
			carry >>= digitBits
		}
	}
	z.abs, z.neg = digits.norm(), negative
	return z
}

// And makes z x & y.
func (z *Int) And(x, y *Int) *Int {
	return z.combine(x, y, func(a, b uint32) uint32 { return a & b })
}

// AndNot makes z x &^ y.
func (z *Int) AndNot(x, y *Int) *Int {
	return z.combine(x, y, func(a, b uint32) uint32 { return a &^ b })
}

// Or makes z x | y.
func (z *Int) Or(x, y *Int) *Int {
	return z.combine(x, y, func(a, b uint32) uint32 { return a | b })
}

// Xor makes z x ^ y.
func (z *Int) Xor(x, y *Int) *Int {
	return z.combine(x, y, func(a, b uint32) uint32 { return a ^ b })
}

// Not makes z ^x.
func (z *Int) Not(x *Int) *Int {
	z.Neg(x)
	return z.Sub(z, NewInt(1))
}

// Lsh makes z x << n.
func (z *Int) Lsh(x *Int, n uint) *Int {
	neg := x.neg
	z.abs = z.abs.shl(x.abs, n)
	z.neg = neg
	return z
}

// Rsh makes z x >> n, rounded down.
func (z *Int) Rsh(x *Int, n uint) *Int {
	neg := x.neg
	lost := neg && x.abs.trailingZeroBits() < n
	z.abs = z.abs.shr(x.abs, n)
	if lost {
		z.abs = z.abs.add(z.abs, nat{1})
	}
	z.neg = neg
	return z
}

// Bit returns the bit at a position of x as two's complement. It panics if i is negative.
func (x *Int) Bit(i int) uint {
	if i < 0 {
		panic("negative bit index")
	}
	bit := x.abs.bit(uint(i))
	if x.neg && x.abs.trailingZeroBits() < uint(i) {
		return bit ^ 1
	}
	return bit
}

// SetBit makes z x with the bit at a position set to b. It panics if i is negative or b is not 0 or 1.
func (z *Int) SetBit(x *Int, i int, b uint) *Int {
	if i < 0 {
		panic("negative bit index")
	}
	if b > 1 {
		panic("set bit is not 0 or 1")
	}
	bit := new(Int).Lsh(NewInt(1), uint(i))
	if b == 1 {
		return z.Or(x, bit)
	}
	return z.AndNot(x, bit)
}

// BitLen returns the bits of |x|; 0 has none.
func (x *Int) BitLen() int { return x.abs.bitLen() }

// TrailingZeroBits returns the zeros below the lowest bit of |x| that is set.
func (x *Int) TrailingZeroBits() uint { return x.abs.trailingZeroBits() }
