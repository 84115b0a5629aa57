package fmt

import (
	"strconv"
	"unicode/utf8"
)

// padding fills up with so many bytes: zeros only to the left.
func (p *printer) padding(count int) {
	fill := byte(' ')
	if p.zero && !p.minus {
		fill = '0'
	}
	for range count {
		p.out = append(p.out, fill)
	}
}

// pad prints a text in the width.
func (p *printer) pad(s string) {
	count := 0
	if p.hasWidth {
		count = p.width - utf8.RuneCountInString(s)
	}
	if !p.minus {
		p.padding(count)
	}
	p.out = append(p.out, s...)
	if p.minus {
		p.padding(count)
	}
}

// padSpaces prints a text in the width, with no zeros before it.
func (p *printer) padSpaces(s string) {
	zero := p.zero
	p.zero = false
	p.pad(s)
	p.zero = zero
}

// cut returns as many characters of a text as the precision has.
func (p *printer) cut(s string) string {
	if p.hasPrecision {
		left := p.precision
		for i := range s {
			if left--; left < 0 {
				return s[:i]
			}
		}
	}
	return s
}

// text prints a text, cut to the precision.
func (p *printer) text(s string) {
	p.pad(p.cut(s))
}

// quoted prints a text as a literal.
func (p *printer) quoted(s string) {
	s = p.cut(s)
	switch {
	case p.sharp && strconv.CanBackquote(s):
		p.pad("`" + s + "`")
	case p.plus:
		p.pad(strconv.QuoteToASCII(s))
	default:
		p.pad(strconv.Quote(s))
	}
}

// hexText prints the bytes of a text, the precision being the number of bytes.
func (p *printer) hexText(s, digits string) {
	if p.hasPrecision && p.precision < len(s) {
		s = s[:p.precision]
	}
	text := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		if i > 0 && p.space {
			text = append(text, ' ')
		}
		if p.sharp && (i == 0 || p.space) {
			text = append(text, '0', digits[16])
		}
		text = append(text, digits[s[i]>>4], digits[s[i]&15])
	}
	p.pad(string(text))
}

// hex prints a number with the base 16, with 0x or without.
func (p *printer) hex(x uint64, prefix bool) {
	sharp := p.sharp
	p.sharp = prefix
	p.integer(x, 16, false, 'v', lower)
	p.sharp = sharp
}

// integer prints a number to a base, the precision being the least number of digits.
func (p *printer) integer(x uint64, base int, signed bool, verb rune, digits string) {
	negative := signed && int64(x) < 0
	if negative {
		x = -x
	}
	least := 0
	if p.hasPrecision {
		least = p.precision
		if least == 0 && x == 0 {
			p.padSpaces("")
			return
		}
	} else if p.zero && !p.minus && p.hasWidth {
		least = p.width
		if negative || p.plus || p.space {
			least--
		}
	}
	number := strconv.FormatUint(x, base)
	text := make([]byte, 0, len(number)+4)
	switch {
	case negative:
		text = append(text, '-')
	case p.plus:
		text = append(text, '+')
	case p.space:
		text = append(text, ' ')
	}
	if verb == 'O' {
		text = append(text, "0o"...)
	}
	if p.sharp {
		switch base {
		case 2:
			text = append(text, "0b"...)
		case 8:
			if number[0] != '0' && least <= len(number) {
				text = append(text, '0')
			}
		case 16:
			text = append(text, '0', digits[16])
		}
	}
	for range least - len(number) {
		text = append(text, '0')
	}
	for i := range len(number) {
		c := number[i]
		if c >= 'a' {
			c = digits[c-'a'+10]
		}
		text = append(text, c)
	}
	p.padSpaces(string(text))
}

// codePoint prints U+0078, with # also 'x'.
func (p *printer) codePoint(x uint64) {
	number := strconv.FormatUint(x, 16)
	text := append(make([]byte, 0, 16), "U+"...)
	least := 4
	if p.hasPrecision && p.precision > 4 {
		least = p.precision
	}
	for range least - len(number) {
		text = append(text, '0')
	}
	for i := range len(number) {
		c := number[i]
		if c >= 'a' {
			c = upper[c-'a'+10]
		}
		text = append(text, c)
	}
	if p.sharp && x <= utf8.MaxRune && strconv.IsPrint(rune(x)) {
		text = append(utf8.AppendRune(append(text, " '"...), rune(x)), '\'')
	}
	p.padSpaces(string(text))
}

// float prints a float; a precision in the format comes before the one that is usual.
func (p *printer) float(f float64, bits int, verb byte, precision int) {
	if p.hasPrecision {
		precision = p.precision
	}
	text := strconv.AppendFloat([]byte{'+'}, f, verb, precision, bits)
	if text[1] == '-' || text[1] == '+' {
		text = text[1:]
	}
	if p.space && text[0] == '+' && !p.plus {
		text[0] = ' '
	}
	if text[1] == 'I' || text[1] == 'N' {
		if text[1] == 'N' && !p.space && !p.plus {
			text = text[1:]
		}
		p.padSpaces(string(text))
		return
	}
	if p.sharp && verb != 'b' {
		text = withPoint(text, verb, precision)
	}
	if text[0] == '+' && !p.plus {
		p.pad(string(text[1:]))
		return
	}
	if p.zero && !p.minus && p.hasWidth && p.width > len(text) {
		p.out = append(p.out, text[0])
		p.padding(p.width - len(text))
		p.out = append(p.out, text[1:]...)
		return
	}
	p.pad(string(text))
}

// withPoint puts a decimal point into the text of a float that has none, and of %g and %x the zeros that make up its
// precision.
func withPoint(text []byte, verb byte, precision int) []byte {
	missing := 0
	switch verb {
	case 'g', 'G', 'x':
		if missing = precision; missing < 0 {
			missing = 6
		}
	}
	isHex := verb == 'x' || verb == 'X'
	end, point, significant := len(text), false, false
scan:
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '.':
			point = true
		case c == 'p' || c == 'P' || !isHex && (c == 'e' || c == 'E'):
			end = i
			break scan
		default:
			significant = significant || c != '0'
			if significant {
				missing--
			}
		}
	}
	tail := string(text[end:])
	if text = text[:end]; !point {
		if len(text) == 2 && text[1] == '0' {
			missing--
		}
		text = append(text, '.')
	}
	for range missing {
		text = append(text, '0')
	}
	return append(text, tail...)
}
