// Package utf8 reads and writes characters as UTF-8.
package utf8

import "internal/view"

// Numbers of UTF-8.
const (
	RuneError = '\uFFFD'     // stands for what is no UTF-8
	RuneSelf  = 0x80         // below it a character is the byte
	MaxRune   = '\U0010FFFF' // the largest character
	UTFMax    = 4            // bytes of a character at most
)

// lead returns how many bytes a character that begins with this byte has, and the bounds of the second byte. The size is
// 0 if no character begins so.
func lead(b byte) (size int, low, high byte) {
	switch {
	case b < RuneSelf:
		return 1, 0, 0
	case b < 0xC2 || b > 0xF4:
		return 0, 0, 0
	case b < 0xE0:
		return 2, 0x80, 0xBF
	case b == 0xE0:
		return 3, 0xA0, 0xBF
	case b == 0xED:
		return 3, 0x80, 0x9F
	case b < 0xF0:
		return 3, 0x80, 0xBF
	case b == 0xF0:
		return 4, 0x90, 0xBF
	case b == 0xF4:
		return 4, 0x80, 0x8F
	}
	return 4, 0x80, 0xBF
}

// DecodeRuneInString returns the first character of s and its bytes: (RuneError, 0) of an empty string, (RuneError, 1)
// of what is no UTF-8.
func DecodeRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	if s[0] < RuneSelf {
		return rune(s[0]), 1
	}
	size, low, high := lead(s[0])
	if size == 0 || len(s) < size || s[1] < low || s[1] > high {
		return RuneError, 1
	}
	r := rune(s[0])&(0x7F>>size)<<6 | rune(s[1]&0x3F)
	for i := 2; i < size; i++ {
		if s[i]&0xC0 != 0x80 {
			return RuneError, 1
		}
		r = r<<6 | rune(s[i]&0x3F)
	}
	return r, size
}

// DecodeRune is DecodeRuneInString of bytes.
func DecodeRune(p []byte) (rune, int) {
	return DecodeRuneInString(view.String(p))
}

// DecodeLastRuneInString returns the last character of s and its bytes, as DecodeRuneInString does the first.
func DecodeLastRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	for size := 1; size <= UTFMax && size <= len(s); size++ {
		if RuneStart(s[len(s)-size]) {
			if r, read := DecodeRuneInString(s[len(s)-size:]); read == size {
				return r, size
			}
			break
		}
	}
	return RuneError, 1
}

// DecodeLastRune is DecodeLastRuneInString of bytes.
func DecodeLastRune(p []byte) (rune, int) {
	return DecodeLastRuneInString(view.String(p))
}

// FullRuneInString tells if s begins with a whole character, or with what can't become one.
func FullRuneInString(s string) bool {
	if len(s) == 0 {
		return false
	}
	size, low, high := lead(s[0])
	if len(s) >= size {
		return true
	}
	if len(s) > 1 && (s[1] < low || s[1] > high) {
		return true
	}
	return len(s) > 2 && s[2]&0xC0 != 0x80
}

// FullRune is FullRuneInString of bytes.
func FullRune(p []byte) bool {
	return FullRuneInString(view.String(p))
}

// RuneCountInString returns the number of characters; what is no UTF-8 counts byte by byte.
func RuneCountInString(s string) int {
	count := 0
	for range s {
		count++
	}
	return count
}

// RuneCount is RuneCountInString of bytes.
func RuneCount(p []byte) int {
	return RuneCountInString(view.String(p))
}

// ValidString tells if all of s is UTF-8.
func ValidString(s string) bool {
	for i, r := range s {
		if r == RuneError {
			if _, size := DecodeRuneInString(s[i:]); size == 1 {
				return false
			}
		}
	}
	return true
}

// Valid is ValidString of bytes.
func Valid(p []byte) bool {
	return ValidString(view.String(p))
}

// RuneStart tells if a character may begin with a byte.
func RuneStart(b byte) bool {
	return b&0xC0 != 0x80
}
