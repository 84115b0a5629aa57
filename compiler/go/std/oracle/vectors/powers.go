// Exponentials, logarithms, powers and roots.
//
// GOARCH=386, for which Go has no code of its own for Exp and Log: it is what Go computes on every machine without.
package main

import (
	"math"
	"strconv"
)

// rounds is the number of random inputs of each kind.
const rounds = 500

var state uint64 = 11

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
	println(b(x), b(math.Exp(x)), b(math.Exp2(x)), b(math.Log(x)), b(math.Log2(x)), b(math.Log10(x)), b(math.Cbrt(x)))
}

func two(x, y float64) {
	println(b(x), b(y), b(math.Pow(x, y)))
}

// float returns a float of any size, or one of those that people write.
func float() float64 {
	bits := random()
	switch random() % 6 {
	case 0:
		return math.Float64frombits(bits)
	case 1:
		return float64(int64(bits)>>(random()%64)) / 8
	case 2:
		return math.Float64frombits(bits >> 12)
	case 3:
		return float64(int64(bits)) / float64(uint64(1)<<(random()%64))
	case 4:
		return float64(int64(bits%200000)-100000) / 1000
	}
	return math.Ldexp(1, int(bits%2098)-1074)
}

func main() {
	special := []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 1.5, 2, -2, 3, -3, 10, 0.1, 1.0000001, 0.9999999, math.E, math.Inf(1), math.Inf(-1), math.NaN(),
		math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 0x1p-1022, 0x1p52 + 1, 0x1p53, 0x1p53 - 1, 0x1p63, -0x1p63, 0x1p64, 709.782712893384, 709.7827128933841,
		-745.1332191019411, -745.1332191019412, 1023.9999999999999, 1024, -1074, -1075}
	for _, x := range special {
		one(x)
		for _, y := range special {
			two(x, y)
		}
	}
	for n := -340; n <= 320; n++ {
		println(n, b(math.Pow10(n)), b(math.Pow(10, float64(n))))
	}
	for range rounds {
		x := float()
		one(x)
		two(x, float())
		two(math.Abs(x), float64(int64(random()%2000)-1000)/64)
		two(float64(random()%1000)/100, float64(int64(random()%100)-50))
		two(x, float64(int64(random()%41)-20))
	}
}
