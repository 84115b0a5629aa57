package math

// Exponentials, logarithms, powers and roots, as Go computes them where it has no code of its own for the machine: by
// additions, multiplications, divisions and square roots alone, each of which is rounded once and the same everywhere.
// Exp, Log and Cbrt, and the coefficients of their polynomials, are those of FreeBSD's msun, which came with this notice:
//
// Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy, modify, and distribute
// this software is freely granted, provided that this notice is preserved.

// The logarithm of 2 in two parts, of which multiples of the first are exact.
const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
)

// Exp returns e to the power of x.
func Exp(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case x > 7.09782712893383973096e+02:
		return Inf(1)
	case x < -7.45133219101941108420e+02:
		return 0
	case Abs(x) < 0x1p-28:
		return 1 + x
	}
	const log2e = 1.44269504088896338700e+00
	half := Copysign(0.5, x)
	twos := int(log2e*x + half)
	return scaledExp(x-float64(twos)*ln2High, float64(twos)*ln2Low, twos)
}

// Exp2 returns 2 to the power of x.
func Exp2(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case x > 1.0239999999999999e+03:
		return Inf(1)
	case x < -1.0740e+03:
		return 0
	}
	twos := int(x + Copysign(0.5, x))
	rest := x - float64(twos)
	return scaledExp(rest*ln2High, -rest*ln2Low, twos)
}

// scaledExp returns e to the power of high - low, which is about ln 2 / 2 at most, times a power of two.
func scaledExp(high, low float64, twos int) float64 {
	const (
		p1 = 1.66666666666666657415e-01
		p2 = -2.77777777770155933842e-03
		p3 = 6.61375632143793436117e-05
		p4 = -1.65339022054652515390e-06
		p5 = 4.13813679705723846039e-08
	)
	x := high - low
	square := x * x
	c := x - square*(p1+square*(p2+square*(p3+square*(p4+square*p5))))
	return Ldexp(1-((low-x*c/(2-c))-high), twos)
}

// Log returns the natural logarithm of x.
func Log(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case x < 0:
		return NaN()
	case x == 0:
		return Inf(-1)
	}
	const (
		l1 = 6.666666666666735130e-01
		l2 = 3.999999999940941908e-01
		l3 = 2.857142874366239149e-01
		l4 = 2.222219843214978396e-01
		l5 = 1.818357216161805012e-01
		l6 = 1.531383769920937332e-01
		l7 = 1.479819860511658591e-01
	)
	frac, exp := Frexp(x)
	if frac < Sqrt2/2 {
		frac *= 2
		exp--
	}
	f, twos := frac-1, float64(exp)
	s := f / (2 + f)
	square := s * s
	fourth := square * square
	odd := square * (l1 + fourth*(l3+fourth*(l5+fourth*l7)))
	even := fourth * (l2 + fourth*(l4+fourth*l6))
	sum := odd + even
	half := 0.5 * f * f
	return twos*ln2High - ((half - (s*(half+sum) + twos*ln2Low)) - f)
}

// Log2 returns the logarithm of x to the base of 2, which is exact for powers of two.
func Log2(x float64) float64 {
	frac, exp := Frexp(x)
	if frac == 0.5 {
		return float64(exp - 1)
	}
	return Log(frac)*(1/Ln2) + float64(exp)
}

// Log10 returns the logarithm of x to the base of 10.
func Log10(x float64) float64 { return Log(x) * (1 / Ln10) }
