package strings

import (
	"unicode"
	"unicode/utf8"
)

// TrimFunc drops characters for which f holds from both ends.
func TrimFunc(s string, f func(rune) bool) string {
	return TrimRightFunc(TrimLeftFunc(s, f), f)
}

// TrimLeftFunc drops characters for which f holds from the begin.
func TrimLeftFunc(s string, f func(rune) bool) string {
	for i, c := range s {
		if !f(c) {
			return s[i:]
		}
	}
	return ""
}

// TrimRightFunc drops characters for which f holds from the end.
func TrimRightFunc(s string, f func(rune) bool) string {
	for len(s) > 0 {
		r, size := utf8.DecodeLastRuneInString(s)
		if !f(r) {
			break
		}
		s = s[:len(s)-size]
	}
	return s
}

// Trim drops characters of cutset from both ends.
func Trim(s, cutset string) string {
	return TrimRight(TrimLeft(s, cutset), cutset)
}

// TrimLeft drops characters of cutset from the begin.
func TrimLeft(s, cutset string) string {
	return TrimLeftFunc(s, func(c rune) bool { return IndexRune(cutset, c) >= 0 })
}

// TrimRight drops characters of cutset from the end.
func TrimRight(s, cutset string) string {
	return TrimRightFunc(s, func(c rune) bool { return IndexRune(cutset, c) >= 0 })
}

// TrimSpace drops white space from both ends.
func TrimSpace(s string) string {
	return TrimFunc(s, unicode.IsSpace)
}

// TrimPrefix drops a prefix, once, if s has it.
func TrimPrefix(s, prefix string) string {
	s, _ = CutPrefix(s, prefix)
	return s
}

// TrimSuffix drops a suffix, once, if s has it.
func TrimSuffix(s, suffix string) string {
	s, _ = CutSuffix(s, suffix)
	return s
}
