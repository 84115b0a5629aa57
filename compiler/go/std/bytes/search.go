// Package bytes works on bytes as package strings does on text.
package bytes

import (
	"internal/view"
	"strings"
)

// Equal tells if a and b have the same bytes.
func Equal(a, b []byte) bool { return view.String(a) == view.String(b) }

// EqualFold tells if two texts are equal but for case.
func EqualFold(s, t []byte) bool { return strings.EqualFold(view.String(s), view.String(t)) }

// Compare returns -1 if a < b, 1 if a > b, and 0 if they are equal.
func Compare(a, b []byte) int { return strings.Compare(view.String(a), view.String(b)) }

// Index returns the position of the first sep in s, or -1.
func Index(s, sep []byte) int { return strings.Index(view.String(s), view.String(sep)) }

// IndexByte returns the position of the first c in b, or -1.
func IndexByte(b []byte, c byte) int { return strings.IndexByte(view.String(b), c) }

// IndexRune returns the position of the first r in s, or -1.
func IndexRune(s []byte, r rune) int { return strings.IndexRune(view.String(s), r) }

// IndexAny returns the position of the first character of s that is in chars, or -1.
func IndexAny(s []byte, chars string) int { return strings.IndexAny(view.String(s), chars) }

// IndexFunc returns the position of the first character of s for which f holds, or -1.
func IndexFunc(s []byte, f func(r rune) bool) int { return strings.IndexFunc(view.String(s), f) }

// LastIndex returns the position of the last sep in s, or -1.
func LastIndex(s, sep []byte) int { return strings.LastIndex(view.String(s), view.String(sep)) }

// LastIndexByte returns the position of the last c in s, or -1.
func LastIndexByte(s []byte, c byte) int { return strings.LastIndexByte(view.String(s), c) }

// LastIndexAny returns the position of the last character of s that is in chars, or -1.
func LastIndexAny(s []byte, chars string) int { return strings.LastIndexAny(view.String(s), chars) }

// LastIndexFunc returns the position of the last character of s for which f holds, or -1.
func LastIndexFunc(s []byte, f func(r rune) bool) int {
	return strings.LastIndexFunc(view.String(s), f)
}

// Contains tells if subslice is in b.
func Contains(b, subslice []byte) bool { return Index(b, subslice) >= 0 }

// ContainsAny tells if a character of chars is in b.
func ContainsAny(b []byte, chars string) bool { return IndexAny(b, chars) >= 0 }

// ContainsRune tells if a character is in b.
func ContainsRune(b []byte, r rune) bool { return IndexRune(b, r) >= 0 }

// ContainsFunc tells if f holds for a character of b.
func ContainsFunc(b []byte, f func(rune) bool) bool { return IndexFunc(b, f) >= 0 }

// Count returns how often sep is in s, without overlaps; an empty one is around each character.
func Count(s, sep []byte) int { return strings.Count(view.String(s), view.String(sep)) }

// HasPrefix tells if s begins with prefix.
func HasPrefix(s, prefix []byte) bool { return strings.HasPrefix(view.String(s), view.String(prefix)) }

// HasSuffix tells if s ends with suffix.
func HasSuffix(s, suffix []byte) bool { return strings.HasSuffix(view.String(s), view.String(suffix)) }

// Runes returns the characters of s.
func Runes(s []byte) []rune { return []rune(view.String(s)) }
