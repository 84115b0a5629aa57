// Package unicode tells what kind of character one is, and changes its case.
package unicode

import "internal/ucd"

// Numbers of characters.
const (
	MaxRune         = '\U0010FFFF' // the largest character
	ReplacementChar = '\uFFFD'     // stands for what is no character
	MaxASCII        = '\u007F'     // the largest of ASCII
	MaxLatin1       = '\u00FF'     // the largest of Latin-1
)

// Version is the edition of Unicode.
const Version = ucd.Version

// IsLetter tells if a character is a letter.
func IsLetter(r rune) bool {
	if uint32(r) <= MaxASCII {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return ucd.Contains(ucd.Letter, r)
}

// IsMark tells if a character is a mark.
func IsMark(r rune) bool {
	return r > MaxLatin1 && ucd.Contains(ucd.Mark, r)
}

// IsNumber tells if a character is a number.
func IsNumber(r rune) bool {
	if uint32(r) <= MaxASCII {
		return '0' <= r && r <= '9'
	}
	return ucd.Contains(ucd.Number, r)
}

// IsDigit tells if a character is a decimal digit.
func IsDigit(r rune) bool {
	if r <= MaxLatin1 {
		return '0' <= r && r <= '9'
	}
	return ucd.Contains(ucd.Digit, r)
}

// IsPunct tells if a character is punctuation.
func IsPunct(r rune) bool {
	return ucd.Contains(ucd.Punct, r)
}

// IsSymbol tells if a character is a symbol.
func IsSymbol(r rune) bool {
	return ucd.Contains(ucd.Symbol, r)
}

// IsUpper tells if a character is an upper case letter.
func IsUpper(r rune) bool {
	if uint32(r) <= MaxASCII {
		return 'A' <= r && r <= 'Z'
	}
	return ucd.Contains(ucd.Upper, r)
}

// IsLower tells if a character is a lower case letter.
func IsLower(r rune) bool {
	if uint32(r) <= MaxASCII {
		return 'a' <= r && r <= 'z'
	}
	return ucd.Contains(ucd.Lower, r)
}

// IsTitle tells if a character is a title case letter.
func IsTitle(r rune) bool {
	return r > MaxLatin1 && ucd.Contains(ucd.Title, r)
}

// IsControl tells if a character is a control character.
func IsControl(r rune) bool {
	return 0 <= r && r < 0x20 || 0x7F <= r && r < 0xA0
}

// IsSpace tells if a character is white space.
func IsSpace(r rune) bool {
	switch r {
	case '\t', '\n', '\v', '\f', '\r', ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
		return true
	}
	return 0x2000 <= r && r <= 0x200A
}

// IsPrint tells if a character is printed as it is: letters, marks, numbers, punctuation, symbols and the space of ASCII.
func IsPrint(r rune) bool {
	if uint32(r) <= MaxASCII {
		return ' ' <= r && r < 0x7F
	}
	return ucd.Contains(ucd.Print, r)
}

// IsGraphic tells if a character is one of IsPrint or another space.
func IsGraphic(r rune) bool {
	return IsPrint(r) || r > MaxASCII && r != 0x85 && r != 0x2028 && r != 0x2029 && IsSpace(r)
}
