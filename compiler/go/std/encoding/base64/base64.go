// Package base64 writes bytes as text of 64 letters and reads it.
package base64

import (
	"internal/view"
	"strconv"
)

// Paddings that WithPadding takes besides any other character.
const (
	StdPadding rune = '='
	NoPadding  rune = -1
)

// Encoding is an alphabet of 64 letters and a padding.
type Encoding struct {
	letters string
	padding rune
	strict  bool
}

// CorruptInputError is the position of a byte that can't be read.
type CorruptInputError int64

func (e CorruptInputError) Error() string {
	return "illegal base64 data at input byte " + strconv.FormatInt(int64(e), 10)
}

const (
	stdLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	urlLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)

// StdEncoding is the one of RFC 4648.
var StdEncoding = &Encoding{stdLetters, StdPadding, false}

// URLEncoding is the one of RFC 4648 for names of files and addresses.
var URLEncoding = &Encoding{urlLetters, StdPadding, false}

// RawStdEncoding is StdEncoding without padding.
var RawStdEncoding = &Encoding{stdLetters, NoPadding, false}

// RawURLEncoding is URLEncoding without padding.
var RawURLEncoding = &Encoding{urlLetters, NoPadding, false}

// NewEncoding returns an encoding of 64 letters, with StdPadding. It panics if there are not 64, or one twice, or an end of
// line among them.
func NewEncoding(encoder string) *Encoding {
	if len(encoder) != 64 {
		panic("encoding alphabet is not 64-bytes long")
	}
	var seen [256]bool
	for i := range len(encoder) {
		switch c := encoder[i]; {
		case c == '\n' || c == '\r':
			panic("encoding alphabet contains newline character")
		case seen[c]:
			panic("encoding alphabet includes duplicate symbols")
		default:
			seen[c] = true
		}
	}
	return &Encoding{encoder, StdPadding, false}
}

// WithPadding returns the encoding with another padding, or with NoPadding. It panics if that is an end of line, a letter
// or beyond 255.
func (enc Encoding) WithPadding(padding rune) *Encoding {
	if padding < NoPadding || padding == '\n' || padding == '\r' || padding > 0xFF {
		panic("invalid padding")
	}
	for i := range len(enc.letters) {
		if rune(enc.letters[i]) == padding {
			panic("padding contained in alphabet")
		}
	}
	enc.padding = padding
	return &enc
}

// Strict returns the encoding that refuses bits behind the last byte.
func (enc Encoding) Strict() *Encoding {
	enc.strict = true
	return &enc
}

// EncodedLen returns the letters of n bytes.
func (enc *Encoding) EncodedLen(n int) int {
	if enc.padding == NoPadding {
		return n/3*4 + (n%3*8+5)/6
	}
	return (n + 2) / 3 * 4
}

// DecodedLen returns the most bytes that n letters have.
func (enc *Encoding) DecodedLen(n int) int {
	if enc.padding == NoPadding {
		return n/4*3 + n%4*6/8
	}
	return n / 4 * 3
}

// Encode writes the letters of src into dst.
func (enc *Encoding) Encode(dst, src []byte) {
	if len(src) == 0 {
		return
	}
	at := 0
	for ; len(src) >= 3; src = src[3:] {
		word := uint32(src[0])<<16 | uint32(src[1])<<8 | uint32(src[2])
		dst[at] = enc.letters[word>>18]
		dst[at+1] = enc.letters[word>>12&63]
		dst[at+2] = enc.letters[word>>6&63]
		dst[at+3] = enc.letters[word&63]
		at += 4
	}
	if len(src) == 0 {
		return
	}
	word := uint32(src[0]) << 16
	if len(src) == 2 {
		word |= uint32(src[1]) << 8
	}
	dst[at] = enc.letters[word>>18]
	dst[at+1] = enc.letters[word>>12&63]
	if len(src) == 2 {
		dst[at+2] = enc.letters[word>>6&63]
	} else if enc.padding != NoPadding {
		dst[at+2] = byte(enc.padding)
	}
	if enc.padding != NoPadding {
		dst[at+3] = byte(enc.padding)
	}
}

// AppendEncode appends the letters of src.
func (enc *Encoding) AppendEncode(dst, src []byte) []byte {
	encoded := make([]byte, enc.EncodedLen(len(src)))
	enc.Encode(encoded, src)
	return append(dst, encoded...)
}

// EncodeToString returns the letters of src.
func (enc *Encoding) EncodeToString(src []byte) string {
	encoded := make([]byte, enc.EncodedLen(len(src)))
	enc.Encode(encoded, src)
	return view.String(encoded)
}
