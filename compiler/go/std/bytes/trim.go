package bytes

import (
	"internal/view"
	"strings"
	"unicode"
)

// TrimFunc drops characters for which f holds from both ends. Nothing left is nil.
func TrimFunc(s []byte, f func(r rune) bool) []byte {
	return TrimRightFunc(TrimLeftFunc(s, f), f)
}

// TrimLeftFunc drops characters for which f holds from the begin. Nothing left is nil.
func TrimLeftFunc(s []byte, f func(r rune) bool) []byte {
	rest := len(strings.TrimLeftFunc(view.String(s), f))
	if rest == 0 {
		return nil
	}
	return s[len(s)-rest:]
}

// TrimRightFunc drops characters for which f holds from the end.
func TrimRightFunc(s []byte, f func(r rune) bool) []byte {
	return s[:len(strings.TrimRightFunc(view.String(s), f))]
}

// Trim drops characters of cutset from both ends. Nothing left is nil.
func Trim(s []byte, cutset string) []byte {
	if len(s) > 0 && cutset == "" {
		return s
	}
	return TrimLeft(TrimRight(s, cutset), cutset)
}

// TrimLeft drops characters of cutset from the begin. Nothing left is nil.
func TrimLeft(s []byte, cutset string) []byte {
	return TrimLeftFunc(s, func(c rune) bool { return strings.IndexRune(cutset, c) >= 0 })
}

// TrimRight drops characters of cutset from the end.
func TrimRight(s []byte, cutset string) []byte {
	return s[:len(strings.TrimRight(view.String(s), cutset))]
}

// TrimSpace drops white space from both ends. Nothing left is nil.
func TrimSpace(s []byte) []byte {
	return TrimFunc(s, unicode.IsSpace)
}

// TrimPrefix drops a prefix, once, if s has it.
func TrimPrefix(s, prefix []byte) []byte {
	s, _ = CutPrefix(s, prefix)
	return s
}

// TrimSuffix drops a suffix, once, if s has it.
func TrimSuffix(s, suffix []byte) []byte {
	s, _ = CutSuffix(s, suffix)
	return s
}
