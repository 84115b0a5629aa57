package strings

import (
	"unicode"
	"unicode/utf8"
)

// split returns the parts of s between sep, each with save bytes of the sep behind it, n of them at most if n is not
// negative. An empty sep is between the characters.
func split(s, sep string, save, n int) []string {
	switch {
	case n == 0:
		return nil
	case sep == "":
		return explode(s, n)
	case n < 0:
		n = Count(s, sep) + 1
	}
	parts := make([]string, 0, min(n, len(s)+1))
	for len(parts) < n-1 {
		at := Index(s, sep)
		if at < 0 {
			break
		}
		parts = append(parts, s[:at+save])
		s = s[at+len(sep):]
	}
	return append(parts, s)
}

// explode returns the characters of s, the last one with all that is left.
func explode(s string, n int) []string {
	count := utf8.RuneCountInString(s)
	if n < 0 || n > count {
		n = count
	}
	parts := make([]string, n)
	for i := range n {
		_, size := utf8.DecodeRuneInString(s)
		if i == n-1 {
			size = len(s)
		}
		parts[i], s = s[:size], s[size:]
	}
	return parts
}

// Split returns the parts of s between sep.
func Split(s, sep string) []string { return split(s, sep, 0, -1) }

// SplitN is Split with n parts at most, the last one being the rest; nil for 0, and all parts for less.
func SplitN(s, sep string, n int) []string { return split(s, sep, 0, n) }

// SplitAfter returns the parts of s, each with the sep behind it.
func SplitAfter(s, sep string) []string { return split(s, sep, len(sep), -1) }

// SplitAfterN is SplitAfter with n parts at most.
func SplitAfterN(s, sep string, n int) []string { return split(s, sep, len(sep), n) }

// Fields returns the parts of s between white space, none of them empty.
func Fields(s string) []string { return FieldsFunc(s, unicode.IsSpace) }

// FieldsFunc returns the parts of s between characters for which f holds, none of them empty.
func FieldsFunc(s string, f func(rune) bool) []string {
	fields := make([]string, 0, 8)
	start := -1
	for i, c := range s {
		switch separates := f(c); {
		case separates && start >= 0:
			fields = append(fields, s[start:i])
			start = -1
		case !separates && start < 0:
			start = i
		}
	}
	if start >= 0 {
		fields = append(fields, s[start:])
	}
	return fields
}

// Cut returns what is before and behind the first sep; s and nothing, if there is none.
func Cut(s, sep string) (before, after string, found bool) {
	if at := Index(s, sep); at >= 0 {
		return s[:at], s[at+len(sep):], true
	}
	return s, "", false
}

// CutPrefix returns s without a prefix, and whether it had that.
func CutPrefix(s, prefix string) (after string, found bool) {
	if HasPrefix(s, prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// CutSuffix returns s without a suffix, and whether it had that.
func CutSuffix(s, suffix string) (before string, found bool) {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)], true
	}
	return s, false
}
