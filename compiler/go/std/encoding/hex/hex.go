// Package hex writes bytes as hexadecimal digits and reads them.
package hex

import (
	"errors"
	"internal/view"
)

const digits = "0123456789abcdef"

// ErrLength says that a text has an odd number of digits.
var ErrLength = errors.New("encoding/hex: odd length hex string")

// InvalidByteError is a byte that is no digit.
type InvalidByteError byte

func (e InvalidByteError) Error() string {
	text := "encoding/hex: invalid byte: U+00" + string("0123456789ABCDEF"[e>>4]) + string("0123456789ABCDEF"[e&15])
	if e >= ' ' && e < 0x7F || e > 0xA0 && e != 0xAD {
		text += " '" + string(rune(e)) + "'"
	}
	return text
}

// EncodedLen returns the digits of n bytes.
func EncodedLen(n int) int { return n * 2 }

// DecodedLen returns the bytes of x digits.
func DecodedLen(x int) int { return x / 2 }

// Encode writes the digits of src into dst, and returns how many.
func Encode(dst, src []byte) int {
	for i, b := range src {
		dst[2*i] = digits[b>>4]
		dst[2*i+1] = digits[b&15]
	}
	return 2 * len(src)
}

// AppendEncode appends the digits of src.
func AppendEncode(dst, src []byte) []byte {
	for _, b := range src {
		dst = append(dst, digits[b>>4], digits[b&15])
	}
	return dst
}

// EncodeToString returns the digits of src.
func EncodeToString(src []byte) string {
	dst := make([]byte, 2*len(src))
	Encode(dst, src)
	return view.String(dst)
}

// Decode writes the bytes of the digits in src into dst, and returns how many. It stops where a byte is no digit.
func Decode(dst, src []byte) (int, error) {
	count := 0
	for ; count < len(src)/2; count++ {
		high, low := digit(src[2*count]), digit(src[2*count+1])
		if high > 15 {
			return count, InvalidByteError(src[2*count])
		}
		if low > 15 {
			return count, InvalidByteError(src[2*count+1])
		}
		dst[count] = high<<4 | low
	}
	if len(src)%2 == 1 {
		if last := src[len(src)-1]; digit(last) > 15 {
			return count, InvalidByteError(last)
		}
		return count, ErrLength
	}
	return count, nil
}

// AppendDecode appends the bytes of the digits in src.
func AppendDecode(dst, src []byte) ([]byte, error) {
	decoded := make([]byte, len(src)/2)
	n, err := Decode(decoded, src)
	return append(dst, decoded[:n]...), err
}

// DecodeString returns the bytes of digits, up to a byte that is none.
func DecodeString(s string) ([]byte, error) {
	dst := make([]byte, len(s)/2)
	n, err := Decode(dst, view.Bytes(s))
	return dst[:n], err
}

// digit returns the value of a digit, or more than 15.
func digit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 16
}
