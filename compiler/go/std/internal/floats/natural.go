// Package floats turns floats into decimal digits and digits into floats, exactly, with natural numbers of any size.
package floats

// natural is a number by its digits to some base, the lowest first. The base is 1e9 where decimal digits are wanted and
// 1<<32 where bits are.
type natural []uint32

const (
	decimalBase = 1e9
	binaryBase  = 1 << 32

	// power5 is the largest power of five of 32 bits.
	power5     = 1220703125
	power5Step = 13
)

// mulAdd returns n*factor + carry; the factor and carry have 32 bits at most.
func (n natural) mulAdd(factor, carry, base uint64) natural {
	for i, digit := range n {
		carry += uint64(digit) * factor
		n[i] = uint32(carry % base)
		carry /= base
	}
	for carry > 0 {
		n = append(n, uint32(carry%base))
		carry /= base
	}
	return n
}

// mulPower returns n * 5^exponent, or n * 2^exponent.
func (n natural) mulPower(power, exponent int, base uint64) natural {
	step, stepPower := 31, uint64(1<<31)
	if power == 5 {
		step, stepPower = power5Step, power5
	}
	for ; exponent >= step; exponent -= step {
		n = n.mulAdd(stepPower, 0, base)
	}
	factor := uint64(1)
	for range exponent {
		factor *= uint64(power)
	}
	return n.mulAdd(factor, 0, base)
}

// div returns n / divisor of binary digits, rounded down, and whether there is a rest.
func (n natural) div(divisor uint64) (natural, bool) {
	rest := uint64(0)
	for i := len(n) - 1; i >= 0; i-- {
		rest = rest<<32 | uint64(n[i])
		n[i] = uint32(rest / divisor)
		rest %= divisor
	}
	return n.trim(), rest != 0
}

// divPower5 returns n / 5^exponent as div does.
func (n natural) divPower5(exponent int) (natural, bool) {
	inexact, rest := false, false
	for ; exponent > 0; exponent -= power5Step {
		divisor := uint64(1)
		for range min(exponent, power5Step) {
			divisor *= 5
		}
		n, rest = n.div(divisor)
		inexact = inexact || rest
	}
	return n, inexact
}

func (n natural) trim() natural {
	for len(n) > 0 && n[len(n)-1] == 0 {
		n = n[:len(n)-1]
	}
	return n
}

// bitLen returns the number of bits of binary digits.
func (n natural) bitLen() int {
	if len(n) == 0 {
		return 0
	}
	bits := 32 * (len(n) - 1)
	for top := n[len(n)-1]; top != 0; top >>= 1 {
		bits++
	}
	return bits
}

// top returns the highest count bits of binary digits, 64 at most, and whether a lower one is set.
func (n natural) top(count int) (bits uint64, more bool) {
	drop := n.bitLen() - count
	for i := len(n) - 1; i >= 0; i-- {
		switch low := 32*i - drop; {
		case low >= 0:
			bits |= uint64(n[i]) << low
		case low > -32:
			bits |= uint64(n[i]) >> -low
			more = more || n[i]<<(32+low) != 0
		default:
			more = more || n[i] != 0
		}
	}
	return bits, more
}
