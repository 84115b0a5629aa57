package bytes

import (
	"internal/view"
	"strings"
	"unicode"
)

// Clone returns a copy of b, or nil of nil.
func Clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}

// Join returns the elements with sep in between.
func Join(s [][]byte, sep []byte) []byte {
	if len(s) == 1 {
		return append([]byte(nil), s[0]...)
	}
	joined := []byte{}
	for i, part := range s {
		if i > 0 {
			joined = append(joined, sep...)
		}
		joined = append(joined, part...)
	}
	return joined
}

// Repeat returns b as often as count says. It panics if count is negative or the result too large.
func Repeat(b []byte, count int) []byte {
	if count < 0 {
		panic("bytes: negative Repeat count")
	}
	if count > 0 && len(b) > (1<<63-1)/count {
		panic("bytes: Repeat output length overflow")
	}
	repeated := make([]byte, len(b)*count)
	for done := copy(repeated, b); done < len(repeated); done *= 2 {
		copy(repeated[done:], repeated[:done])
	}
	return repeated
}

// Replace returns a copy of s with the first n of old replaced, or all if n is negative.
func Replace(s, old, new []byte, n int) []byte {
	if n == 0 || Count(s, old) == 0 {
		return append([]byte(nil), s...)
	}
	return append([]byte{}, strings.Replace(view.String(s), view.String(old), view.String(new), n)...)
}

// ReplaceAll returns a copy of s with all of old replaced.
func ReplaceAll(s, old, new []byte) []byte {
	return Replace(s, old, new, -1)
}

// Map returns a copy of s with each character replaced by what mapping returns for it, and dropped if that is negative.
func Map(mapping func(r rune) rune, s []byte) []byte {
	return append([]byte{}, strings.Map(mapping, view.String(s))...)
}

// ToUpper returns a copy of s in upper case.
func ToUpper(s []byte) []byte { return Map(unicode.ToUpper, s) }

// ToLower returns a copy of s in lower case.
func ToLower(s []byte) []byte { return Map(unicode.ToLower, s) }

// ToTitle returns a copy of s with all characters in title case.
func ToTitle(s []byte) []byte { return Map(unicode.ToTitle, s) }

// Title returns a copy of s with each character that begins a word in title case.
func Title(s []byte) []byte { return append([]byte{}, strings.Title(view.String(s))...) }

// ToValidUTF8 returns a copy of s with each run of bytes that are no UTF-8 replaced.
func ToValidUTF8(s, replacement []byte) []byte {
	return append([]byte{}, strings.ToValidUTF8(view.String(s), view.String(replacement))...)
}
