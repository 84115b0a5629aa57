package math

import "runtime/sys"

// Floor returns the largest integer that is not above x.
func Floor(x float64) float64 { return sys.Floor(x) }

// Ceil returns the smallest integer that is not below x.
func Ceil(x float64) float64 { return sys.Ceil(x) }

// Trunc returns x without its fraction.
func Trunc(x float64) float64 { return sys.Trunc(x) }

// RoundToEven returns the nearest integer, of two the even one.
func RoundToEven(x float64) float64 { return sys.Nearest(x) }

// Round returns the nearest integer, of two the one farther from 0.
func Round(x float64) float64 {
	whole := sys.Trunc(x)
	if Abs(x-whole) >= 0.5 {
		return whole + Copysign(1, x)
	}
	return whole
}

// Modf returns the integer part and the fraction of f, both with its sign.
func Modf(f float64) (integer float64, fractional float64) {
	integer = sys.Trunc(f)
	if IsInf(f, 0) {
		return f, NaN()
	}
	return integer, Copysign(f-integer, f)
}

// Frexp returns a fraction from ½ to 1 and the exponent of two that it is to be multiplied by.
func Frexp(f float64) (frac float64, exp int) {
	if f == 0 || f != f || IsInf(f, 0) {
		return f, 0
	}
	bits := sys.Float64Bits(f)
	if bits&infinityBits == 0 {
		bits = sys.Float64Bits(f * (1 << 52))
		exp = -52
	}
	exp += int(bits>>52&0x7FF) - 1022
	return sys.Float64Of(bits&^infinityBits | 1022<<52), exp
}

// Ldexp returns frac * 2^exp, rounded once.
func Ldexp(frac float64, exp int) float64 {
	if frac == 0 || frac != frac || IsInf(frac, 0) {
		return frac
	}
	frac, own := Frexp(frac)
	switch exp += own; {
	case exp > 1024:
		return Copysign(Inf(1), frac)
	case exp < -1075:
		return Copysign(0, frac)
	case exp > -1022:
		return sys.Float64Of(sys.Float64Bits(frac)&^infinityBits | uint64(exp+1022)<<52)
	}
	// A denormal: its last bit is that of the product, which is rounded.
	return sys.Float64Of(sys.Float64Bits(frac)&^infinityBits|uint64(exp+1022+53)<<52) * 0x1p-53
}

// Logb returns the exponent of x as a float.
func Logb(x float64) float64 {
	switch {
	case x == 0:
		return Inf(-1)
	case IsInf(x, 0):
		return Inf(1)
	case x != x:
		return x
	}
	_, exp := Frexp(x)
	return float64(exp - 1)
}

// Ilogb returns the exponent of x: of 0 MinInt32, of what is not finite MaxInt32.
func Ilogb(x float64) int {
	switch {
	case x == 0:
		return MinInt32
	case x != x || IsInf(x, 0):
		return MaxInt32
	}
	_, exp := Frexp(x)
	return exp - 1
}

// Nextafter returns the float behind x in the direction of y.
func Nextafter(x, y float64) (r float64) {
	switch {
	case x != x || y != y:
		return NaN()
	case x == y:
		return x
	case x == 0:
		return Copysign(sys.Float64Of(1), y)
	case (y > x) == (x > 0):
		return sys.Float64Of(sys.Float64Bits(x) + 1)
	}
	return sys.Float64Of(sys.Float64Bits(x) - 1)
}

// Nextafter32 is Nextafter of 32 bits.
func Nextafter32(x, y float32) (r float32) {
	switch {
	case x != x || y != y:
		return float32(NaN())
	case x == y:
		return x
	case x == 0:
		return float32(Copysign(float64(sys.Float32Of(1)), float64(y)))
	case (y > x) == (x > 0):
		return sys.Float32Of(sys.Float32Bits(x) + 1)
	}
	return sys.Float32Of(sys.Float32Bits(x) - 1)
}

// Mod returns what is left of x where y has been taken away as often as it can be, with the sign of x. It is exact.
func Mod(x, y float64) float64 {
	if y == 0 || IsInf(x, 0) || x != x || y != y {
		return NaN()
	}
	if rest := mod(Abs(x), Abs(y)); x < 0 || x == 0 && Signbit(x) {
		return -rest
	} else {
		return rest
	}
}

// mod returns the rest of a division of positive floats: a long division, bit by bit.
func mod(x, y float64) float64 {
	if IsInf(y, 1) || x < y {
		return x
	}
	divisor, place := Frexp(y)
	rest, exp := Frexp(x)
	for ; ; exp-- {
		if rest >= divisor {
			rest -= divisor
		}
		if exp == place || rest == 0 {
			return Ldexp(rest, exp)
		}
		rest *= 2
	}
}

// Remainder returns x - n*y with the integer n nearest to x/y, of two the even one. It is exact.
func Remainder(x, y float64) float64 {
	switch {
	case x != x || y != y || IsInf(x, 0) || y == 0:
		return NaN()
	case IsInf(y, 0):
		return x
	}
	size := Abs(y)
	rest := Abs(x)
	if size <= MaxFloat64/2 {
		rest = mod(rest, 2*size)
	}
	if size < 0x1p-1021 {
		if rest+rest > size {
			rest -= size
			if rest+rest >= size {
				rest -= size
			}
		}
	} else if half := size / 2; rest > half {
		rest -= size
		if rest >= half {
			rest -= size
		}
	}
	if Signbit(x) {
		return -rest
	}
	return rest
}
