package core

import (
	"allod.dev/core/internal/host"
	"runtime/sys"
)

// Address names an account or a contract.
type Address [20]byte

// ZeroAddress belongs to nobody.
var ZeroAddress Address

// String is the address in lower-case hex.
func (a Address) String() string { return hexOf(host.Lend(a), 20) }

// IsZero tells whether this is ZeroAddress.
func (a Address) IsZero() bool { return a == Address{} }

// ParseAddress reads 40 hex digits, 0x before them optional.
func ParseAddress(text string) (Address, error) {
	var a Address
	if err := parseHex("address", text, a[:]); err != nil {
		return Address{}, err
	}
	return a, nil
}

// AddressFromString is ParseAddress for text that is known to be right: it panics on any other.
func AddressFromString(text string) Address { return must(ParseAddress(text)) }

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// ObjectID names an object.
type ObjectID [32]byte

// ZeroObjectID stands for the contract's default object, which is always there.
var ZeroObjectID ObjectID

// String is the id in lower-case hex.
func (id ObjectID) String() string { return hexOf(host.Lend(id), 32) }

// IsZero tells whether this is ZeroObjectID.
func (id ObjectID) IsZero() bool { return id == ObjectID{} }

// ParseObjectID reads 64 hex digits, 0x before them optional.
func ParseObjectID(text string) (ObjectID, error) {
	var id ObjectID
	if err := parseHex("object id", text, id[:]); err != nil {
		return ObjectID{}, err
	}
	return id, nil
}

// IDFromString is ParseObjectID for text that is known to be right: it panics on any other.
func IDFromString(text string) ObjectID { return must(ParseObjectID(text)) }

const digits = "0123456789abcdef"

// Lanes of a word: a byte in each, and a digit in each.
const (
	everyByte  = 0x0101010101010101
	everyOther = 0x000F000F000F000F
)

// hexOf is memory in lower-case hex, four bytes at a time: size is a multiple of four.
func hexOf(from, size uint32) string {
	start := sys.Alloc(2 * size)
	at := start
	for end := from + size; from < end; from += 4 {
		x := uint64(sys.Load32(from))
		x = (x | x<<16) & 0x0000FFFF0000FFFF
		x = (x | x<<8) & 0x00FF00FF00FF00FF
		// The upper digit of a byte comes first.
		x = x>>4&everyOther | x&everyOther<<8
		letters := (x + 6*everyByte) >> 4 & everyByte
		sys.Store64(at, x+'0'*everyByte+letters*('a'-'9'-1))
		at += 8
	}
	return sys.StringOf(start, 2*size)
}

// hexText is b in lower-case hex.
func hexText(b []byte) string {
	out := make([]byte, 0, 64)
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}

// parseHex fills out from exactly as many hex digits as it has room for, 0x before them optional.
func parseHex(what, text string, out []byte) error {
	body := text
	if len(body) >= 2 && body[0] == '0' && (body[1] == 'x' || body[1] == 'X') {
		body = body[2:]
	}
	if len(body) != 2*len(out) {
		return Error(what + ": wrong number of hex digits in \"" + text + "\"")
	}
	for i := range out {
		high, low := nibble(body[2*i]), nibble(body[2*i+1])
		if high > 15 || low > 15 {
			return Error(what + ": not hex: \"" + text + "\"")
		}
		out[i] = high<<4 | low
	}
	return nil
}

func nibble(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}
