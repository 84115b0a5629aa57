package strings

import (
	"unicode"
	"unicode/utf8"
)

// ToUpper returns s in upper case.
func ToUpper(s string) string { return Map(unicode.ToUpper, s) }

// ToLower returns s in lower case.
func ToLower(s string) string { return Map(unicode.ToLower, s) }

// ToTitle returns s with all characters in title case.
func ToTitle(s string) string { return Map(unicode.ToTitle, s) }

// Title returns s with each character that begins a word in title case. Words are of letters, digits and underscores.
func Title(s string) string {
	before := ' '
	return Map(func(r rune) rune {
		begins := separates(before)
		before = r
		if begins {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

// separates tells if a character is between words.
func separates(r rune) bool {
	switch {
	case r <= 0x7F:
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return false
	}
	return unicode.IsSpace(r)
}

// EqualFold tells if two texts are equal but for case, as unicode.SimpleFold has it.
func EqualFold(s, t string) bool {
	for len(s) > 0 && len(t) > 0 {
		a, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		b, size := utf8.DecodeRuneInString(t)
		t = t[size:]
		if a != b && !folds(a, b) {
			return false
		}
	}
	return len(s) == len(t)
}

// folds tells if b comes in the circle of characters that equal a but for case.
func folds(a, b rune) bool {
	if a|b < utf8.RuneSelf {
		return a|0x20 == b|0x20 && unicode.IsLetter(a)
	}
	for r := unicode.SimpleFold(a); r != a; r = unicode.SimpleFold(r) {
		if r == b {
			return true
		}
	}
	return false
}
