package strings

import (
	"internal/view"
	"unicode/utf8"
)

// IndexByte returns the position of the first c in s, or -1.
func IndexByte(s string, c byte) int {
	for i := range len(s) {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// LastIndexByte returns the position of the last c in s, or -1.
func LastIndexByte(s string, c byte) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// Index returns the position of the first substr in s, or -1. Its time is linear in both, whatever they are.
func Index(s, substr string) int {
	n := len(substr)
	switch {
	case n == 0:
		return 0
	case n > len(s):
		return -1
	case n == 1:
		return IndexByte(s, substr[0])
	}
	for at, misses := 0, 0; at <= len(s)-n; at++ {
		if s[at] != substr[0] {
			continue
		}
		same := 1
		for same < n && s[at+same] == substr[same] {
			same++
		}
		if same == n {
			return at
		}
		// Comparing again and again what is almost the same is left to a search that never looks back.
		if misses += same; misses > 16+2*at+4*n {
			rest := indexLinear(s[at+1:], substr)
			if rest < 0 {
				return -1
			}
			return at + 1 + rest
		}
	}
	return -1
}

// indexLinear is Index by the borders of substr: the algorithm of Knuth, Morris and Pratt.
func indexLinear(s, substr string) int {
	borders := make([]int32, len(substr))
	border := int32(0)
	for i := 1; i < len(substr); i++ {
		for border > 0 && substr[i] != substr[border] {
			border = borders[border-1]
		}
		if substr[i] == substr[border] {
			border++
		}
		borders[i] = border
	}
	matched := int32(0)
	for i := range len(s) {
		for matched > 0 && s[i] != substr[matched] {
			matched = borders[matched-1]
		}
		if s[i] == substr[matched] {
			matched++
		}
		if int(matched) == len(substr) {
			return i + 1 - len(substr)
		}
	}
	return -1
}

// LastIndex returns the position of the last substr in s, or -1.
func LastIndex(s, substr string) int {
	switch n := len(substr); {
	case n == 0:
		return len(s)
	case n > len(s):
		return -1
	case n == 1:
		return LastIndexByte(s, substr[0])
	}
	at := Index(reversed(s), reversed(substr))
	if at < 0 {
		return -1
	}
	return len(s) - at - len(substr)
}

func reversed(s string) string {
	bytes := make([]byte, len(s))
	for i := range bytes {
		bytes[i] = s[len(s)-1-i]
	}
	return view.String(bytes)
}

// Contains tells if substr is in s.
func Contains(s, substr string) bool { return Index(s, substr) >= 0 }

// ContainsRune tells if a character is in s.
func ContainsRune(s string, r rune) bool { return IndexRune(s, r) >= 0 }

// ContainsAny tells if a character of chars is in s.
func ContainsAny(s, chars string) bool { return IndexAny(s, chars) >= 0 }

// ContainsFunc tells if f holds for a character of s.
func ContainsFunc(s string, f func(rune) bool) bool { return IndexFunc(s, f) >= 0 }

// Count returns how often substr is in s, without overlaps; an empty one is around each character.
func Count(s, substr string) int {
	if len(substr) == 0 {
		return utf8.RuneCountInString(s) + 1
	}
	count := 0
	for at := Index(s, substr); at >= 0; at = Index(s, substr) {
		count++
		s = s[at+len(substr):]
	}
	return count
}

// IndexRune returns the position of the first r in s, or -1. RuneError is also what is no UTF-8.
func IndexRune(s string, r rune) int {
	if !utf8.ValidRune(r) {
		return -1
	}
	for i, c := range s {
		if c == r {
			return i
		}
	}
	return -1
}

// IndexAny returns the position of the first character of s that is in chars, or -1.
func IndexAny(s, chars string) int {
	for i, c := range s {
		if IndexRune(chars, c) >= 0 {
			return i
		}
	}
	return -1
}

// LastIndexAny returns the position of the last character of s that is in chars, or -1.
func LastIndexAny(s, chars string) int {
	return LastIndexFunc(s, func(c rune) bool { return IndexRune(chars, c) >= 0 })
}

// IndexFunc returns the position of the first character of s for which f holds, or -1.
func IndexFunc(s string, f func(rune) bool) int {
	for i, c := range s {
		if f(c) {
			return i
		}
	}
	return -1
}

// LastIndexFunc returns the position of the last character of s for which f holds, or -1.
func LastIndexFunc(s string, f func(rune) bool) int {
	for len(s) > 0 {
		r, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
		if f(r) {
			return len(s)
		}
	}
	return -1
}

// HasPrefix tells if s begins with prefix.
func HasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && s[:len(prefix)] == prefix
}

// HasSuffix tells if s ends with suffix.
func HasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

// Compare returns -1 if a < b, 1 if a > b, and 0 if they are equal.
func Compare(a, b string) int {
	switch {
	case a == b:
		return 0
	case a < b:
		return -1
	}
	return 1
}
