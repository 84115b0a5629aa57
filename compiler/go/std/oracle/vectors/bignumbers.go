// Integers of any size.
package main

import (
	"fmt"
	"math/big"
	"strconv"
)

// rounds is the number of random inputs of each kind.
const rounds = 60

var state uint64 = 8

// random returns the next number of a fixed sequence.
func random() uint64 {
	state += 0x9E3779B97F4A7C15
	x := state
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// number returns an integer of up to so many bits, often of many ones or zeros.
func number(bits uint64) *big.Int {
	b := make([]byte, random()%(bits/8+1))
	for i := range b {
		switch random() % 3 {
		case 0:
			b[i] = 0xFF
		case 1:
			b[i] = byte(random())
		}
	}
	z := new(big.Int).SetBytes(b)
	if random()%2 == 0 {
		z.Neg(z)
	}
	return z
}

func i() *big.Int { return new(big.Int) }

func arithmetic(x, y *big.Int) {
	println(x.String(), y.String(), i().Add(x, y).String(), i().Sub(x, y).String(), i().Mul(x, y).String(), i().Neg(x).String(), i().Abs(x).String(),
		x.Cmp(y), x.CmpAbs(y), x.Sign(), x.BitLen(), x.TrailingZeroBits())
	println(i().And(x, y).String(), i().Or(x, y).String(), i().Xor(x, y).String(), i().AndNot(x, y).String(), i().Not(x).String())
	n := uint(random() % 150)
	println(n, i().Lsh(x, n).String(), i().Rsh(x, n).String(), x.Bit(int(n)), i().SetBit(x, int(n), 1).String(), i().SetBit(x, int(n), 0).String())
	if y.Sign() != 0 {
		q, r := i().QuoRem(x, y, i())
		d, m := i().DivMod(x, y, i())
		println(q.String(), r.String(), d.String(), m.String(), i().Quo(x, y).String(), i().Rem(x, y).String(), i().Div(x, y).String(), i().Mod(x, y).String())
	}
	println(x.Int64(), x.Uint64(), x.IsInt64(), x.IsUint64(), strconv.Quote(string(x.Bytes())), i().Sqrt(i().Abs(x)).String())
	a, b := i(), i()
	g := i().GCD(a, b, x, y)
	println(g.String(), a.String(), b.String(), i().GCD(nil, nil, x, y).String())
	if y.Sign() != 0 {
		if inverse := i().ModInverse(x, y); inverse != nil {
			println(inverse.String())
		} else {
			println("no inverse")
		}
	}
	// Results in an operand.
	z := i().Set(x)
	z.Add(z, y)
	z.Sub(y, z)
	z.Mul(z, z)
	z.Mul(z, y)
	z.Lsh(z, 7)
	z.Rsh(z, 3)
	z.And(z, z.Or(z, x))
	println(z.String(), x.String(), y.String())
	if z.Sign() != 0 {
		z.Mod(x, z)
		z.Add(z, big.NewInt(1))
		z.Quo(y, z)
		println(z.String())
	}
	w := i().Set(y)
	if w.Sign() != 0 {
		w.DivMod(x, w, i())
		println(w.String())
	}
}

func powers(x, y, m *big.Int) {
	if m.Sign() == 0 {
		m.SetInt64(-97)
	}
	if z := i().Exp(x, y, m); z != nil {
		println(z.String())
	} else {
		println("no power")
	}
	println(i().Exp(x, big.NewInt(int64(random()%20)), nil).String(), i().Exp(x, big.NewInt(-3), nil).String())
	odd := i().SetBit(i().Abs(m), 0, 1)
	println(big.Jacobi(x, odd))
}

func texts(x *big.Int) {
	for _, base := range []int{2, 3, 8, 10, 16, 36, 37, 62} {
		text := x.Text(base)
		back, ok := i().SetString(text, base)
		println(text, ok && back.Cmp(x) == 0, string(x.Append([]byte("x"), base)))
	}
	for _, format := range []string{"%d", "%x", "%X", "%o", "%O", "%b", "%s", "%v", "%#x", "%#o", "%#b", "%+d", "% d", "%40d", "%-40d|", "%040d", "%.30d", "%40.30x",
		"%+.0d", "%#X", "%-040d|", "%+040x", "%q", "%c", "%#v", "%t"} {
		println(format, fmt.Sprintf(format, x))
	}
}

func main() {
	for _, s := range []string{"", "0", "-0", "+5", "-", "+", "--1", "0x", "0xff", "0XFF", "0b101", "0o17", "017", "08", "1_000", "_1", "1_", "1__0", "0_1", "0x_1", "1a", "ZZ", "zz",
		"123456789012345678901234567890", " 1", "1 ", "0b2", "00"} {
		for _, base := range []int{0, 2, 8, 10, 16, 36, 62} {
			if z, ok := i().SetString(s, base); ok {
				println(s, base, z.String())
			} else {
				println(s, base, "no number")
			}
		}
	}
	var none *big.Int
	println(none.String(), fmt.Sprint(none), fmt.Sprint(big.NewInt(-5)), i().MulRange(1, 25).String(), i().MulRange(-5, -2).String(), i().MulRange(3, 2).String(),
		i().MulRange(-1, 1).String(), i().Binomial(50, 20).String(), i().Binomial(5, 7).String(), i().Binomial(10, 10).String())
	println(big.NewInt(-1<<63).String(), i().SetUint64(1<<64-1).String(), string(big.NewInt(0).Bytes()) == "", string(big.NewInt(258).FillBytes(make([]byte, 4))))
	special := []*big.Int{i(), big.NewInt(1), big.NewInt(-1), big.NewInt(2), big.NewInt(-2), big.NewInt(1 << 32), big.NewInt(-1 << 32), big.NewInt(1<<32 - 1), i().Lsh(big.NewInt(1), 64),
		i().Lsh(big.NewInt(-1), 96), i().Lsh(big.NewInt(1), 63), big.NewInt(-1 << 63)}
	for _, x := range special {
		texts(x)
		for _, y := range special {
			arithmetic(x, y)
		}
	}
	for range rounds {
		size := []uint64{40, 130, 300, 800}[random()%4]
		arithmetic(number(size), number(size))
		arithmetic(number(size), number(70))
		powers(number(100), number(80), number(200))
		powers(number(64), i().Abs(number(64)), number(64))
		texts(number(size))
	}
}
