package strconv

import (
	"internal/floats"
	"runtime/sys"
)

// FormatFloat returns a float of 32 or 64 bits as text: 'e' -d.ddde±dd, 'f' -ddd.ddd, 'g' the one of both that suits the
// exponent, 'b' and 'x' with a binary exponent; 'E', 'G', 'X' with capitals. The precision is the number of digits behind
// the point, of 'g' that of all digits; -1 asks for the fewest that are read as the same float.
func FormatFloat(f float64, fmt byte, prec, bitSize int) string {
	return string(AppendFloat(nil, f, fmt, prec, bitSize))
}

// AppendFloat appends what FormatFloat returns.
func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte {
	format, bits := floats.Float64(), sys.Float64Bits(f)
	negative := bits>>63 != 0
	switch bitSize {
	case 32:
		format, bits = floats.Float32(), uint64(sys.Float32Bits(float32(f)))
		bits &= 1<<31 - 1
	case 64:
		bits &= 1<<63 - 1
	default:
		panic("strconv: illegal AppendFloat/FormatFloat bitSize")
	}
	mantissa, exponent, special := format.Split(bits)
	if special && mantissa != 0 {
		return append(dst, "NaN"...)
	}
	if special {
		if negative {
			return append(dst, "-Inf"...)
		}
		return append(dst, "+Inf"...)
	}
	if negative {
		dst = append(dst, '-')
	}
	switch fmt {
	case 'b':
		dst = AppendUint(dst, mantissa, 10)
		dst = append(dst, 'p')
		if exponent >= 0 {
			dst = append(dst, '+')
		}
		return AppendInt(dst, int64(exponent), 10)
	case 'x', 'X':
		return appendHexFloat(dst, mantissa, exponent, fmt, prec, int(format.Mantissa))
	case 'e', 'E', 'f', 'g', 'G':
	default:
		if negative {
			dst = dst[:len(dst)-1]
		}
		return append(dst, '%', fmt)
	}
	var d floats.Decimal
	shortest := prec < 0
	if shortest {
		d = format.Shortest(mantissa, exponent)
		switch fmt {
		case 'e', 'E':
			prec = len(d.Digits) - 1
		case 'f':
			prec = max(len(d.Digits)-d.Point, 0)
		default:
			prec = len(d.Digits)
		}
	} else {
		d = floats.Exact(mantissa, exponent)
		switch fmt {
		case 'e', 'E':
			d = d.Round(prec + 1)
		case 'f':
			d = d.Round(d.Point + prec)
		default:
			prec = max(prec, 1)
			d = d.Round(prec)
		}
	}
	switch fmt {
	case 'e', 'E':
		return appendExponent(dst, d, prec, fmt)
	case 'f':
		return appendFixed(dst, d, prec)
	}
	// The largest exponent that is written without one.
	most := prec
	if most > len(d.Digits) && len(d.Digits) >= d.Point {
		most = len(d.Digits)
	}
	if shortest {
		most = 6
	}
	if d.Point-1 < -4 || d.Point-1 >= most {
		return appendExponent(dst, d, min(prec, len(d.Digits))-1, fmt+'e'-'g')
	}
	return appendFixed(dst, d, max(len(d.Digits)-d.Point, 0))
}

// appendExponent appends d.ddde±dd.
func appendExponent(dst []byte, d floats.Decimal, prec int, letter byte) []byte {
	dst = append(dst, d.At(0))
	if prec > 0 {
		dst = append(dst, '.')
		for i := 1; i <= prec; i++ {
			dst = append(dst, d.At(i))
		}
	}
	exponent := d.Point - 1
	if len(d.Digits) == 0 {
		exponent = 0
	}
	return appendPower(append(dst, letter), exponent)
}

// appendPower appends the sign of an exponent and two digits of it at least.
func appendPower(dst []byte, exponent int) []byte {
	sign := byte('+')
	if exponent < 0 {
		sign, exponent = '-', -exponent
	}
	dst = append(dst, sign)
	if exponent < 10 {
		dst = append(dst, '0')
	}
	return AppendInt(dst, int64(exponent), 10)
}

// appendFixed appends ddd.ddd.
func appendFixed(dst []byte, d floats.Decimal, prec int) []byte {
	if d.Point <= 0 {
		dst = append(dst, '0')
	}
	for i := range d.Point {
		dst = append(dst, d.At(i))
	}
	if prec > 0 {
		dst = append(dst, '.')
		for i := range prec {
			dst = append(dst, d.At(d.Point+i))
		}
	}
	return dst
}

// appendHexFloat appends 0x1.yyyyp±dd.
func appendHexFloat(dst []byte, mantissa uint64, exponent int, fmt byte, prec, stored int) []byte {
	if mantissa == 0 {
		exponent = 0
	} else {
		// One bit before the point and 60 behind it.
		exponent += stored
		mantissa <<= 60 - stored
		for mantissa>>60 == 0 {
			mantissa <<= 1
			exponent--
		}
	}
	if prec >= 0 && prec < 15 {
		drop := uint(60 - 4*prec)
		rest, half := mantissa&(1<<drop-1), uint64(1)<<(drop-1)
		mantissa >>= drop
		if rest > half || rest == half && mantissa&1 == 1 {
			mantissa++
		}
		mantissa <<= drop
		if mantissa>>61 != 0 {
			mantissa >>= 1
			exponent++
		}
	}
	hex := "0123456789abcdefx"
	if fmt == 'X' {
		hex = "0123456789ABCDEFX"
	}
	dst = append(dst, '0', hex[16], '0'+byte(mantissa>>60))
	mantissa <<= 4
	if prec < 0 && mantissa != 0 || prec > 0 {
		dst = append(dst, '.')
		for i := 0; i < prec || prec < 0 && mantissa != 0; i++ {
			dst = append(dst, hex[mantissa>>60])
			mantissa <<= 4
		}
	}
	return appendPower(append(dst, fmt-'x'+'p'), exponent)
}
