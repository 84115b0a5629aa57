package big

// Int is an integer of any size. The zero Int is 0. Methods put their result into the receiver, which may be an operand,
// and return it.
type Int struct {
	neg bool
	abs nat
}

// NewInt returns an Int of x.
func NewInt(x int64) *Int { return new(Int).SetInt64(x) }

// Set makes z a copy of x.
func (z *Int) Set(x *Int) *Int {
	if z != x {
		z.abs, z.neg = z.abs.set(x.abs), x.neg
	}
	return z
}

// SetInt64 makes z x.
func (z *Int) SetInt64(x int64) *Int {
	z.neg = x < 0
	if z.neg {
		x = -x
	}
	z.abs = z.abs.setUint64(uint64(x))
	return z
}

// SetUint64 makes z x.
func (z *Int) SetUint64(x uint64) *Int {
	z.abs, z.neg = z.abs.setUint64(x), false
	return z
}

// Int64 returns the lowest 64 bits.
func (x *Int) Int64() int64 {
	if x.neg {
		return -int64(x.abs.low())
	}
	return int64(x.abs.low())
}

// Uint64 returns the lowest 64 bits of |x|.
func (x *Int) Uint64() uint64 { return x.abs.low() }

// IsInt64 tells if x fits into an int64.
func (x *Int) IsInt64() bool {
	low := int64(x.abs.low())
	return len(x.abs) <= 2 && (low >= 0 || x.neg && low == -low)
}

// IsUint64 tells if x fits into a uint64.
func (x *Int) IsUint64() bool { return !x.neg && len(x.abs) <= 2 }

// Sign returns -1, 0 or 1.
func (x *Int) Sign() int {
	switch {
	case len(x.abs) == 0:
		return 0
	case x.neg:
		return -1
	}
	return 1
}

// Cmp returns -1 if x < y, 1 if x > y, and 0 if they are equal.
func (x *Int) Cmp(y *Int) int {
	switch {
	case x.neg && y.neg:
		return y.abs.cmp(x.abs)
	case x.neg:
		return -1
	case y.neg:
		return 1
	}
	return x.abs.cmp(y.abs)
}

// CmpAbs is Cmp of |x| and |y|.
func (x *Int) CmpAbs(y *Int) int { return x.abs.cmp(y.abs) }

// Abs makes z |x|.
func (z *Int) Abs(x *Int) *Int {
	z.Set(x)
	z.neg = false
	return z
}

// Neg makes z -x.
func (z *Int) Neg(x *Int) *Int {
	z.Set(x)
	z.neg = !z.neg && len(z.abs) > 0
	return z
}

// Add makes z x + y.
func (z *Int) Add(x, y *Int) *Int { return z.sum(x, y, y.neg) }

// Sub makes z x - y.
func (z *Int) Sub(x, y *Int) *Int { return z.sum(x, y, !y.neg) }

// sum adds y, as if it had this sign.
func (z *Int) sum(x, y *Int, negative bool) *Int {
	neg := x.neg
	switch {
	case x.neg == negative:
		z.abs = z.abs.add(x.abs, y.abs)
	case x.abs.cmp(y.abs) >= 0:
		z.abs = z.abs.sub(x.abs, y.abs)
	default:
		neg = !neg
		z.abs = z.abs.sub(y.abs, x.abs)
	}
	z.neg = neg && len(z.abs) > 0
	return z
}

// Mul makes z x * y.
func (z *Int) Mul(x, y *Int) *Int {
	neg, room := x.neg != y.neg, z.abs
	if z == x || z == y {
		room = nil
	}
	z.abs = room.mul(x.abs, y.abs)
	z.neg = neg && len(z.abs) > 0
	return z
}

// MulRange makes z the product of all integers from a to b; 1 if there are none.
func (z *Int) MulRange(a, b int64) *Int {
	switch {
	case a > b:
		return z.SetInt64(1)
	case a <= 0 && b >= 0:
		return z.SetInt64(0)
	}
	product := NewInt(a)
	for factor := a; factor != b; {
		factor++
		product.Mul(product, NewInt(factor))
	}
	return z.Set(product)
}

// Binomial makes z the number of ways to choose k of n.
func (z *Int) Binomial(n, k int64) *Int {
	if k > n {
		return z.SetInt64(0)
	}
	if k > n-k {
		k = n - k
	}
	ways := NewInt(1)
	for i := int64(0); i < k; i++ {
		ways.Mul(ways, NewInt(n-i))
		ways.Quo(ways, NewInt(i+1))
	}
	return z.Set(ways)
}
