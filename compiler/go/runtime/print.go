package runtime

import "runtime/sys"

// Texts of print and println, as Go's own runtime writes them.

func textOfBool(v bool) string {
	if v {
		return "true"
	}
	return "false"
}

func textOfInt(v int) string {
	return itoa(v)
}

func textOfUint(v uint64) string {
	return decimal(v, false)
}

// printDigits is the number of digits of a float that is printed.
const printDigits = 7

// textOfFloat returns a float as +d.dddddde+ddd. The digits come from repeated multiplication, and so does their error:
// this is what Go prints.
func textOfFloat(v float64) string {
	switch {
	case v != v:
		return "NaN"
	case v-v != 0 && v > 0:
		return "+Inf"
	case v-v != 0:
		return "-Inf"
	}
	sign, exponent := byte('+'), 0
	if sys.Float64Bits(v)>>63 != 0 {
		sign = '-'
		v = -v
	}
	if v != 0 {
		for v >= 10 {
			exponent++
			v /= 10
		}
		for v < 1 {
			exponent--
			v *= 10
		}
		half := 5.0
		for range printDigits {
			half /= 10
		}
		v += half
		if v >= 10 {
			exponent++
			v /= 10
		}
	}
	text := []byte{sign}
	for i := range printDigits {
		digit := int(v)
		text = append(text, byte('0'+digit))
		if i == 0 {
			text = append(text, '.')
		}
		v -= float64(digit)
		v *= 10
	}
	sign = '+'
	if exponent < 0 {
		sign = '-'
		exponent = -exponent
	}
	text = append(text, 'e', sign, byte('0'+exponent/100), byte('0'+exponent/10%10), byte('0'+exponent%10))
	return bytesToString(text)
}
