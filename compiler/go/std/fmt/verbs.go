package fmt

import (
	"internal/rtype"
	"strconv"
	"unicode/utf8"
)

const (
	lower = "0123456789abcdefx"
	upper = "0123456789ABCDEFX"
)

func (p *printer) bool(v rtype.Value, verb rune) {
	switch verb {
	case 't', 'v':
		p.pad(strconv.FormatBool(v.Bool()))
	default:
		p.badVerb(v, verb)
	}
}

// integerVerb prints an integer; x is its value, extended by its sign.
func (p *printer) integerVerb(v rtype.Value, x uint64, signed bool, verb rune) {
	switch verb {
	case 'v':
		if p.sharpV && !signed {
			p.hex(x, true)
		} else {
			p.integer(x, 10, signed, verb, lower)
		}
	case 'd':
		p.integer(x, 10, signed, verb, lower)
	case 'b':
		p.integer(x, 2, signed, verb, lower)
	case 'o', 'O':
		p.integer(x, 8, signed, verb, lower)
	case 'x':
		p.integer(x, 16, signed, verb, lower)
	case 'X':
		p.integer(x, 16, signed, verb, upper)
	case 'c':
		p.pad(string(character(x)))
	case 'q':
		if p.plus {
			p.pad(strconv.QuoteRuneToASCII(character(x)))
		} else {
			p.pad(strconv.QuoteRune(character(x)))
		}
	case 'U':
		p.codePoint(x)
	default:
		p.badVerb(v, verb)
	}
}

// character returns the character with a number.
func character(x uint64) rune {
	if x > utf8.MaxRune {
		return utf8.RuneError
	}
	return rune(x)
}

func (p *printer) floatVerb(v rtype.Value, bits int, verb rune) {
	f := v.Float()
	switch verb {
	case 'v':
		p.float(f, bits, 'g', -1)
	case 'b', 'g', 'G', 'x', 'X':
		p.float(f, bits, byte(verb), -1)
	case 'f', 'e', 'E':
		p.float(f, bits, byte(verb), 6)
	case 'F':
		p.float(f, bits, 'f', 6)
	default:
		p.badVerb(v, verb)
	}
}

// textVerb prints a text, and tells if it has such a verb.
func (p *printer) textVerb(s string, verb rune) bool {
	switch verb {
	case 'v':
		if p.sharpV {
			p.quoted(s)
		} else {
			p.text(s)
		}
	case 's':
		p.text(s)
	case 'x':
		p.hexText(s, lower)
	case 'X':
		p.hexText(s, upper)
	case 'q':
		p.quoted(s)
	default:
		return false
	}
	return true
}
