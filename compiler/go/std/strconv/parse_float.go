package strconv

import (
	"internal/floats"
	"runtime/sys"
)

// ParseFloat returns the float of 32 or 64 bits nearest to a decimal or hexadecimal number, or what "inf", "infinity" and
// "nan" stand for in any case. A number that is too large gives an infinity and ErrRange.
func ParseFloat(s string, bitSize int) (float64, error) {
	format := floats.Float64()
	if bitSize == 32 {
		format = floats.Float32()
	}
	negative := s != "" && s[0] == '-'
	rest := s
	if negative || s != "" && s[0] == '+' {
		rest = s[1:]
	}
	var bits uint64
	var overflow, ok bool
	switch {
	case equalFold(rest, "inf") || equalFold(rest, "infinity"):
		bits, ok = (1<<format.Exponent-1)<<format.Mantissa, true
	case rest == s && equalFold(s, "nan"):
		return sys.Float64Of(0x7FF8000000000001), nil
	case len(rest) > 2 && rest[0] == '0' && rest[1]|0x20 == 'x':
		bits, overflow, ok = parseHex(rest[2:], format)
	default:
		bits, overflow, ok = parseDecimal(rest, format)
	}
	if !ok || hasUnderscore(s) && !underscoresFit(s) {
		return 0, syntaxError("ParseFloat", s)
	}
	if negative {
		bits |= 1 << (format.Mantissa + format.Exponent)
	}
	f := sys.Float64Of(bits)
	if bitSize == 32 {
		f = float64(sys.Float32Of(uint32(bits)))
	}
	if overflow {
		return f, rangeError("ParseFloat", s)
	}
	return f, nil
}

// equalFold tells if s is a word of small letters, in any case.
func equalFold(s, word string) bool {
	if len(s) != len(word) {
		return false
	}
	for i := range len(s) {
		if s[i]|0x20 != word[i] {
			return false
		}
	}
	return true
}

func hasUnderscore(s string) bool {
	for i := range len(s) {
		if s[i] == '_' {
			return true
		}
	}
	return false
}

// parseDecimal returns the bits of ddd.ddde±dd.
func parseDecimal(s string, format floats.Format) (bits uint64, overflow, ok bool) {
	var reader floats.Reader
	i, point, seen := 0, -1, 0
scan:
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
		case c == '.' && point < 0:
			point = seen
		case '0' <= c && c <= '9':
			seen++
			reader.Digit(c)
		default:
			break scan
		}
	}
	if seen == 0 {
		return 0, false, false
	}
	exponent := 0
	if point >= 0 {
		exponent = point - seen
	}
	if i < len(s) {
		if s[i]|0x20 != 'e' {
			return 0, false, false
		}
		power, ok := parsePower(s[i+1:])
		if !ok {
			return 0, false, false
		}
		exponent += power
	}
	bits, overflow = reader.Float(exponent, format)
	return bits, overflow, true
}

// parsePower returns the value of an exponent, no larger than what decides.
func parsePower(s string) (int, bool) {
	sign := 1
	if s != "" && (s[0] == '+' || s[0] == '-') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	power, seen := 0, false
	for i := range len(s) {
		if s[i] == '_' {
			continue
		}
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		seen = true
		if power < 10000 {
			power = 10*power + int(s[i]-'0')
		}
	}
	return sign * power, seen
}

// parseHex returns the bits of hhh.hhhp±dd.
func parseHex(s string, format floats.Format) (bits uint64, overflow, ok bool) {
	mantissa, inexact, exponent := uint64(0), false, 0
	i, point, seen := 0, false, false
scan:
	for ; i < len(s); i++ {
		c := s[i]
		switch digit := digitOf(c); {
		case c == '_':
		case c == '.' && !point:
			point = true
		case digit < 16:
			seen = true
			if point {
				exponent -= 4
			}
			if mantissa>>60 == 0 {
				mantissa = mantissa<<4 | digit
			} else {
				exponent += 4
				inexact = inexact || digit != 0
			}
		default:
			break scan
		}
	}
	if !seen || i == len(s) || s[i]|0x20 != 'p' {
		return 0, false, false
	}
	power, ok := parsePower(s[i+1:])
	if !ok {
		return 0, false, false
	}
	bits, overflow = format.Join(mantissa, exponent+power, inexact)
	return bits, overflow, true
}
