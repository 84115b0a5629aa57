// Package math calculates with floats, the same on every machine.
package math

import "runtime/sys"

// Constants of mathematics.
const (
	E       = 2.71828182845904523536028747135266249775724709369995957496696763
	Pi      = 3.14159265358979323846264338327950288419716939937510582097494459
	Phi     = 1.61803398874989484820458683436563811772030917980576286213544862
	Sqrt2   = 1.41421356237309504880168872420969807856967187537694807317667974
	SqrtE   = 1.64872127070012814684865078781416357165377610071014801157507931
	SqrtPi  = 1.77245385090551602729816748334114518279754945612238712821380779
	SqrtPhi = 1.27201964951406896425242246173749149171560804184009624861664038
	Ln2     = 0.693147180559945309417232121458176568075500134360255254120680009
	Log2E   = 1 / Ln2
	Ln10    = 2.30258509299404568401799145468436420760110148862877297603332790
	Log10E  = 1 / Ln10
)

// The largest floats, and the smallest ones above 0.
const (
	MaxFloat32             = 0x1p127 * (1 + (1 - 0x1p-23))
	SmallestNonzeroFloat32 = 0x1p-126 * 0x1p-23
	MaxFloat64             = 0x1p1023 * (1 + (1 - 0x1p-52))
	SmallestNonzeroFloat64 = 0x1p-1022 * 0x1p-52
)

// The largest and the smallest integers.
const (
	MaxInt    = 1<<63 - 1
	MinInt    = -1 << 63
	MaxInt8   = 1<<7 - 1
	MinInt8   = -1 << 7
	MaxInt16  = 1<<15 - 1
	MinInt16  = -1 << 15
	MaxInt32  = 1<<31 - 1
	MinInt32  = -1 << 31
	MaxInt64  = 1<<63 - 1
	MinInt64  = -1 << 63
	MaxUint   = 1<<64 - 1
	MaxUint8  = 1<<8 - 1
	MaxUint16 = 1<<16 - 1
	MaxUint32 = 1<<32 - 1
	MaxUint64 = 1<<64 - 1
)

const (
	signBit      = 1 << 63
	infinityBits = 0x7FF << 52
	fractionBits = 1<<52 - 1
)

// Float64bits returns the bits of f.
func Float64bits(f float64) uint64 { return sys.Float64Bits(f) }

// Float64frombits returns the float of bits. All NaN are one.
func Float64frombits(b uint64) float64 { return sys.Float64Of(b) }

// Float32bits returns the bits of f.
func Float32bits(f float32) uint32 { return sys.Float32Bits(f) }

// Float32frombits returns the float of bits. All NaN are one.
func Float32frombits(b uint32) float32 { return sys.Float32Of(b) }

// Inf returns an infinity, the negative one if sign is negative.
func Inf(sign int) float64 {
	if sign < 0 {
		return sys.Float64Of(infinityBits | signBit)
	}
	return sys.Float64Of(infinityBits)
}

// NaN returns what is not a number.
func NaN() float64 { return sys.Float64Of(0x7FF8000000000001) }

// IsNaN tells if f is not a number.
func IsNaN(f float64) (is bool) { return f != f }

// IsInf tells if f is an infinity of the sign: of any, if that is 0.
func IsInf(f float64, sign int) bool {
	return sign >= 0 && f > MaxFloat64 || sign <= 0 && f < -MaxFloat64
}

// Signbit tells if x is negative, or -0.
func Signbit(x float64) bool { return sys.Float64Bits(x)&signBit != 0 }

// Copysign returns f with the sign of another float.
func Copysign(f, sign float64) float64 {
	return sys.Float64Of(sys.Float64Bits(f)&^signBit | sys.Float64Bits(sign)&signBit)
}

// Abs returns x without its sign.
func Abs(x float64) float64 { return sys.Float64Of(sys.Float64Bits(x) &^ signBit) }

// Sqrt returns the square root, correctly rounded.
func Sqrt(x float64) float64 { return sys.Sqrt(x) }

// Dim returns x - y, or 0 if that is negative.
func Dim(x, y float64) float64 {
	if difference := x - y; difference > 0 || difference != difference {
		return difference
	}
	return 0
}

// Max returns the larger of x and y. +Inf comes before NaN, and 0 is larger than -0.
func Max(x, y float64) float64 {
	switch {
	case IsInf(x, 1) || IsInf(y, 1):
		return Inf(1)
	case x != x || y != y:
		return NaN()
	case x == 0 && y == 0:
		if Signbit(x) {
			return y
		}
		return x
	case x > y:
		return x
	}
	return y
}

// Min returns the smaller of x and y. -Inf comes before NaN, and -0 is smaller than 0.
func Min(x, y float64) float64 {
	switch {
	case IsInf(x, -1) || IsInf(y, -1):
		return Inf(-1)
	case x != x || y != y:
		return NaN()
	case x == 0 && y == 0:
		if Signbit(x) {
			return x
		}
		return y
	case x < y:
		return x
	}
	return y
}
