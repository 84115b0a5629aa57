package big

import (
	"internal/formats"
	"internal/view"
)

// MaxBase is the largest base that texts can have.
const MaxBase = 62

const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// Text returns x to a base from 2 to 62; "<nil>" of nil.
func (x *Int) Text(base int) string {
	if x == nil {
		return "<nil>"
	}
	return view.String(x.Append(nil, base))
}

// String returns x to the base 10.
func (x *Int) String() string { return x.Text(10) }

// Append appends what Text returns.
func (x *Int) Append(buf []byte, base int) []byte {
	if x == nil {
		return append(buf, "<nil>"...)
	}
	if x.neg {
		buf = append(buf, '-')
	}
	return append(buf, x.abs.text(base)...)
}

// chunk returns the largest power of a base that is a digit, and its exponent.
func chunk(base uint32) (power uint32, exponent int) {
	power = 1
	for uint64(power)*uint64(base) <= digitMask {
		power *= base
		exponent++
	}
	return power, exponent
}

func (x nat) text(base int) []byte {
	if base < 2 || base > MaxBase {
		panic("invalid base")
	}
	if len(x) == 0 {
		return []byte{'0'}
	}
	bitsEach := 1
	for 2<<bitsEach <= base {
		bitsEach++
	}
	buffer := make([]byte, x.bitLen()/bitsEach+1)
	at := len(buffer)
	power, exponent := chunk(uint32(base))
	for rest := append(nat(nil), x...); len(rest) > 0; {
		var part uint32
		rest, part = rest.divDigit(rest, power)
		for range exponent {
			if len(rest) == 0 && part == 0 {
				break
			}
			at--
			buffer[at] = letters[part%uint32(base)]
			part /= uint32(base)
		}
	}
	return buffer[at:]
}

// SetString makes z the number that a text is to a base from 2 to 62. Base 0 takes the base of the prefix, as Go's
// literals do, and underscores. If the text is no number it returns nil and false, and z is not to be used.
func (z *Int) SetString(s string, base int) (*Int, bool) {
	if base != 0 && (base < 2 || base > MaxBase) {
		panic("illegal number base")
	}
	negative := s != "" && s[0] == '-'
	if negative || s != "" && s[0] == '+' {
		s = s[1:]
	}
	abs, ok := scan(z.abs[:0], s, base)
	if !ok {
		return nil, false
	}
	z.abs, z.neg = abs, negative && len(abs) > 0
	return z, true
}

// scan returns the value of a text without a sign.
func scan(z nat, s string, base int) (nat, bool) {
	underscores := base == 0
	before := byte('.') // what came before: '0' for a digit, '_', or '.' for nothing
	if base == 0 {
		base = 10
		if len(s) > 1 && s[0] == '0' {
			base, s, before = 8, s[1:], '0'
			switch s[0] | 0x20 {
			case 'b':
				base, s = 2, s[1:]
			case 'o':
				base, s = 8, s[1:]
			case 'x':
				base, s = 16, s[1:]
			}
		}
	}
	power, exponent := chunk(uint32(base))
	part, width, factor := uint32(0), 0, uint32(1)
	for i := range len(s) {
		if s[i] == '_' && underscores {
			if before != '0' {
				return z, false
			}
			before = '_'
			continue
		}
		digit := value(s[i], base)
		if digit >= uint32(base) {
			return z, false
		}
		before = '0'
		part, factor = part*uint32(base)+digit, factor*uint32(base)
		if width++; width == exponent {
			z = z.mulAdd(power, part)
			part, width, factor = 0, 0, 1
		}
	}
	if s == "" || before == '_' {
		return z, false
	}
	return z.mulAdd(factor, part).norm(), true
}

// value returns the value of a letter, or more than any base.
func value(c byte, base int) uint32 {
	switch {
	case '0' <= c && c <= '9':
		return uint32(c - '0')
	case 'a' <= c && c <= 'z':
		return uint32(c-'a') + 10
	case 'A' <= c && c <= 'Z' && base <= 36:
		return uint32(c-'A') + 10
	case 'A' <= c && c <= 'Z':
		return uint32(c-'A') + 36
	}
	return MaxBase
}

// Format prints x for the verbs b, o, O, d, x, X, s and v of fmt.
func (x *Int) Format(s formats.State, ch rune) {
	base, prefix := 10, ""
	switch ch {
	case 'b':
		base, prefix = 2, "0b"
	case 'o':
		base, prefix = 8, "0"
	case 'O':
		base = 8
	case 'd', 's', 'v':
	case 'x', 'X':
		base, prefix = 16, "0"+string(ch)
	default:
		s.Write([]byte("%!" + string(ch) + "(big.Int=" + x.String() + ")"))
		return
	}
	if x == nil {
		s.Write([]byte("<nil>"))
		return
	}
	sign := ""
	switch {
	case x.neg:
		sign = "-"
	case s.Flag('+'):
		sign = "+"
	case s.Flag(' '):
		sign = " "
	}
	if !s.Flag('#') {
		prefix = ""
	}
	if ch == 'O' {
		prefix = "0o"
	}
	digits := x.abs.text(base)
	if ch == 'X' {
		for i, c := range digits {
			if c >= 'a' {
				digits[i] = c - 0x20
			}
		}
	}
	var left, zeros, right int
	precision, exact := s.Precision()
	if exact {
		zeros = max(precision-len(digits), 0)
		if precision == 0 && len(x.abs) == 0 {
			return
		}
	}
	length := len(sign) + len(prefix) + zeros + len(digits)
	if width, ok := s.Width(); ok && length < width {
		switch {
		case s.Flag('-'):
			right = width - length
		case s.Flag('0') && !exact:
			zeros = width - length
		default:
			left = width - length
		}
	}
	text := repeat(nil, ' ', left)
	text = append(append(text, sign...), prefix...)
	text = append(repeat(text, '0', zeros), digits...)
	s.Write(repeat(text, ' ', right))
}

func repeat(text []byte, c byte, count int) []byte {
	for range count {
		text = append(text, c)
	}
	return text
}
