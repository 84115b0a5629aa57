package floats

// Decimal is a number 0.d1d2d3… * 10^Point. Its digits are '0' to '9', the first and the last of them not '0'; zero has
// none.
type Decimal struct {
	Digits []byte
	Point  int
}

// Format describes the bits of a float.
type Format struct {
	Mantissa uint // bits of the mantissa that are stored
	Exponent uint // bits of the exponent
	Bias     int  // of the exponent
}

// Float64 and Float32 are the formats of Go's floats.
func Float64() Format { return Format{52, 11, -1023} }
func Float32() Format { return Format{23, 8, -127} }

// Split returns mantissa and exponent of a finite float that is mantissa * 2^exponent, or special for what is not finite.
func (f Format) Split(bits uint64) (mantissa uint64, exponent int, special bool) {
	exponent = int(bits>>f.Mantissa) & (1<<f.Exponent - 1)
	mantissa = bits & (1<<f.Mantissa - 1)
	switch exponent {
	case 1<<f.Exponent - 1:
		return mantissa, 0, true
	case 0:
		exponent++
	default:
		mantissa |= 1 << f.Mantissa
	}
	return mantissa, exponent + f.Bias - int(f.Mantissa), false
}

// Exact returns all digits of mantissa * 2^exponent.
func Exact(mantissa uint64, exponent int) Decimal {
	if mantissa == 0 {
		return Decimal{}
	}
	for mantissa&1 == 0 {
		mantissa >>= 1
		exponent++
	}
	n := make(natural, 0, 8).mulAdd(1, mantissa, decimalBase)
	shift := 0
	if exponent >= 0 {
		n = n.mulPower(2, exponent, decimalBase)
	} else {
		n = n.mulPower(5, -exponent, decimalBase)
		shift = exponent
	}
	digits := make([]byte, 9*len(n))
	for i, limb := range n {
		end := 9 * (len(n) - i)
		for at := end - 1; at >= end-9; at-- {
			digits[at] = '0' + byte(limb%10)
			limb /= 10
		}
	}
	first := 0
	for digits[first] == '0' {
		first++
	}
	d := Decimal{digits[first:], len(digits) - first + shift}
	d.trim()
	return d
}

func (d *Decimal) trim() {
	count := len(d.Digits)
	for count > 0 && d.Digits[count-1] == '0' {
		count--
	}
	d.Digits = d.Digits[:count]
	if count == 0 {
		d.Point = 0
	}
}

// Round returns the number with so many digits at most, rounded to nearest, ties to an even digit. A negative count
// gives zero.
func (d Decimal) Round(count int) Decimal {
	return d.cut(count, d.roundsUp(count))
}

func (d Decimal) roundsUp(count int) bool {
	if count < 0 || count >= len(d.Digits) {
		return false
	}
	if d.Digits[count] == '5' && count+1 == len(d.Digits) {
		return count > 0 && d.Digits[count-1]&1 == 1
	}
	return d.Digits[count] >= '5'
}

// cut returns the number with so many digits, or the next larger one of so many.
func (d Decimal) cut(count int, up bool) Decimal {
	if count >= len(d.Digits) {
		return d
	}
	count = max(count, 0)
	if !up {
		d.Digits = d.Digits[:count]
		d.trim()
		return d
	}
	for count > 0 && d.Digits[count-1] == '9' {
		count--
	}
	if count == 0 {
		return Decimal{[]byte{'1'}, d.Point + 1}
	}
	digits := append(make([]byte, 0, count), d.Digits[:count]...)
	digits[count-1]++
	return Decimal{digits, d.Point}
}

// compare returns the order of two numbers.
func (d Decimal) compare(other Decimal) int {
	if len(d.Digits) == 0 || len(other.Digits) == 0 {
		return len(d.Digits) - len(other.Digits)
	}
	if d.Point != other.Point {
		return d.Point - other.Point
	}
	for i := range min(len(d.Digits), len(other.Digits)) {
		if d.Digits[i] != other.Digits[i] {
			return int(d.Digits[i]) - int(other.Digits[i])
		}
	}
	return len(d.Digits) - len(other.Digits)
}

// At returns the digit at a position behind the point of 0.d1d2d3…; beyond the digits there are zeros.
func (d Decimal) At(i int) byte {
	if i < 0 || i >= len(d.Digits) {
		return '0'
	}
	return d.Digits[i]
}
