package strconv

import (
	"internal/ucd"
	"unicode/utf8"
)

// How quoted text treats characters that are not ASCII.
type quoting uint8

const (
	printable quoting = iota // those that are printed stay
	ascii                    // none stays
	graphic                  // those that are printed and spaces stay
)

// Quote returns s as a Go literal in double quotes. What is not printed is escaped.
func Quote(s string) string {
	return string(appendQuoted(nil, s, '"', printable))
}

// AppendQuote appends what Quote returns.
func AppendQuote(dst []byte, s string) []byte {
	return appendQuoted(dst, s, '"', printable)
}

// QuoteToASCII is Quote with all but ASCII escaped.
func QuoteToASCII(s string) string {
	return string(appendQuoted(nil, s, '"', ascii))
}

// AppendQuoteToASCII appends what QuoteToASCII returns.
func AppendQuoteToASCII(dst []byte, s string) []byte {
	return appendQuoted(dst, s, '"', ascii)
}

// QuoteToGraphic is Quote with all spaces left as they are, but those that are control characters.
func QuoteToGraphic(s string) string {
	return string(appendQuoted(nil, s, '"', graphic))
}

// AppendQuoteToGraphic appends what QuoteToGraphic returns.
func AppendQuoteToGraphic(dst []byte, s string) []byte {
	return appendQuoted(dst, s, '"', graphic)
}

// QuoteRune returns a character as a Go literal in single quotes.
func QuoteRune(r rune) string {
	return string(appendQuotedRune(nil, r, printable))
}

// AppendQuoteRune appends what QuoteRune returns.
func AppendQuoteRune(dst []byte, r rune) []byte {
	return appendQuotedRune(dst, r, printable)
}

// QuoteRuneToASCII is QuoteRune with all but ASCII escaped.
func QuoteRuneToASCII(r rune) string {
	return string(appendQuotedRune(nil, r, ascii))
}

// AppendQuoteRuneToASCII appends what QuoteRuneToASCII returns.
func AppendQuoteRuneToASCII(dst []byte, r rune) []byte {
	return appendQuotedRune(dst, r, ascii)
}

// QuoteRuneToGraphic is QuoteRune with spaces left as they are.
func QuoteRuneToGraphic(r rune) string {
	return string(appendQuotedRune(nil, r, graphic))
}

// AppendQuoteRuneToGraphic appends what QuoteRuneToGraphic returns.
func AppendQuoteRuneToGraphic(dst []byte, r rune) []byte {
	return appendQuotedRune(dst, r, graphic)
}

// IsPrint tells if a character is printed as it is.
func IsPrint(r rune) bool {
	if uint32(r) < utf8.RuneSelf {
		return ' ' <= r && r < 0x7F
	}
	return ucd.Contains(ucd.Print, r)
}

// IsGraphic tells if a character is printed, or a space.
func IsGraphic(r rune) bool {
	switch r {
	case 0xA0, 0x1680, 0x202F, 0x205F, 0x3000:
		return true
	}
	return IsPrint(r) || 0x2000 <= r && r <= 0x200A
}

// CanBackquote tells if s can stand between back quotes: one line of text without back quotes and control characters.
func CanBackquote(s string) bool {
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return false
			}
		case r == '`' || r == 0x7F || r == 0xFEFF || r < ' ' && r != '\t':
			return false
		}
	}
	return true
}

func appendQuotedRune(dst []byte, r rune, how quoting) []byte {
	if !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	return append(appendRune(append(dst, '\''), r, '\'', how), '\'')
}

func appendQuoted(dst []byte, s string, quote byte, how quoting) []byte {
	dst = append(dst, quote)
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			dst = appendHex(append(dst, '\\', 'x'), rune(s[0]), 2)
		} else {
			dst = appendRune(dst, r, quote, how)
		}
		s = s[size:]
	}
	return append(dst, quote)
}

func appendRune(dst []byte, r rune, quote byte, how quoting) []byte {
	switch {
	case r == rune(quote) || r == '\\':
		return append(dst, '\\', byte(r))
	case how == printable && IsPrint(r) || how == graphic && IsGraphic(r) || r < utf8.RuneSelf && IsPrint(r):
		return utf8.AppendRune(dst, r)
	case '\a' <= r && r <= '\r':
		return append(dst, '\\', "abtnvfr"[r-'\a'])
	case r < ' ' || r == 0x7F:
		return appendHex(append(dst, '\\', 'x'), r, 2)
	case r < 0x10000:
		return appendHex(append(dst, '\\', 'u'), r, 4)
	}
	return appendHex(append(dst, '\\', 'U'), r, 8)
}

func appendHex(dst []byte, r rune, count int) []byte {
	for i := count - 1; i >= 0; i-- {
		dst = append(dst, digits[r>>(4*i)&15])
	}
	return dst
}
