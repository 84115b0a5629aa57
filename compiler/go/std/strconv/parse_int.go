package strconv

import "errors"

// IntSize is the number of bits of int and uint.
const IntSize = 64

// Atoi returns the value of a decimal number.
func Atoi(s string) (int, error) {
	i, err := parseInt("Atoi", s, 10, 0)
	return int(i), err
}

// ParseInt returns the value of a number to a base from 2 to 36, which has to fit into so many bits; 0 bits are those of
// int. Base 0 takes the base of the prefix, as Go's literals do, and underscores. Of a number that does not fit the
// nearest one is returned.
func ParseInt(s string, base int, bitSize int) (int64, error) {
	return parseInt("ParseInt", s, base, bitSize)
}

// ParseUint is ParseInt without a sign.
func ParseUint(s string, base int, bitSize int) (uint64, error) {
	if s == "" {
		return 0, syntaxError("ParseUint", s)
	}
	x, reason := parse(s, base, bitSize)
	if reason != nil {
		return x, &NumError{"ParseUint", s, reason}
	}
	return x, nil
}

func parseInt(function, s string, base, bitSize int) (int64, error) {
	if s == "" {
		return 0, syntaxError(function, s)
	}
	number, negative := s, s[0] == '-'
	if negative || s[0] == '+' {
		number = s[1:]
	}
	x, reason := parse(number, base, bitSize)
	if reason != nil && reason != ErrRange {
		return 0, &NumError{function, s, reason}
	}
	if bitSize == 0 {
		bitSize = IntSize
	}
	limit := uint64(1) << (bitSize - 1)
	switch {
	case !negative && x >= limit:
		return int64(limit - 1), rangeError(function, s)
	case negative && x > limit:
		return -int64(limit), rangeError(function, s)
	case negative:
		return -int64(x), nil
	}
	return int64(x), nil
}

// parse returns the value of a number without a sign, or the reason why it has none.
func parse(s string, base, bitSize int) (uint64, error) {
	if s == "" {
		return 0, ErrSyntax
	}
	underscores := base == 0
	all := s
	switch {
	case base == 0:
		base, s = prefix(s)
	case base == 1 || base < 0 || base > len(digits):
		return 0, errors.New("invalid base " + Itoa(base))
	}
	if bitSize == 0 {
		bitSize = IntSize
	} else if bitSize < 0 || bitSize > 64 {
		return 0, errors.New("invalid bit size " + Itoa(bitSize))
	}
	most := uint64(1)<<bitSize - 1
	x, seen := uint64(0), false
	for i := range len(s) {
		if s[i] == '_' && underscores {
			seen = true
			continue
		}
		digit := digitOf(s[i])
		if digit >= uint64(base) {
			return 0, ErrSyntax
		}
		if x > (most-digit)/uint64(base) || digit > most {
			return most, ErrRange
		}
		x = x*uint64(base) + digit
	}
	if seen && !underscoresFit(all) {
		return 0, ErrSyntax
	}
	return x, nil
}

// prefix returns the base that a number's prefix stands for, and the number behind it.
func prefix(s string) (int, string) {
	if s[0] != '0' {
		return 10, s
	}
	if len(s) >= 3 {
		switch s[1] | 0x20 {
		case 'b':
			return 2, s[2:]
		case 'o':
			return 8, s[2:]
		case 'x':
			return 16, s[2:]
		}
	}
	return 8, s[1:]
}

// digitOf returns the value of a digit, or more than any base has.
func digitOf(c byte) uint64 {
	switch {
	case '0' <= c && c <= '9':
		return uint64(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'z':
		return uint64(c|0x20-'a') + 10
	}
	return 255
}

// underscoresFit tells if each underscore of a number stands between digits, or behind the prefix.
func underscoresFit(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	hex, before := false, false
	if len(s) >= 2 && s[0] == '0' {
		switch s[1] | 0x20 {
		case 'b', 'o', 'x':
			hex = s[1]|0x20 == 'x'
			before = true
			s = s[2:]
		}
	}
	for i := range len(s) {
		digit := '0' <= s[i] && s[i] <= '9' || hex && 'a' <= s[i]|0x20 && s[i]|0x20 <= 'f'
		if s[i] == '_' {
			if !before {
				return false
			}
		} else if !digit && i > 0 && s[i-1] == '_' {
			return false
		}
		before = digit
	}
	return s == "" || s[len(s)-1] != '_'
}
