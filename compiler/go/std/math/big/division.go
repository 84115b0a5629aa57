package big

// QuoRem makes z x / y, cut off, and r the rest, which has the sign of x. It panics if y is 0.
func (z *Int) QuoRem(x, y, r *Int) (*Int, *Int) {
	quotient, rest := x.abs.div(y.abs)
	xneg, yneg := x.neg, y.neg
	z.abs, r.abs = quotient, rest
	z.neg = xneg != yneg && len(quotient) > 0
	r.neg = xneg && len(rest) > 0
	return z, r
}

// Quo makes z x / y, cut off. It panics if y is 0.
func (z *Int) Quo(x, y *Int) *Int {
	z.QuoRem(x, y, new(Int))
	return z
}

// Rem makes z the rest of x / y, with the sign of x. It panics if y is 0.
func (z *Int) Rem(x, y *Int) *Int {
	new(Int).QuoRem(x, y, z)
	return z
}

// DivMod makes z x / y and m the rest that is not negative. It panics if y is 0.
func (z *Int) DivMod(x, y, m *Int) (*Int, *Int) {
	divisor := *y
	z.QuoRem(x, &divisor, m)
	if m.neg {
		size := Int{abs: divisor.abs}
		m.abs, m.neg = nat(nil).sub(size.abs, m.abs), false
		if divisor.neg {
			z.Add(z, NewInt(1))
		} else {
			z.Sub(z, NewInt(1))
		}
	}
	return z, m
}

// Div makes z x / y with a rest that is not negative. It panics if y is 0.
func (z *Int) Div(x, y *Int) *Int {
	z.DivMod(x, y, new(Int))
	return z
}

// Mod makes z the rest of x / y that is not negative. It panics if y is 0.
func (z *Int) Mod(x, y *Int) *Int {
	new(Int).DivMod(x, y, z)
	return z
}

// Exp makes z x^y modulo |m|, or x^y if m is nil or 0; a negative y makes that 1. Where it needs an inverse of x modulo m
// that does not exist it returns nil and leaves z.
func (z *Int) Exp(x, y, m *Int) *Int {
	base, modulus := x.abs, nat(nil)
	if m != nil {
		modulus = m.abs
	}
	if y.neg {
		if len(modulus) == 0 {
			return z.SetInt64(1)
		}
		inverse := new(Int).ModInverse(x, m)
		if inverse == nil {
			return nil
		}
		base = inverse.abs
	}
	// As in Go the sign of x counts once more where the inverse already has it.
	negative := x.neg && y.abs.bit(0) == 1
	power := exp(base, y.abs, modulus)
	z.neg = negative && len(power) > 0
	if z.neg && len(modulus) > 0 {
		power, z.neg = nat(nil).sub(modulus, power), false
	}
	z.abs = power
	return z
}

// GCD makes z the greatest common divisor of a and b, and x and y factors for which z = a*x + b*y, where they are not nil.
func (z *Int) GCD(x, y, a, b *Int) *Int {
	// Each of these is a multiple of |a| but for one of |b|: the first of them by s, the second one by t.
	first, second := Int{abs: a.abs}, Int{abs: b.abs}
	s, t := NewInt(1), NewInt(0)
	for len(second.abs) > 0 {
		quotient, rest := first.abs.div(second.abs)
		first, second = second, Int{abs: rest}
		next := new(Int).Mul(&Int{abs: quotient}, t)
		s, t = t, next.Sub(s, next)
	}
	if len(a.abs) == 0 {
		s.SetInt64(0)
	}
	divisor := new(Int).Set(&first)
	if a.neg {
		s.Neg(s)
	}
	if y != nil {
		other := new(Int)
		if len(b.abs) > 0 {
			other.Mul(a, s)
			other.Quo(other.Sub(divisor, other), b)
		}
		y.Set(other)
	}
	if x != nil {
		x.Set(s)
	}
	return z.Set(divisor)
}

// ModInverse makes z the inverse of g modulo n. If there is none it returns nil and leaves z.
func (z *Int) ModInverse(g, n *Int) *Int {
	modulus := new(Int).Abs(n)
	if g.neg {
		g = new(Int).Mod(g, modulus)
	}
	inverse := new(Int)
	if divisor := new(Int).GCD(inverse, nil, g, modulus); divisor.Cmp(NewInt(1)) != 0 {
		return nil
	}
	if inverse.neg {
		inverse.Add(inverse, modulus)
	}
	return z.Set(inverse)
}

// Sqrt makes z the square root of x, rounded down. It panics if x is negative.
func (z *Int) Sqrt(x *Int) *Int {
	if x.neg {
		panic("square root of negative number")
	}
	z.abs, z.neg = x.abs.sqrt(), false
	return z
}

// Jacobi returns the Jacobi symbol (x/y): 1, -1 or 0. It panics if y is even.
func Jacobi(x, y *Int) int {
	if y.abs.bit(0) == 0 {
		panic("big: invalid 2nd argument to Int.Jacobi: need odd integer but got " + y.String())
	}
	symbol := 1
	if y.neg && x.neg {
		symbol = -1
	}
	modulus := new(Int).Abs(y)
	rest := new(Int).Mod(x, modulus)
	for len(rest.abs) > 0 {
		zeros := rest.abs.trailingZeroBits()
		rest.abs = rest.abs.shr(rest.abs, zeros)
		if low := modulus.abs[0] & 7; zeros&1 == 1 && (low == 3 || low == 5) {
			symbol = -symbol
		}
		if rest.abs[0]&3 == 3 && modulus.abs[0]&3 == 3 {
			symbol = -symbol
		}
		modulus, rest = rest, modulus
		rest.Mod(rest, modulus)
	}
	if len(modulus.abs) == 1 && modulus.abs[0] == 1 {
		return symbol
	}
	return 0
}
