package strconv

import (
	"internal/view"
	"unicode/utf8"
)

// Unquote returns the text that a Go literal in double, single or back quotes stands for.
func Unquote(s string) (string, error) {
	text, rest, ok := unquote(s, true)
	if !ok || rest != "" {
		return "", ErrSyntax
	}
	return text, nil
}

// QuotedPrefix returns the literal at the begin of s, with its quotes.
func QuotedPrefix(s string) (string, error) {
	_, rest, ok := unquote(s, false)
	if !ok {
		return "", ErrSyntax
	}
	return s[:len(s)-len(rest)], nil
}

// unquote reads the literal at the begin of s. Its text is made only if it is wanted.
func unquote(s string, wanted bool) (text, rest string, ok bool) {
	if len(s) < 2 {
		return "", "", false
	}
	quote := s[0]
	switch rest = s[1:]; quote {
	case '`':
		return unquoteRaw(rest)
	case '"', '\'':
	default:
		return "", "", false
	}
	var buffer []byte
	for count := 0; rest != "" && rest[0] != quote; count++ {
		if quote == '\'' && count == 1 || rest[0] == '\n' {
			return "", "", false
		}
		r, multibyte, tail, err := UnquoteChar(rest, quote)
		if err != nil {
			return "", "", false
		}
		if wanted && (r < utf8.RuneSelf || !multibyte) {
			buffer = append(buffer, byte(r))
		} else if wanted {
			buffer = utf8.AppendRune(buffer, r)
		}
		rest = tail
	}
	if rest == "" {
		return "", "", false
	}
	return view.String(buffer), rest[1:], true
}

// unquoteRaw reads text up to a back quote and drops carriage returns.
func unquoteRaw(s string) (text, rest string, ok bool) {
	end, returns := 0, 0
	for end < len(s) && s[end] != '`' {
		if s[end] == '\r' {
			returns++
		}
		end++
	}
	if end == len(s) {
		return "", "", false
	}
	text, rest = s[:end], s[end+1:]
	if returns > 0 {
		buffer := make([]byte, 0, end-returns)
		for i := range end {
			if s[i] != '\r' {
				buffer = append(buffer, s[i])
			}
		}
		text = view.String(buffer)
	}
	return text, rest, true
}

// UnquoteChar reads the first character or escape of a literal without its quotes. It returns the character or byte,
// whether it is a character of several bytes, and what follows. The quote says which one may be escaped and must not
// stand by itself: a single one, a double one, or 0 for none that may and any that stands.
func UnquoteChar(s string, quote byte) (value rune, multibyte bool, tail string, err error) {
	if s == "" {
		return 0, false, "", ErrSyntax
	}
	c := s[0]
	switch {
	case c == quote && (quote == '\'' || quote == '"'):
		return 0, false, "", ErrSyntax
	case c >= utf8.RuneSelf:
		r, size := utf8.DecodeRuneInString(s)
		return r, true, s[size:], nil
	case c != '\\':
		return rune(c), false, s[1:], nil
	case len(s) == 1:
		return 0, false, "", ErrSyntax
	}
	c, tail = s[1], s[2:]
	switch c {
	case 'a':
		value = '\a'
	case 'b':
		value = '\b'
	case 'f':
		value = '\f'
	case 'n':
		value = '\n'
	case 'r':
		value = '\r'
	case 't':
		value = '\t'
	case 'v':
		value = '\v'
	case '\\':
		value = '\\'
	case '\'', '"':
		if c != quote {
			return 0, false, "", ErrSyntax
		}
		value = rune(c)
	case 'x', 'u', 'U':
		count := 2
		if c == 'u' {
			count = 4
		} else if c == 'U' {
			count = 8
		}
		if value, tail, err = readDigits(tail, count, 16); err != nil {
			return 0, false, "", err
		}
		if c != 'x' {
			if !utf8.ValidRune(value) {
				return 0, false, "", ErrSyntax
			}
			multibyte = true
		}
	case '0', '1', '2', '3', '4', '5', '6', '7':
		if value, tail, err = readDigits(s[1:], 3, 8); err != nil || value > 255 {
			return 0, false, "", ErrSyntax
		}
	default:
		return 0, false, "", ErrSyntax
	}
	return value, multibyte, tail, nil
}

// readDigits reads a number of so many digits.
func readDigits(s string, count, base int) (rune, string, error) {
	if len(s) < count {
		return 0, "", ErrSyntax
	}
	value := rune(0)
	for i := range count {
		digit := digitOf(s[i])
		if digit >= uint64(base) {
			return 0, "", ErrSyntax
		}
		value = value*rune(base) + rune(digit)
	}
	return value, s[count:], nil
}
