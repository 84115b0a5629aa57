package strings

import (
	"internal/view"
	"unicode/utf8"
)

// Clone returns a copy of s with bytes of its own.
func Clone(s string) string {
	return string([]byte(s))
}

// Join returns the elements with sep in between.
func Join(elems []string, sep string) string {
	switch len(elems) {
	case 0:
		return ""
	case 1:
		return elems[0]
	}
	size := len(sep) * (len(elems) - 1)
	for _, elem := range elems {
		size += len(elem)
	}
	text := append(make([]byte, 0, size), elems[0]...)
	for _, elem := range elems[1:] {
		text = append(append(text, sep...), elem...)
	}
	return view.String(text)
}

// Repeat returns s as often as count says. It panics if count is negative or the text too large.
func Repeat(s string, count int) string {
	switch {
	case count < 0:
		panic("strings: negative Repeat count")
	case count == 0 || s == "":
		return ""
	case len(s) > (1<<63-1)/count:
		panic("strings: Repeat output length overflow")
	}
	text := make([]byte, len(s)*count)
	for done := copy(text, s); done < len(text); done *= 2 {
		copy(text[done:], text[:done])
	}
	return view.String(text)
}

// Replace returns s with the first n of old replaced, or all if n is negative. An empty old is before each character and
// at the end.
func Replace(s, old, new string, n int) string {
	if old == new || n == 0 {
		return s
	}
	if found := Count(s, old); found == 0 {
		return s
	} else if n < 0 || found < n {
		n = found
	}
	text := make([]byte, 0, len(s)+n*(len(new)-len(old)))
	start := 0
	for i := range n {
		at := start
		if len(old) > 0 {
			at += Index(s[start:], old)
		} else if i > 0 {
			_, size := utf8.DecodeRuneInString(s[start:])
			at += size
		}
		text = append(append(text, s[start:at]...), new...)
		start = at + len(old)
	}
	return view.String(append(text, s[start:]...))
}

// ReplaceAll returns s with all of old replaced.
func ReplaceAll(s, old, new string) string {
	return Replace(s, old, new, -1)
}

// Map returns s with each character replaced by what mapping returns for it, and dropped if that is negative.
func Map(mapping func(rune) rune, s string) string {
	for i, c := range s {
		r := mapping(c)
		if r == c && (c != utf8.RuneError || HasPrefix(s[i:], "\uFFFD")) {
			continue
		}
		text := append(make([]byte, 0, len(s)+utf8.UTFMax), s[:i]...)
		_, size := utf8.DecodeRuneInString(s[i:])
		if r >= 0 {
			text = utf8.AppendRune(text, r)
		}
		for _, c := range s[i+size:] {
			if r := mapping(c); r >= 0 {
				text = utf8.AppendRune(text, r)
			}
		}
		return view.String(text)
	}
	return s
}

// ToValidUTF8 returns s with each run of bytes that are no UTF-8 replaced.
func ToValidUTF8(s, replacement string) string {
	if utf8.ValidString(s) {
		return s
	}
	text, inRun := make([]byte, 0, len(s)+len(replacement)), false
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		bad := r == utf8.RuneError && size == 1
		switch {
		case !bad:
			text = append(text, s[:size]...)
		case !inRun:
			text = append(text, replacement...)
		}
		inRun = bad
		s = s[size:]
	}
	return view.String(text)
}
