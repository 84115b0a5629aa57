package utf8

const (
	surrogateMin = 0xD800
	surrogateMax = 0xDFFF
)

// ValidRune tells if a number is a character that UTF-8 has.
func ValidRune(r rune) bool {
	return uint32(r) <= MaxRune && (r < surrogateMin || r > surrogateMax)
}

// RuneLen returns the bytes of a character, or -1 of what is none.
func RuneLen(r rune) int {
	switch {
	case !ValidRune(r):
		return -1
	case r < 0x80:
		return 1
	case r < 0x800:
		return 2
	case r < 0x10000:
		return 3
	}
	return 4
}

// EncodeRune writes a character to the begin of p, which panics if p is too short, and returns its bytes. What is no
// character is written as RuneError.
func EncodeRune(p []byte, r rune) int {
	if !ValidRune(r) {
		r = RuneError
	}
	size := RuneLen(r)
	if size == 1 {
		p[0] = byte(r)
		return 1
	}
	_ = p[size-1]
	for i := size - 1; i > 0; i-- {
		p[i] = 0x80 | byte(r)&0x3F
		r >>= 6
	}
	p[0] = ^byte(0xFF>>size) | byte(r)
	return size
}

// AppendRune appends a character to p.
func AppendRune(p []byte, r rune) []byte {
	if uint32(r) < RuneSelf {
		return append(p, byte(r))
	}
	var buffer [UTFMax]byte
	size := EncodeRune(buffer[:], r)
	return append(p, buffer[:size]...)
}
