package math

import "runtime/sys"

// Pow returns x to the power of y. What it is for zeros, infinities and what is not a number stands in IEEE 754.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case x != x || y != y:
		return NaN()
	case x == 0 || IsInf(x, 0):
		return powerOfExtreme(x, y)
	case IsInf(y, 0) || Abs(y) >= 1<<63:
		return extremePower(x, y)
	case y == 0.5:
		return sys.Sqrt(x)
	case y == -0.5:
		return 1 / sys.Sqrt(x)
	}
	whole, part := Modf(Abs(y))
	if part != 0 && x < 0 {
		return NaN()
	}
	// The result is product * 2^twos.
	product, twos := 1.0, 0
	if part != 0 {
		if part > 0.5 {
			part--
			whole++
		}
		product = Exp(part * Log(x))
	}
	frac, exp := Frexp(x)
	for left := int64(whole); left != 0; left >>= 1 {
		if exp < -1<<12 || 1<<12 < exp {
			twos += exp // too much already
			break
		}
		if left&1 == 1 {
			product *= frac
			twos += exp
		}
		frac *= frac
		exp <<= 1
		if frac < 0.5 {
			frac += frac
			exp--
		}
	}
	if y < 0 {
		return Ldexp(1/product, -twos)
	}
	return Ldexp(product, twos)
}

// powerOfExtreme is Pow of a zero or an infinity.
func powerOfExtreme(x, y float64) float64 {
	size := 0.0
	if (x == 0) == (y < 0) {
		size = Inf(1)
	}
	if Signbit(x) && isOdd(y) {
		return -size
	}
	return size
}

// extremePower is Pow of a power that is infinite or so large that it is even.
func extremePower(x, y float64) float64 {
	switch {
	case x == -1:
		return 1
	case (Abs(x) < 1) == (y > 0):
		return 0
	}
	return Inf(1)
}

// isOdd tells if x is an odd integer.
func isOdd(x float64) bool {
	return Abs(x) < 1<<53 && sys.Trunc(x) == x && int64(x)&1 == 1
}

// Powers of ten: the first ones, each 32nd, and the inverses of each 32nd.
var (
	tens = [...]float64{
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
		1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31,
	}
	highTens = [...]float64{1e0, 1e32, 1e64, 1e96, 1e128, 1e160, 1e192, 1e224, 1e256, 1e288}
	lowTens  = [...]float64{1e0, 1e-32, 1e-64, 1e-96, 1e-128, 1e-160, 1e-192, 1e-224, 1e-256, 1e-288, 1e-320}
)

// Pow10 returns 10 to the power of n.
func Pow10(n int) float64 {
	switch {
	case n > 308:
		return Inf(1)
	case n < -323:
		return 0
	case n < 0:
		return lowTens[-n/32] / tens[-n%32]
	}
	return highTens[n/32] * tens[n%32]
}

// Cbrt returns the cube root of x.
func Cbrt(x float64) float64 {
	if x == 0 || x != x || IsInf(x, 0) {
		return x
	}
	const (
		c = 5.42857142857142815906e-01
		d = -7.05306122448979611050e-01
		e = 1.41428571428571436819e+00
		f = 1.60714285714285720630e+00
		g = 3.57142857142857150787e-01
	)
	size := Abs(x)
	// A third of the exponent: right to 5 bits.
	root := sys.Float64Of(sys.Float64Bits(size)/3 + 715094163<<32)
	if size < 0x1p-1022 {
		root = sys.Float64Of(sys.Float64Bits(size*0x1p54)/3 + 696219795<<32)
	}
	// To 23 bits, of which 22 are kept, rounded up.
	r := root * root / size
	s := c + r*root
	root *= g + f/(s+e+d/s)
	root = sys.Float64Of(sys.Float64Bits(root)&(0xFFFFFFFFC<<28) + 1<<30)
	// A step of Newton's, to 53 bits.
	r = size / (root * root)
	r = (r - root) / (root + root + r)
	return Copysign(root+root*r, x)
}

// Hypot returns the square root of p*p + q*q, where neither is too large for that.
func Hypot(p, q float64) float64 {
	p, q = Abs(p), Abs(q)
	switch {
	case IsInf(p, 1) || IsInf(q, 1):
		return Inf(1)
	case p != p || q != q:
		return NaN()
	}
	if p < q {
		p, q = q, p
	}
	if p == 0 {
		return 0
	}
	q /= p
	return p * sys.Sqrt(1+q*q)
}
