package bytes

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// Lines returns the lines of s, each with the newline behind it.
func Lines(s []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for s := s; len(s) > 0; {
			end := IndexByte(s, '\n') + 1
			if end == 0 {
				end = len(s)
			}
			if !yield(s[:end:end]) {
				return
			}
			s = s[end:]
		}
	}
}

// SplitSeq returns the parts that Split does.
func SplitSeq(s, sep []byte) iter.Seq[[]byte] { return splitSeq(s, sep, 0) }

// SplitAfterSeq returns the parts that SplitAfter does.
func SplitAfterSeq(s, sep []byte) iter.Seq[[]byte] { return splitSeq(s, sep, len(sep)) }

func splitSeq(s, sep []byte, save int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		s := s
		for {
			at := Index(s, sep)
			if len(sep) == 0 {
				if len(s) == 0 {
					return
				}
				_, at = utf8.DecodeRune(s)
			}
			if at < 0 {
				break
			}
			end := at + save
			if !yield(s[:end:end]) {
				return
			}
			s = s[at+len(sep):]
		}
		yield(s[:len(s):len(s)])
	}
}

// FieldsSeq returns the parts that Fields does.
func FieldsSeq(s []byte) iter.Seq[[]byte] { return FieldsFuncSeq(s, unicode.IsSpace) }

// FieldsFuncSeq returns the parts that FieldsFunc does.
func FieldsFuncSeq(s []byte, f func(rune) bool) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		start := -1
		for at := 0; at < len(s); {
			c, size := utf8.DecodeRune(s[at:])
			switch separates := f(c); {
			case separates && start >= 0:
				if !yield(s[start:at:at]) {
					return
				}
				start = -1
			case !separates && start < 0:
				start = at
			}
			at += size
		}
		if start >= 0 {
			yield(s[start:len(s):len(s)])
		}
	}
}
