package strings

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// Lines returns the lines of s, each with the newline behind it.
func Lines(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s := s; len(s) > 0; {
			end := IndexByte(s, '\n') + 1
			if end == 0 {
				end = len(s)
			}
			if !yield(s[:end]) {
				return
			}
			s = s[end:]
		}
	}
}

// SplitSeq returns the parts that Split does.
func SplitSeq(s, sep string) iter.Seq[string] { return splitSeq(s, sep, 0) }

// SplitAfterSeq returns the parts that SplitAfter does.
func SplitAfterSeq(s, sep string) iter.Seq[string] { return splitSeq(s, sep, len(sep)) }

func splitSeq(s, sep string, save int) iter.Seq[string] {
	return func(yield func(string) bool) {
		s := s
		for {
			at := Index(s, sep)
			if sep == "" {
				if s == "" {
					return
				}
				_, at = utf8.DecodeRuneInString(s)
			}
			if at < 0 {
				break
			}
			if !yield(s[:at+save]) {
				return
			}
			s = s[at+len(sep):]
		}
		yield(s)
	}
}

// FieldsSeq returns the parts that Fields does.
func FieldsSeq(s string) iter.Seq[string] { return FieldsFuncSeq(s, unicode.IsSpace) }

// FieldsFuncSeq returns the parts that FieldsFunc does.
func FieldsFuncSeq(s string, f func(rune) bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := -1
		for i, c := range s {
			switch separates := f(c); {
			case separates && start >= 0:
				if !yield(s[start:i]) {
					return
				}
				start = -1
			case !separates && start < 0:
				start = i
			}
		}
		if start >= 0 {
			yield(s[start:])
		}
	}
}
