// Floats.
package main

import (
	"math"
	"strconv"
)

// rounds is the number of random inputs of each kind.
const rounds = 300

var state uint64 = 7

// random returns the next number of a fixed sequence.
func random() uint64 {
	state += 0x9E3779B97F4A7C15
	x := state
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// b returns a float by its bits; all NaN are one.
func b(f float64) string {
	if f != f {
		return "NaN"
	}
	return strconv.FormatUint(math.Float64bits(f), 16)
}

func one(x float64) {
	whole, part := math.Modf(x)
	frac, exp := math.Frexp(x)
	println(b(x), b(math.Abs(x)), b(math.Floor(x)), b(math.Ceil(x)), b(math.Trunc(x)), b(math.Round(x)), b(math.RoundToEven(x)), b(whole), b(part),
		b(frac), exp, b(math.Logb(x)), math.Ilogb(x), b(math.Sqrt(x)), math.IsNaN(x), math.IsInf(x, 0), math.IsInf(x, 1), math.IsInf(x, -1), math.Signbit(x),
		math.Float32bits(float32(x+0)))
}

func two(x, y float64) {
	n := int(random()%2300) - 1150
	println(b(x), b(y), b(math.Max(x, y)), b(math.Min(x, y)), b(math.Dim(x, y)), b(math.Copysign(x, y)), b(math.Mod(x, y)), b(math.Remainder(x, y)),
		b(math.Nextafter(x, y)), b(math.Hypot(x, y)), math.Float32bits(math.Nextafter32(float32(x), float32(y))) == 0x7fc00000, b(math.Ldexp(x, n)), n)
}

func float() float64 {
	bits := random()
	switch random() % 5 {
	case 0:
		return math.Float64frombits(bits)
	case 1:
		return float64(int64(bits)>>(random()%64)) / 8
	case 2:
		return math.Float64frombits(bits >> 12)
	case 3:
		return float64(int64(bits)) / float64(uint64(1)<<(random()%64))
	}
	return math.Ldexp(1, int(bits%2098)-1074)
}

func main() {
	special := []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 4503599627370497.5, 9007199254740991, math.Inf(1), math.Inf(-1),
		math.NaN(), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, math.MaxFloat32, math.SmallestNonzeroFloat32, 0x1p-1022, math.Pi, 3, 10}
	println(b(math.E), b(math.Phi), b(math.Sqrt2), b(math.SqrtE), b(math.SqrtPi), b(math.SqrtPhi), b(math.Ln2), b(math.Log2E), b(math.Ln10), b(math.Log10E),
		math.MaxInt, math.MinInt64, uint64(math.MaxUint64), math.MaxInt32, math.MinInt8)
	for _, x := range special {
		one(x)
		for _, y := range special {
			two(x, y)
		}
	}
	for range rounds {
		x, y := float(), float()
		one(x)
		two(x, y)
		two(x, x*float64(random()%9)/2)
		two(math.Abs(x), float64(random()%100)/4)
	}
}
