package floats

// maxDigits are the significant digits that decide on a float: more than the middle of any two neighbours has.
const maxDigits = 800

// Reader takes the digits of a number and makes the nearest float of it.
type Reader struct {
	n       natural
	chunk   uint64 // digits that are not in n yet
	width   int    // how many these are
	count   int    // significant digits that were taken
	dropped int    // digits behind those that decide
	inexact bool   // one of them is not zero
}

// Digit takes the next digit.
func (r *Reader) Digit(digit byte) {
	switch {
	case digit == '0' && r.count == 0:
		return
	case r.count == maxDigits:
		r.dropped++
		r.inexact = r.inexact || digit != '0'
		return
	}
	r.count++
	r.chunk = 10*r.chunk + uint64(digit-'0')
	r.width++
	if r.width == 9 {
		r.flush()
	}
}

func (r *Reader) flush() {
	factor := uint64(1)
	for range r.width {
		factor *= 10
	}
	r.n = r.n.mulAdd(factor, r.chunk, binaryBase)
	r.chunk, r.width = 0, 0
}

// Float returns the bits of the nearest float of digits * 10^exponent, without a sign, and whether it is too large: it is
// infinite then.
func (r *Reader) Float(exponent int, f Format) (bits uint64, overflow bool) {
	r.flush()
	exponent += r.dropped
	if r.count == 0 || r.count+exponent < -400 {
		return 0, false
	}
	if r.count+exponent > 400 {
		return f.infinity(), true
	}
	n, inexact, binary := r.n, r.inexact, exponent
	if exponent >= 0 {
		n = n.mulPower(5, exponent, binaryBase)
	} else {
		// A quotient of 66 bits and more: 5^-exponent has fewer than 2.33 bits for each power.
		shift := max(66+(-exponent*7+2)/3-n.bitLen(), 0)
		n = n.mulPower(2, shift, binaryBase)
		rest := false
		n, rest = n.divPower5(-exponent)
		inexact = inexact || rest
		binary -= shift
	}
	bitLen := n.bitLen()
	top, more := n.top(64)
	return f.Join(top, binary+bitLen-64, inexact || more)
}

func (f Format) infinity() uint64 {
	return (1<<f.Exponent - 1) << f.Mantissa
}

// Join returns the bits of the float nearest to mantissa * 2^exponent, ties to even, and whether it is too large. The
// number is a bit larger than that if it is inexact.
func (f Format) Join(mantissa uint64, exponent int, inexact bool) (bits uint64, overflow bool) {
	if mantissa == 0 {
		return 0, false
	}
	for mantissa>>63 == 0 {
		mantissa <<= 1
		exponent--
	}
	// The place of the mantissa's lowest bit, which is higher for numbers that are too small for a full mantissa.
	least := 1 + f.Bias - int(f.Mantissa)
	drop := 63 - int(f.Mantissa)
	if exponent+drop < least {
		drop = least - exponent
	}
	kept := uint64(0)
	if drop <= 64 {
		half := uint64(1) << (drop - 1)
		rest := mantissa & (half - 1)
		kept = mantissa >> drop
		if mantissa&half != 0 && (rest != 0 || inexact || kept&1 == 1) {
			kept++
		}
	}
	exponent += drop
	if kept == 1<<(f.Mantissa+1) {
		kept >>= 1
		exponent++
	}
	if kept < 1<<f.Mantissa {
		return kept, false
	}
	biased := exponent + int(f.Mantissa) - f.Bias
	if biased >= 1<<f.Exponent-1 {
		return f.infinity(), true
	}
	return uint64(biased)<<f.Mantissa | kept&(1<<f.Mantissa-1), false
}
