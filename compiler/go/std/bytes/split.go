package bytes

import (
	"unicode"
	"unicode/utf8"
)

// split returns the parts of s between sep, each with save bytes of the sep behind it, n of them at most if n is not
// negative. An empty sep is between the characters. Parts have no room behind them, so that appending copies.
func split(s, sep []byte, save, n int) [][]byte {
	switch {
	case n == 0:
		return nil
	case len(sep) == 0:
		return explode(s, n)
	case n < 0:
		n = Count(s, sep) + 1
	}
	parts := make([][]byte, 0, min(n, len(s)+1))
	for len(parts) < n-1 {
		at := Index(s, sep)
		if at < 0 {
			break
		}
		end := at + save
		parts = append(parts, s[:end:end])
		s = s[at+len(sep):]
	}
	return append(parts, s)
}

// explode returns the characters of s, the last one with all that is left.
func explode(s []byte, n int) [][]byte {
	count := utf8.RuneCount(s)
	if n < 0 || n > count {
		n = count
	}
	parts := make([][]byte, n)
	for i := range n {
		_, size := utf8.DecodeRune(s)
		if i == n-1 && n < count {
			parts[i] = s
			break
		}
		parts[i], s = s[:size:size], s[size:]
	}
	return parts
}

// Split returns the parts of s between sep.
func Split(s, sep []byte) [][]byte { return split(s, sep, 0, -1) }

// SplitN is Split with n parts at most, the last one being the rest; nil for 0, and all parts for less.
func SplitN(s, sep []byte, n int) [][]byte { return split(s, sep, 0, n) }

// SplitAfter returns the parts of s, each with the sep behind it.
func SplitAfter(s, sep []byte) [][]byte { return split(s, sep, len(sep), -1) }

// SplitAfterN is SplitAfter with n parts at most.
func SplitAfterN(s, sep []byte, n int) [][]byte { return split(s, sep, len(sep), n) }

// Fields returns the parts of s between white space, none of them empty.
func Fields(s []byte) [][]byte { return FieldsFunc(s, unicode.IsSpace) }

// FieldsFunc returns the parts of s between characters for which f holds, none of them empty.
func FieldsFunc(s []byte, f func(rune) bool) [][]byte {
	fields := make([][]byte, 0, 8)
	for field := range FieldsFuncSeq(s, f) {
		fields = append(fields, field)
	}
	return fields
}

// Cut returns what is before and behind the first sep; s and nil, if there is none.
func Cut(s, sep []byte) (before, after []byte, found bool) {
	if at := Index(s, sep); at >= 0 {
		return s[:at], s[at+len(sep):], true
	}
	return s, nil, false
}

// CutPrefix returns s without a prefix, and whether it had that.
func CutPrefix(s, prefix []byte) (after []byte, found bool) {
	if HasPrefix(s, prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// CutSuffix returns s without a suffix, and whether it had that.
func CutSuffix(s, suffix []byte) (before []byte, found bool) {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)], true
	}
	return s, false
}
