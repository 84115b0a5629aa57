package unicode

import "internal/ucd"

// Cases that To changes a character to.
const (
	UpperCase = iota
	LowerCase
	TitleCase
	MaxCase
)

// To returns a character in another case: UpperCase, LowerCase or TitleCase.
func To(_case int, r rune) rune {
	switch _case {
	case UpperCase:
		return ToUpper(r)
	case LowerCase:
		return ToLower(r)
	case TitleCase:
		return ToTitle(r)
	}
	return ReplacementChar
}

// ToUpper returns a character in upper case.
func ToUpper(r rune) rune {
	if uint32(r) <= MaxASCII {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	r, _ = ucd.Map(ucd.ToUpper, r)
	return r
}

// ToLower returns a character in lower case.
func ToLower(r rune) rune {
	if uint32(r) <= MaxASCII {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	r, _ = ucd.Map(ucd.ToLower, r)
	return r
}

// ToTitle returns a character in title case.
func ToTitle(r rune) rune {
	upper := ToUpper(r)
	if r <= MaxLatin1 {
		return upper
	}
	// The table has what is added to the upper case.
	title, _ := ucd.Map(ucd.ToTitle, r)
	return upper + title - r
}

// SimpleFold returns the next of the characters that are equal to r but for case: the smallest one above r, or the
// smallest of all if there is none above.
func SimpleFold(r rune) rune {
	if r < 0 || r > MaxRune {
		return r
	}
	if folded, ok := ucd.Map(ucd.Fold, r); ok {
		return folded
	}
	if lower := ToLower(r); lower != r {
		return lower
	}
	return ToUpper(r)
}
